/**
 * A software development kit for {@link https://www.globus.org Globus}, the service that moves and
 * shares research data: log in, find collections, move files. For Deno, Node.js, Bun, browsers and
 * workers.
 *
 * Add it by `deno add jsr:@globus-deno/sdk`, `npm install @globus-deno/sdk` or
 * `bun add @globus-deno/sdk`. Node.js must be 22.13 or newer; bundlers need no settings.
 *
 * ## The Globus tutorial: log in, and list my collections
 *
 * ```ts ignore
 * import { AccessTokenAuthorizer, NativeAppAuthClient, TransferClient } from "@globus-deno/sdk";
 *
 * const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
 * const client = new NativeAppAuthClient(CLIENT_ID);
 *
 * client.oauth2StartFlow();
 * const authorizeUrl = await client.oauth2GetAuthorizeUrl();
 * console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
 *
 * const authCode = prompt("Please enter the code you get after login here:")!;
 * const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode);
 *
 * const globusTransferData = tokenResponse.byResourceServer["transfer.api.globus.org"];
 * const authorizer = new AccessTokenAuthorizer(globusTransferData.access_token);
 * const tc = new TransferClient({ authorizer });
 * for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${ep.id}] ${ep.display_name}`);
 * }
 * ```
 *
 * ## An app that stays logged in
 *
 * A {@link UserApp} does all of this by itself, stores the tokens and renews them:
 *
 * ```ts ignore
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 *
 * const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
 * const tc = new TransferClient({ app });
 * for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${ep.id}] ${ep.display_name}`);
 * }
 * ```
 *
 * ## A test of your program, without Globus
 *
 * The sandbox of the entry point `/sandbox` simulates Globus in memory:
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const app = new UserApp("my-tool", {
 *   clientId: sandbox.world.tutorialClientId,
 *   config: {
 *     ...sandbox.clientOptions,
 *     loginFlowManager: sandbox.loginFlow(),
 *   },
 * });
 * const tc = new TransferClient({ app });
 * const mine = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 5 });
 * assertEquals(mine.length, 5);
 * ```
 *
 * ## Entry points
 *
 * Each service has one of its own, with which a program starts faster: `/auth`, `/transfer`, `/groups`,
 * `/search`, `/flows`, `/timers`, `/compute`, `/gcs` and `/https`. `/core` has what they share, and a
 * client for any other service. `/storage/file` stores tokens in files, `/local-endpoint` reads what
 * Globus has installed on this computer, `/sandbox`, `/sandbox/serve` and `/testing` are for tests.
 *
 * ## Permissions in Deno
 *
 * A call needs `--allow-net`. An app that stores tokens in its file also needs `--allow-env=HOME
 * --allow-read=$HOME/.globus --allow-write=$HOME/.globus`. Nothing is read, asked or sent when the
 * package is imported.
 *
 * ## More
 *
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/coming-from-python.md Coming from Python}:
 *   the names are the same, in camelCase
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/tokens-and-storage.md Tokens and storage}
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/errors-and-retries.md Errors and retries}
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/testing.md Testing your program}
 * - {@link https://github.com/globus-deno/sdk/tree/main/examples Examples}, and
 *   {@link https://github.com/globus-deno/sdk/blob/main/docs/README.md all guides}
 *
 * @module
 */

// Nothing is named here: esbuild loads at once whatever stands beside a name that a program uses.
// The documentation lists symbols in this order.
export * from "./lib/exports.ts";
export * from "./lib/services/transfer/mod.ts";
export * from "./lib/core/mod.ts";
export * from "./lib/services/auth/mod.ts";
export * from "./lib/services/compute/mod.ts";
export * from "./lib/services/flows/mod.ts";
export * from "./lib/services/gcs/mod.ts";
export * from "./lib/services/groups/mod.ts";
export * from "./lib/services/https/mod.ts";
export * from "./lib/services/search/mod.ts";
export * from "./lib/services/timers/mod.ts";
