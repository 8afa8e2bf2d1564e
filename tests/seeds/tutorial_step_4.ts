/** The tutorial's step 4, line by line: the login again, and what came back. */
import { NativeAppAuthClient } from "@globus-deno/sdk";
import { ask } from "../../examples/terminal.ts";

const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
const client = new NativeAppAuthClient(CLIENT_ID);

client.oauth2StartFlow();
const authorizeUrl = await client.oauth2GetAuthorizeUrl();
console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);

const authCode = await ask("Please enter the code here:");
const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode ?? "");

const globusTransferData = tokenResponse.byResourceServer["transfer.api.globus.org"];
const TRANSFER_TOKEN = globusTransferData.access_token;
console.log(`\nTRANSFER_TOKEN has ${TRANSFER_TOKEN.length} characters`);

// Python prints the tokens here. This SDK shows "[redacted]" in their place.
console.log(JSON.stringify(tokenResponse.byResourceServer, null, 2));
// To see a token on purpose, read its field, or take the plain form of all fields.
console.log("Fields:", Object.keys(globusTransferData.toDocument()).sort().join(" "));
