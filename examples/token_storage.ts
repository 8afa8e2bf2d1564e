/**
 * Where tokens are kept: in a file, by service and by name of the user, safe from other programs.
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

// The file can be read by this user alone, and the Python SDK reads it too.
const storage = new JSONTokenStorage(`${folder}/tokens.json`);
const { client, tokens } = await logIn(["openid", TransferScopes.all], true);
await storage.storeTokenResponse(tokens);
for (const [server, data] of await storage.getTokenDataByResourceServer()) {
  // Whatever prints it shows no token: those are in access_token and refresh_token.
  console.log(`\n${server}:`, JSON.stringify(data, null, 2));
}

// Several users, or profiles, in one store. A database instead of a file works the same way.
const database = new SQLiteTokenStorage(`${folder}/tokens.db`);
await database.withNamespace("work").storeTokenResponse(tokens);
console.log("\nNamespaces:", await Array.fromAsync(database.iterNamespaces()));
console.log("In another one:", await database.getTokenData("transfer.api.globus.org"));

// One change at a time, even among processes: no other program renews the token meanwhile.
await storage.update(async (stored) => {
  const { refresh_token } = stored.get("transfer.api.globus.org")!;
  stored.storeRenewal(await client.oauth2RefreshToken(refresh_token!));
});
console.log("Renewed, and stored");

// With checks in front, a token that is missing or cannot be used is an error.
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
