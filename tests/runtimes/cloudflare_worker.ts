/**
 * A worker of Cloudflare that tries the features and answers with the outcome.
 *
 * @module
 */
import { tryFeatures } from "./features.ts";

export default {
  fetch: async (): Promise<Response> => Response.json(await tryFeatures()),
};
