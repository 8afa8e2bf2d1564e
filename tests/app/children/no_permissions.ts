/**
 * Makes an app and uses it, without any permission. The tests run it.
 *
 * @module
 */

import { UserApp } from "@globus-deno/sdk";

const app = new UserApp("x", { clientId: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab" });
console.log(app.config.tokenStorage);
try {
  await app.getAuthorizer("transfer.api.globus.org").getAuthorizationHeader();
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`);
}
