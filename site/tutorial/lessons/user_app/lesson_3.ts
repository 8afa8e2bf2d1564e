import { plainText, TransferClient, UserApp } from "@globus-deno/sdk";

const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
const tc = new TransferClient({ app });

// The first call asks you to log in. Later calls, and later runs, use the stored tokens.
for await (const collection of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
  console.log(collection.id, plainText(collection.display_name ?? ""));
}
