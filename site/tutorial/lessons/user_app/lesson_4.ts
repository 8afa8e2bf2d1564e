import { AuthScopes, TransferClient, UserApp } from "@globus-deno/sdk";

const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
app.addScopeRequirements({ "auth.globus.org": [AuthScopes.openid, AuthScopes.profile] });
new TransferClient({ app });

await app.login(); // Checks the ID token: signature, issuer, audience, times, nonce.
const { identityId, username } = await app.whoami();
console.log(`Identity ${identityId}, user name ${username}`);
for (const { resourceServer, expiresAtSeconds } of await app.ensureValid()) {
  console.log(resourceServer, "until", new Date(expiresAtSeconds * 1000).toISOString());
}
