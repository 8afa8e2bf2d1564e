import { UserApp } from "@globus-deno/sdk";

// The client ID is all that the app needs to know about your registration.
const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
console.log(`This program is client ${app.clientId}`);
