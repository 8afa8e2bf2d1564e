import type { TokenResponseBody } from "./auth/tokens.ts";
import { realClock, type SandboxClock } from "./clock.ts";
import type { FunctionHandler } from "./compute/functions.ts";
import { FaultList } from "./faults/faults.ts";
import type { Hostile } from "./faults/hostile.ts";
import type { ActionHandler } from "./flows/actions/providers.ts";
import { finishWork } from "./finish_work.ts";
import { type CannedAnswer, type CannedResponse, checkCanned } from "./http/canned.ts";
import type { RequestRecord } from "./http/record.ts";
import { matchText, type RequestMatch } from "./http/request_match.ts";
import { markSandbox } from "./mark.ts";
import { approveInBrowser, type ApproveOptions } from "./person/browser.ts";
import { type LoginFlowManagerProvider, personLoginFlow } from "./person/login_flow.ts";
import { login, type LoginOptions } from "./person/tokens.ts";
import { SeededRandom } from "./random.ts";
import { type HostHandler, Receiver } from "./receiver.ts";
import { Services } from "./services.ts";
import { defaultSettings, type SandboxSettings } from "./settings.ts";
import { World } from "./world.ts";

/** How a sandbox starts. Settings left out have the defaults of {@linkcode SandboxSettings}. */
export interface SandboxOptions extends Partial<SandboxSettings> {
  /** The same seed gives the same world. @default {1} */
  seed?: number | undefined;
  /** The time it lives by. @default {realClock()} */
  clock?: SandboxClock | undefined;
  /** How many collections the world holds. @default {2500} */
  collections?: number | undefined;
  /** How many requests {@linkcode Sandbox.requests} remembers. @default {10_000} */
  maxRequests?: number | undefined;
}

/** What {@linkcode Sandbox.clientOptions} gives to a client. */
export interface SandboxClientOptions {
  /** What sends requests. */
  readonly fetch: typeof fetch;
  /** Where time comes from. */
  readonly clock: SandboxClock;
}

/**
 * A working simulator of Globus: its services over one small world, in this process or on a port.
 *
 * @example In process
 * ```ts
 * const sandbox = new Sandbox();
 * const response = await sandbox.fetch("https://auth.globus.org/.well-known/openid-configuration");
 * const { issuer } = await response.json(); // "https://auth.globus.org"
 * ```
 */
export class Sandbox {
  /**
   * The time it lives by. `clock.advance(ms)` moves it; {@linkcode Sandbox.finish} moves it until
   * work that waits by it has ended.
   */
  readonly clock: SandboxClock;
  /** What can be changed while it runs. */
  readonly settings: SandboxSettings;
  /** Requests so far, oldest first; the oldest are dropped beyond `maxRequests`. */
  readonly requests: RequestRecord[] = [];
  /** Faults on demand. */
  readonly faults: FaultList = new FaultList();
  /** Makes the authorization server misbehave; empty by default. */
  readonly hostile: Hostile = {};
  /** Answers for hosts that are none of Globus's, by host name; others cannot be reached. */
  readonly hosts: Map<string, HostHandler> = new Map();
  /**
   * Does the work of actions of flows, by their `ActionUrl`: for action providers that the sandbox
   * does not play itself, or in place of its own.
   *
   * @example An action provider of a laboratory
   * ```ts
   * const sandbox = new Sandbox();
   * sandbox.actions.set("https://lab.example/measure", ({ parameters }) => ({
   *   details: { measured: parameters.sample },
   *   seconds: 60,
   * }));
   * ```
   */
  readonly actions: Map<string, ActionHandler> = new Map();
  /**
   * Plays functions of Compute, by their ids or the names that they were registered by. The sandbox
   * runs no Python: a task whose function has no handler fails.
   *
   * @example A function that takes a minute
   * ```ts
   * import { ComputeClient, registerSource, submitAndWait, UserApp } from "@globus-deno/sdk";
   * import { COMPUTE_ENDPOINT_ID, fixedClock } from "@globus-deno/sdk/sandbox";
   * import { assertEquals } from "@std/assert";
   *
   * const sandbox = new Sandbox({ clock: fixedClock() });
   * sandbox.functions.set("add", ({ args, kwargs }) => {
   *   const [a = kwargs.a, b = kwargs.b] = args;
   *   return { result: a + b, seconds: 60 };
   * });
   * const app = new UserApp("my-tool", {
   *   clientId: sandbox.world.tutorialClientId,
   *   config: {
   *     ...sandbox.clientOptions,
   *     tokenStorage: "memory",
   *     loginFlowManager: sandbox.loginFlow(),
   *   },
   * });
   * const compute = new ComputeClient({ app });
   * const source = "def add(a, b):\n    return a + b";
   * const report = await sandbox.finish((async () => {
   *   const { function_uuid } = await registerSource(compute, { function_name: "add", source });
   *   return await submitAndWait<number>(compute, COMPUTE_ENDPOINT_ID, {
   *     functionId: function_uuid,
   *     calls: [{ args: [2, 3] }, { kwargs: { a: 4, b: 5 } }],
   *   });
   * })());
   * assertEquals(report.values(), [5, 9]);
   * ```
   */
  readonly functions: Map<string, FunctionHandler> = new Map();
  /** Random numbers for ids in documents; secrets come from the system's source. */
  readonly random: SeededRandom;
  /** The sandbox as a `fetch` function, for clients; bound, so that it can be passed about. */
  readonly fetch: typeof fetch;
  readonly #options: SandboxOptions;
  readonly #receiver: Receiver;
  #world!: World;
  #services!: Services;

  /** Makes a sandbox; nothing of the world is drawn up before it is asked for. */
  constructor(options: SandboxOptions = {}) {
    const { clock = realClock(), maxRequests = 10_000 } = options;
    this.#options = options;
    this.clock = clock;
    this.settings = defaultSettings(options);
    this.random = new SeededRandom(options.seed ?? 1);
    this.#begin();
    this.#receiver = new Receiver(this, () => this.#services, maxRequests);
    this.fetch = markSandbox<typeof fetch>((input, init) =>
      this.#receiver.fetch(input, init, "client")
    );
  }

  /** People, clients, collections, tasks: to read and to change. */
  get world(): World {
    return this.#world;
  }

  /**
   * Begins again: sets the world, the settings and the time back to the start, and removes the faults
   * and responses of tests that wait. Secrets and redirect URIs of clients that exist from the start stay, and so do
   * {@linkcode Sandbox.hosts}, {@linkcode Sandbox.actions} and {@linkcode Sandbox.functions}.
   */
  reset(): void {
    const former = this.#world;
    this.clock.reset?.();
    Object.assign(this.settings, defaultSettings(this.#options));
    for (const name of Object.keys(this.hostile) as (keyof Hostile)[]) delete this.hostile[name];
    this.faults.clear();
    this.forgetResponses();
    this.requests.length = 0;
    this.#begin();
    this.#world.keepClients(former);
  }

  /** Draws up a world, and the services that play it. */
  #begin(): void {
    const { seed = 1, collections = 2500 } = this.#options;
    this.#world = new World(seed, collections, this.clock, this.settings);
    this.#services = new Services(this, this);
  }

  /**
   * What leads a client, or an app's `config`, into this sandbox: its `fetch`, and its `clock`, so
   * that tokens expire for both at the same time and a moved clock does not make ID tokens strange.
   * An app whose config has them keeps its tokens in memory, unless the config says `tokenStorage`: a
   * file by name would be the one of the user's real logins.
   *
   * @example A client whose time is the sandbox's
   * ```ts
   * import { AccessTokenAuthorizer, TransferClient } from "@globus-deno/sdk";
   * import { assertEquals } from "@std/assert";
   *
   * const sandbox = new Sandbox();
   * const { access_token } = await sandbox.login({
   *   scopes: "urn:globus:auth:scope:transfer.api.globus.org:all",
   * });
   * const authorizer = new AccessTokenAuthorizer(access_token);
   * const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
   * sandbox.clock.advance(48 * 3_600_000);
   * const refused = await tc.getSubmissionId().catch((error) => error);
   * assertEquals(refused.httpStatus, 401); // the token has expired
   * ```
   */
  get clientOptions(): SandboxClientOptions {
    return markSandbox({ fetch: this.fetch, clock: this.clock });
  }

  /**
   * The door for a port. The first path segment is the host: `/auth.globus.org/v2/oauth2/token`.
   * Where it names no host, as for clients that replace the path of a base address, the path tells
   * the service: `/v2/oauth2/token`. The paths of endpoints and collections do not; there the token
   * does, which is for one of them.
   *
   * @param request A request as a server got it.
   * @returns The answer; links in it lead through the same port, with or without a host as asked.
   */
  async handler(request: Request): Promise<Response> {
    return await this.#receiver.handle(request);
  }

  /**
   * Tokens without a browser: the person logs in and allows everything.
   *
   * @param options Who, for which client, and for what.
   * @returns The token response as the token endpoint would have given it.
   */
  login(options: LoginOptions): Promise<TokenResponseBody> {
    return login(this, options);
  }

  /**
   * Plays the person in the browser: opens the address, logs in, and allows or refuses.
   *
   * @param authorizeUrl The address of the authorize page, in process or on a port.
   * @param options Who the person is, and what they decide.
   * @returns The redirect address; for the copy-and-paste page, the code it shows.
   * @throws {Error} If the page shows an error in place of a form.
   */
  approve(authorizeUrl: string | URL, options: ApproveOptions = {}): Promise<string> {
    return approveInBrowser(this, String(authorizeUrl), options);
  }

  /**
   * A login flow for an app under test: a person of the sandbox logs in, without a browser. All is
   * checked as in a real login: `state`, PKCE, consents, and what the login must fulfill.
   *
   * @example A user of your program
   * ```ts
   * import { TransferClient, UserApp } from "@globus-deno/sdk";
   *
   * const sandbox = new Sandbox();
   * const app = new UserApp("my-tool", {
   *   clientId: sandbox.world.tutorialClientId,
   *   config: {
   *     ...sandbox.clientOptions,
   *     loginFlowManager: sandbox.loginFlow({ username: "kofi@harbor.example" }),
   *   },
   * });
   * const mine = new TransferClient({ app }).endpointSearch({ filter_scope: "my-endpoints" });
   * console.log((await mine.first())?.display_name); // Kofi is logged in by the first call
   * ```
   *
   * @param options Who the person is, and what they decide: with `deny` the app gets a
   * `LoginCallbackError` whose `error` is `access_denied`. A login for which the person is not the
   * right one fails too, as when it needs an identity of another domain.
   * An app that does not lead into this sandbox is refused with a `GlobusSDKUsageError`.
   */
  loginFlow(options: ApproveOptions = {}): LoginFlowManagerProvider {
    return personLoginFlow(this, options);
  }

  /**
   * Answers requests with a response of the test's own, in place of the service: for what no sandbox
   * has, such as an answer of a newer Globus. The service does not see the request; `requests` has it,
   * as `canned`. Faults spoil these answers like others.
   *
   * @example An answer once, then that of the sandbox
   * ```ts
   * import { AccessTokenAuthorizer, TransferClient } from "@globus-deno/sdk";
   * import { assertEquals } from "@std/assert";
   *
   * const sandbox = new Sandbox();
   * sandbox.respond(
   *   { service: "transfer", method: "GET", path: "/v0.10/task/:task_id", times: 1 },
   *   { body: { DATA_TYPE: "task", status: "FAILED" } },
   * );
   * const authorizer = new AccessTokenAuthorizer("a-token");
   * const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
   * assertEquals((await tc.getTask("a2b9f7c0-0000-4000-8000-000000000000")).status, "FAILED");
   * assertEquals(sandbox.requests.at(-1)?.canned, true);
   * ```
   *
   * @param match Which requests, and how many of them: all, where `times` is absent. Earlier calls of
   * this method are tried first.
   * @param answer The response, or what makes it of the request.
   * @returns A function that takes the response away again.
   * @throws {TypeError} If a field of an argument is unknown, or has a value that no request or
   * response has: a path that does not begin with `/`, or holds a query; `times` below 1.
   */
  respond(match: RequestMatch, answer: CannedResponse | CannedAnswer): () => void {
    checkCanned(match, answer);
    return this.#receiver.canned.add({ ...match, answer }, Infinity);
  }

  /**
   * The responses of {@linkcode Sandbox.respond} that still wait for a request: those that none has
   * met, or fewer than their `times`. Each is a line such as `GET transfer /v0.10/task/:task_id`.
   *
   * @example The end of a test
   * ```ts
   * import { assertEquals } from "@std/assert";
   *
   * const sandbox = new Sandbox();
   * sandbox.respond({ method: "GET", path: "/v0.10/task/:task_id" }, { status: 503 });
   * await sandbox.fetch("https://transfer.api.globus.org/v0.10/task/1");
   * assertEquals(sandbox.unusedResponses, []);
   * ```
   */
  get unusedResponses(): string[] {
    return this.#receiver.canned.unused.map(matchText);
  }

  /** Takes away all that {@linkcode Sandbox.respond} has added. */
  forgetResponses(): void {
    this.#receiver.canned.clear();
  }

  /**
   * Fetches as the person's browser does: like {@linkcode Sandbox.fetch}, but recorded as theirs.
   *
   * @param url An address in process, or one of a port of this sandbox.
   * @param init As for `fetch`.
   */
  browse(url: string, init?: RequestInit): Promise<Response> {
    return this.#receiver.fetch(url, init, "person");
  }

  /**
   * Plays flows, timers and tasks of Compute up to now. Each request does so too: this is for tests
   * that look into the world without one.
   */
  settle(): Promise<void> {
    return this.#services.settle();
  }

  /**
   * Moves the clock until work of a test has ended, so that no test waits for a transfer, a function
   * or a retry. The clock moves by a second when something waits by it and no request is under way.
   *
   * @example Work of 90 seconds
   * ```ts
   * import { fixedClock } from "@globus-deno/sdk/sandbox";
   * import { assertEquals } from "@std/assert";
   *
   * const sandbox = new Sandbox({ clock: fixedClock() });
   * const work = sandbox.clock.sleep(90_000).then(() => "done");
   * assertEquals(await sandbox.finish(work), "done");
   * ```
   *
   * @param work What waits by the sandbox's clock, as clients with
   * {@linkcode Sandbox.clientOptions} do.
   * @param maxMs How far the clock moves at most, in milliseconds. @default {3_600_000}
   * @returns What the work returned; what it throws is thrown.
   * @throws {Error} If the work has not ended by then.
   */
  finish<T>(work: Promise<T>, maxMs?: number): Promise<T> {
    return finishWork(work, {
      clock: this.clock,
      isBusy: () => this.#receiver.isBusy,
      maxMs,
    });
  }
}
