/**
 * A tool for users: it asks for a login when a call needs one, stays logged in for months, and asks
 * again only for scopes that are missing.
 *
 *     deno task example user_app
 */
import { plainText, TransferClient, UserApp } from "@globus-deno/sdk";
import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

// By default the tokens are stored under ~/.globus, where the Python SDK finds them too.
const folder = Deno.args.find((arg) => arg.startsWith("--state="))?.slice(8);
const tokenStorage = folder ? new JSONTokenStorage(`${folder}/tokens.json`) : "json";

await using app = new UserApp("my-tool", { clientId: CLIENT_ID, config: { tokenStorage } });
const tc = new TransferClient({ app });

// The first call asks for a login. The next run of the example asks for none.
console.log("My collections:");
for await (const endpoint of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
  console.log(`[${endpoint.id}] ${plainText(endpoint.display_name ?? "")}`);
}

// Before long work: are the tokens valid for another hour, or can they be renewed?
const report = await app.ensureValid({ minRemainingSeconds: 3_600 });
for (const { resourceServer, expiresAtSeconds, renewable } of report) {
  const end = new Date(expiresAtSeconds * 1000).toISOString();
  console.log(`${resourceServer}: until ${end}${renewable ? ", then renewed" : ""}`);
}

const { kind, username, identityId } = await app.whoami();
console.log(`Logged in as ${kind} ${plainText(username ?? identityId)}`);

if (Deno.args.includes("--logout")) {
  const { tokens, allRevoked } = await app.logout();
  console.log(`Logged out: ${tokens.length} tokens, ${allRevoked ? "all" : "not all"} revoked`);
}
