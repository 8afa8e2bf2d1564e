/**
 * Stores tokens in `localStorage`, and prints their resource server. The tests run it.
 *
 * @module
 */

import { TokenStorageData } from "../../../lib/storage/data.ts";
import { WebTokenStorage } from "../../../lib/storage/web_storage.ts";

const storage = new WebTokenStorage(localStorage);
const data = new TokenStorageData({
  resource_server: "a",
  scope: "openid",
  access_token: "access-a",
  expires_at_seconds: 1_700_000_000,
});
await storage.storeTokenDataByResourceServer([["a", data]]);
console.log((await storage.getTokenData("a"))?.scope);
await storage.removeTokenData("a");
