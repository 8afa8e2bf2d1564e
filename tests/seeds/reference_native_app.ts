/** The reference's first example, line by line: a login of a native app. */
import { AccessTokenAuthorizer, NativeAppAuthClient, TransferClient } from "@globus-deno/sdk";
import { ask } from "../../examples/terminal.ts";

const authClient = new NativeAppAuthClient("61338d24-54d5-408f-a10d-66c06b59f6d2");

authClient.oauth2StartFlow({ refreshTokens: true });

const authorizeUrl = await authClient.oauth2GetAuthorizeUrl();
console.log(`Visit: ${authorizeUrl}`);

const authCode = await ask("Enter code:");
const tokens = await authClient.oauth2ExchangeCodeForTokens(authCode ?? "");

const transferToken = tokens.byResourceServer["transfer.api.globus.org"];
const transferClient = new TransferClient({
  authorizer: new AccessTokenAuthorizer(transferToken.access_token),
});
const found = await transferClient.endpointSearch("tutorial").toArray({ max: 1 });
console.log(`\nFound: ${found.length}`);
