/** The tutorial's step 5, line by line: a login with refresh tokens, and calls that renew theirs. */
import { NativeAppAuthClient, RefreshTokenAuthorizer, TransferClient } from "@globus-deno/sdk";
import { ask } from "../../examples/terminal.ts";

const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
const client = new NativeAppAuthClient(CLIENT_ID);

client.oauth2StartFlow({ refreshTokens: true });
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);

const authCode = await ask("Please enter the code here:");
const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode ?? "");

const globusTransferData = tokenResponse.byResourceServer["transfer.api.globus.org"];
const transferRt = globusTransferData.refresh_token;
const transferAt = globusTransferData.access_token;
const expiresAtS = globusTransferData.expires_at_seconds;

// The types say that a login may give no refresh token: Python's code does not ask.
const authorizer = new RefreshTokenAuthorizer(transferRt!, client, {
  accessToken: transferAt,
  expiresAtSeconds: expiresAtS,
});

const tc = new TransferClient({ authorizer });
const [first] = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 1 });
console.log(`\nBefore: ${first.id}`);
await client.oauth2RevokeToken(transferAt);
const [again] = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 1 });
console.log(`Renewed: ${again.id}`);
