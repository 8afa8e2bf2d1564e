/**
 * The second program that the tutorial's step 6 describes: it names its scopes as constants, and
 * processes what it gets: here, a table of collections in CSV. The first program is
 * `examples/minimal_transfer.ts`.
 */
import {
  AccessTokenAuthorizer,
  AuthScopes,
  NativeAppAuthClient,
  plainText,
  TransferClient,
  TransferScopes,
} from "@globus-deno/sdk";
import { ask } from "../../examples/terminal.ts";

const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
const client = new NativeAppAuthClient(CLIENT_ID);

client.oauth2StartFlow([AuthScopes.openid, TransferScopes.all]);
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
const authCode = await ask("Please enter the code here:");
const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode ?? "");
const { access_token } = tokenResponse.byScopes.get(TransferScopes.all)!;
const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });

function csv(values: string[]) {
  return values.map((value) => `"${plainText(value).replaceAll('"', '""')}"`).join(",");
}

console.log("\nID,Name,Owner");
const mine = tc.endpointSearch({ filter_scope: "my-endpoints" });
for (const { id, display_name, owner_string } of await mine.toArray({ max: 5 })) {
  console.log(csv([id, display_name ?? "", owner_string ?? ""]));
}
