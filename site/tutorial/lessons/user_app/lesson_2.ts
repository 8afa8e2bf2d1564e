import { TransferClient, UserApp } from "@globus-deno/sdk";

const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
const tc = new TransferClient({ app }); // The app now knows which scopes to ask for.
await app.login(); // Prints the URL, asks for the code, and stores the tokens.
const { identityId } = await app.whoami();
console.log(`Logged in as ${identityId}, ready to call ${tc.baseUrl}`);
