import { TransferClient, UserApp } from "@globus-deno/sdk";

const app = new UserApp("my-tool", {
  clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
  config: { requestRefreshTokens: true },
});
const tc = new TransferClient({ app });

// Months later this still works: the app refreshes expired tokens, and asks you if it cannot.
const { DATA } = await tc.taskList({ limit: 10 }).page();
console.log(`Your last ${DATA.length} tasks`);

const { allRevoked } = await app.logout(); // Revokes the tokens and forgets them.
console.log(allRevoked ? "All tokens are revoked" : "Some tokens could not be revoked");
