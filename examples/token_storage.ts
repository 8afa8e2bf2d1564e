/**
 * Store tokens in a file, by service and by user, so that other programs cannot interfere.
 *
 *     deno task example token_storage
 */
import {
  HasRefreshTokensValidator,
  MissingTokenError,
  NotExpiredValidator,
  TransferScopes,
  ValidatingTokenStorage,
} from "@globus-deno/sdk";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { logIn } from "./login.ts";

const folder = Deno.args.find((arg) => arg.startsWith("--state="))?.slice(8);
if (!folder) throw new Error("Cannot go on: name a folder with --state=");

// Only this user can read the file. The Python SDK reads it too.
const storage = new JSONTokenStorage(`${folder}/tokens.json`);
const { client, tokens } = await logIn(["openid", TransferScopes.all], true);
await storage.storeTokenResponse(tokens);
for (const [server, data] of await storage.getTokenDataByResourceServer()) {
  // Printing shows no token: read access_token and refresh_token for them.
  console.log(`\n${server}:`, JSON.stringify(data, null, 2));
}

// One store can hold several users or profiles. A database works like a file.
const database = new SQLiteTokenStorage(`${folder}/tokens.db`);
await database.withNamespace("work").storeTokenResponse(tokens);
console.log("\nNamespaces:", await Array.fromAsync(database.iterNamespaces()));
console.log("In another one:", await database.getTokenData("transfer.api.globus.org"));

// Changes happen one at a time, across processes too: no other program renews the token meanwhile.
await storage.update(async (stored) => {
  const { refresh_token } = stored.get("transfer.api.globus.org")!;
  stored.storeRenewal(await client.oauth2RefreshToken(refresh_token!));
});
console.log("Renewed, and stored");

// A validating store throws if a token is missing or unusable.
const checked = new ValidatingTokenStorage(storage, [
  new NotExpiredValidator(),
  new HasRefreshTokensValidator(),
]);
console.log("Can be used:", (await checked.getTokenData("transfer.api.globus.org")).scope);
await storage.removeTokenData("transfer.api.globus.org");
try {
  await checked.getTokenData("transfer.api.globus.org");
} catch (error) {
  if (!(error instanceof MissingTokenError)) throw error;
  console.log(error.message);
}
