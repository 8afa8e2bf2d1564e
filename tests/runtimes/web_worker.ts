/**
 * A worker of a browser that tries the features and posts the outcome.
 *
 * @module
 */
import { tryFeatures } from "./features.ts";

postMessage(await tryFeatures());
