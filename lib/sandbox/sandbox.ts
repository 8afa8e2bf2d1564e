import type { TokenResponseBody } from "./auth/tokens.ts";
import { realClock, type SandboxClock } from "./clock.ts";
import type { FunctionHandler } from "./compute/functions.ts";
import { ConnectionReset } from "./faults/connection_reset.ts";
import { FaultList, type FaultSpec, playFault } from "./faults/faults.ts";
import type { Hostile } from "./faults/hostile.ts";
import type { ActionHandler } from "./flows/actions/providers.ts";
import { finishWork } from "./finish_work.ts";
import {
  answerCanned,
  type CannedAnswer,
  type CannedResponse,
  type CannedSpec,
  checkCanned,
} from "./http/canned.ts";
import { Context } from "./http/context.ts";
import { preflight, withCors } from "./http/cors.ts";
import { fetchWith, rejection } from "./http/fetching.ts";
import { type PlayedService, serviceOfHost } from "./http/hosts.ts";
import { type PortAddress, portAddress } from "./http/port_address.ts";
import { type RequestActor, RequestRecord } from "./http/record.ts";
import { MatchList, matchText, type RequestMatch } from "./http/request_match.ts";
import { Upload } from "./http/upload.ts";
import { markSandbox } from "./mark.ts";
import { approveInBrowser, type ApproveOptions } from "./person/browser.ts";
import { type LoginFlowManagerProvider, personLoginFlow } from "./person/login_flow.ts";
import { login, type LoginOptions } from "./person/tokens.ts";
import { SeededRandom } from "./random.ts";
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
 * Answers for a host that the sandbox does not play itself. The body of the request can be read, in
 * any way, once by each call.
 */
export type HostHandler = (request: Request) => Response | Promise<Response>;

const BODY_KEPT = 65_536;

/** A request as it comes through a door. */
interface Arrival {
  /** As sent. */
  request: Request;
  /** Address as the service sees it, on its production host. */
  url: URL;
  /** Who sent it. */
  actor: RequestActor;
  /** Before each host in links: empty in process, `http://127.0.0.1:PORT` through a port. */
  origin: string;
  /** Whether the address on the port names no host: see {@linkcode Sandbox.handler}. */
  hostless?: boolean;
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
  readonly #canned = new MatchList<CannedSpec>();
  readonly #options: SandboxOptions;
  readonly #maxRequests: number;
  #world!: World;
  #services!: Services;
  /** Answers whose bodies may outlast the caller's patience: files, and those that a fault spoils. */
  readonly #lasting = new WeakSet<Response>();
  #recorded = 0;
  /** Requests in this process that wait for an answer. */
  #underWay = 0;

  /** Makes a sandbox; nothing of the world is drawn up before it is asked for. */
  constructor(options: SandboxOptions = {}) {
    const { clock = realClock(), maxRequests = 10_000 } = options;
    this.#options = options;
    this.clock = clock;
    this.settings = defaultSettings(options);
    this.random = new SeededRandom(options.seed ?? 1);
    this.#maxRequests = maxRequests;
    this.#begin();
    this.fetch = markSandbox<typeof fetch>((input, init) => this.#fetch(input, init, "client"));
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
    const url = new URL(request.url);
    const found = this.#portAddress(url, request.headers);
    if (found === undefined) {
      const [, host] = url.pathname.split("/");
      const message = `Cannot answer: no service here is called "${host.slice(0, 80)}"\n`;
      return new Response(message, { status: 404 });
    }
    const { service, ...place } = found;
    if (request.method === "OPTIONS" && service !== "https") return preflight();
    try {
      return withCors(await this.#serve({ request, actor: "client", ...place }, service));
    } catch (error) {
      if (!(error instanceof ConnectionReset)) throw error;
      // A server has no way to break a connection before the headers: the body breaks instead.
      const body = new ReadableStream({ start: (controller) => controller.error(error) });
      return new Response(body, { headers: { "content-length": "1" } });
    }
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
    return this.#canned.add({ ...match, answer }, Infinity);
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
    return this.#canned.unused.map(matchText);
  }

  /** Takes away all that {@linkcode Sandbox.respond} has added. */
  forgetResponses(): void {
    this.#canned.clear();
  }

  /**
   * Fetches as the person's browser does: like {@linkcode Sandbox.fetch}, but recorded as theirs.
   *
   * @param url An address in process, or one of a port of this sandbox.
   * @param init As for `fetch`.
   */
  browse(url: string, init?: RequestInit): Promise<Response> {
    return this.#fetch(url, init, "person");
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
      isBusy: () => this.#underWay > 0,
      maxMs,
    });
  }

  async #fetch(
    input: RequestInfo | URL,
    init: RequestInit | undefined,
    actor: RequestActor,
  ): Promise<Response> {
    return await fetchWith(
      new Request(input, init),
      (sent) => this.#once(sent, actor),
      this.#lasting,
    );
  }

  async #once(request: Request, actor: RequestActor): Promise<Response> {
    const { signal } = request;
    signal.throwIfAborted();
    const url = new URL(request.url);
    const service = url.protocol === "https:" ? this.#serviceAt(url.host) : undefined;
    const work = service === undefined
      ? this.#elsewhere(request, url, actor)
      : this.#serve({ request, url, actor, origin: "" }, service);
    this.#underWay++;
    try {
      return await Promise.race([work, rejection(signal)]);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      this.#underWay--;
    }
  }

  /** A host outside Globus: one of the test's own, a port of this sandbox, or unknown. */
  async #elsewhere(
    request: Request,
    url: URL,
    actor: RequestActor,
  ): Promise<Response> {
    const host = this.hosts.get(url.host);
    const mayBePort = actor === "person" && host === undefined;
    const found = mayBePort ? this.#portAddress(url, request.headers) : undefined;
    // An https address without a port number is any site's, unless its path names the host.
    if (found && (url.protocol === "http:" || url.port !== "" || !found.hostless)) {
      const { service, ...place } = found;
      return this.#serve({ request, actor, ...place }, service);
    }
    const body = await request.clone().text();
    const record = this.#keep({ request, url, actor, origin: "" }, "unknown", body);
    const answer = async () => {
      // The handler may read the body, and a fault can let it answer twice.
      if (host) return await host(request.clone());
      throw new ConnectionReset("fetch failed: no such host");
    };
    return await this.#answer(this.faults.take(record), answer, record, request);
  }

  async #answer(
    fault: FaultSpec | undefined,
    answer: () => Promise<Response>,
    record: RequestRecord,
    request: Request,
  ): Promise<Response> {
    record.fault = fault?.fault ?? null;
    const canned = this.#canned.take(record);
    record.canned = canned !== undefined;
    const work = canned ? () => answerCanned(canned, record) : answer;
    const response = fault ? await playFault(fault, work, this.clock, request) : await work();
    if (fault || record.service === "https") this.#lasting.add(response);
    record.status = response.status;
    return response;
  }

  /** The service at a host: one of Globus's own, or that of an endpoint or collection. */
  #serviceAt(host: string): PlayedService | undefined {
    const service = serviceOfHost(host);
    if (service !== undefined || this.hosts.has(host)) return service;
    const collection = this.world.collections.atHost(host);
    return collection && (collection.isServer ? "gcs" : "https");
  }

  #portAddress(url: URL, headers: Headers): PortAddress | undefined {
    const found = portAddress(this.#services.byName, (host) => this.#serviceAt(host), url);
    if (found) return found;
    const host = this.#hostOfToken(headers);
    const service = host && this.#serviceAt(host);
    if (!service) return undefined;
    const { origin, pathname, search } = url;
    return { service, url: new URL(`https://${host}${pathname}${search}`), origin, hostless: true };
  }

  /** The host of the endpoint or collection that a token is for. */
  #hostOfToken(headers: Headers): string | undefined {
    const [, token = ""] = /^bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
    const server = this.world.accessTokens.get(token)?.resourceServer;
    return server && this.world.collections.get(server)?.domain || undefined;
  }

  async #serve(arrival: Arrival, service: PlayedService): Promise<Response> {
    const { request, url, origin, hostless } = arrival;
    const holdsFile = service === "https";
    const body = request.body && !holdsFile ? await request.text() : "";
    const upload = new Upload(holdsFile ? request.body : null, origin ? undefined : request.signal);
    const record = this.#keep(arrival, service, body);
    const { latencyMs } = this.settings;
    // Through a port the signal stays untouched: Deno warns of it, and servers do not need it.
    if (latencyMs > 0) await this.clock.sleep(latencyMs, origin ? undefined : request.signal);
    const answer = async () => {
      await this.#services.prepare(service);
      const context = new Context(this, {
        service,
        method: request.method,
        url,
        headers: request.headers,
        body,
        upload,
        origin,
        hostless,
      });
      return await this.#services.answer(context, record);
    };
    return await this.#answer(this.faults.take(record), answer, record, request);
  }

  #keep({ request, url, actor, origin }: Arrival, service: string, body: string): RequestRecord {
    const record = new RequestRecord(++this.#recorded, {
      actor,
      atMs: this.clock.now(),
      method: request.method,
      url: request.url,
      host: url.host,
      service,
      path: url.pathname,
      // Deno's server forgets the headers of a request that it has answered.
      headers: origin ? new Headers(request.headers) : request.headers,
      body: body.length > BODY_KEPT ? body.slice(0, BODY_KEPT) : body,
    });
    this.requests.push(record);
    if (this.requests.length > this.#maxRequests) this.requests.shift();
    return record;
  }
}
