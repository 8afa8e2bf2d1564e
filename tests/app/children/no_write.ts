/**
 * Logs in without permission to write files. The tests run it.
 *
 * @module
 */

import { CommandLineLoginFlowManager, UserApp } from "@globus-deno/sdk";

let asked = 0;
const app = new UserApp("x", {
  clientId: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab",
  config: {
    loginFlowManager: {
      forGlobusApp: (context) =>
        new CommandLineLoginFlowManager(context.loginClient, {
          readLine: () => {
            asked++;
            return Promise.resolve(undefined);
          },
        }),
    },
  },
});
try {
  await app.login({ force: true });
} catch (error) {
  console.log(`${(error as Error).name}\nasked ${asked} times\n${(error as Error).message}`);
}
