/**
 * Tries the features in this process and prints the outcome. Run by the tests, in each runtime.
 *
 * @module
 */
import { tryFeatures } from "./features.ts";

console.log(`\nOUTCOME ${JSON.stringify(await tryFeatures())}`);
