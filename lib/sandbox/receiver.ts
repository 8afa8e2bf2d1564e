import { ConnectionReset } from "./faults/connection_reset.ts";
import { type FaultList, type FaultSpec, playFault } from "./faults/faults.ts";
import { answerCanned, type CannedSpec } from "./http/canned.ts";
import { Context } from "./http/context.ts";
import { preflight, withCors } from "./http/cors.ts";
import { fetchWith, rejection } from "./http/fetching.ts";
import { type PlayedService, serviceOfHost } from "./http/hosts.ts";
import { type PortAddress, portAddress } from "./http/port_address.ts";
import { type RequestActor, RequestRecord } from "./http/record.ts";
import { MatchList } from "./http/request_match.ts";
import { Upload } from "./http/upload.ts";
import type { Services } from "./services.ts";
import type { SandboxState } from "./state.ts";

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

/** A sandbox as requests meet it. */
interface ReceiverState extends SandboxState {
  /** Where requests are recorded. */
  readonly requests: RequestRecord[];
  /** Faults on demand. */
  readonly faults: FaultList;
  /** Answers for hosts that are none of Globus's. */
  readonly hosts: ReadonlyMap<string, HostHandler>;
}

/**
 * Takes the requests to a sandbox, in this process and on a port. It finds the service, records the
 * request, and returns the answer of a test, of a fault or of the service.
 */
export class Receiver {
  /** Answers of tests, in place of the services. */
  readonly canned: MatchList<CannedSpec> = new MatchList();
  readonly #sandbox: ReceiverState;
  readonly #services: () => Services;
  readonly #maxRequests: number;
  /** Answers whose bodies may outlast the caller's patience: files, and those that a fault spoils. */
  readonly #lasting = new WeakSet<Response>();
  #recorded = 0;
  /** Requests in this process that wait for an answer. */
  #underWay = 0;

  /**
   * Takes the sandbox, and what gives its services of now: a reset makes new ones.
   *
   * @param maxRequests How many requests are remembered.
   */
  constructor(sandbox: ReceiverState, services: () => Services, maxRequests: number) {
    this.#sandbox = sandbox;
    this.#services = services;
    this.#maxRequests = maxRequests;
  }

  /** Whether a request in this process waits for an answer. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** A request in this process, by the program or the person at its browser. */
  async fetch(
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

  /** A request as a server on a port got it: see {@linkcode Sandbox.handler}. */
  async handle(request: Request): Promise<Response> {
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
    const host = this.#sandbox.hosts.get(url.host);
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
    return await this.#answer(this.#sandbox.faults.take(record), answer, record, request);
  }

  async #answer(
    fault: FaultSpec | undefined,
    answer: () => Promise<Response>,
    record: RequestRecord,
    request: Request,
  ): Promise<Response> {
    record.fault = fault?.fault ?? null;
    const canned = this.canned.take(record);
    record.canned = canned !== undefined;
    const work = canned ? () => answerCanned(canned, record) : answer;
    const response = fault
      ? await playFault(fault, work, this.#sandbox.clock, request)
      : await work();
    if (fault || record.service === "https") this.#lasting.add(response);
    record.status = response.status;
    return response;
  }

  /** The service at a host: one of Globus's own, or that of an endpoint or collection. */
  #serviceAt(host: string): PlayedService | undefined {
    const service = serviceOfHost(host);
    if (service !== undefined || this.#sandbox.hosts.has(host)) return service;
    const collection = this.#sandbox.world.collections.atHost(host);
    return collection && (collection.isServer ? "gcs" : "https");
  }

  #portAddress(url: URL, headers: Headers): PortAddress | undefined {
    const found = portAddress(this.#services().byName, (host) => this.#serviceAt(host), url);
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
    const server = this.#sandbox.world.accessTokens.get(token)?.resourceServer;
    return server && this.#sandbox.world.collections.get(server)?.domain || undefined;
  }

  async #serve(arrival: Arrival, service: PlayedService): Promise<Response> {
    const { request, url, origin, hostless } = arrival;
    const holdsFile = service === "https";
    const body = request.body && !holdsFile ? await request.text() : "";
    const upload = new Upload(holdsFile ? request.body : null, origin ? undefined : request.signal);
    const record = this.#keep(arrival, service, body);
    const { latencyMs } = this.#sandbox.settings;
    // Through a port the signal stays untouched: Deno warns of it, and servers do not need it.
    if (latencyMs > 0) {
      await this.#sandbox.clock.sleep(latencyMs, origin ? undefined : request.signal);
    }
    const answer = async () => {
      await this.#services().prepare(service);
      const context = new Context(this.#sandbox, {
        service,
        method: request.method,
        url,
        headers: request.headers,
        body,
        upload,
        origin,
        hostless,
      });
      return await this.#services().answer(context, record);
    };
    return await this.#answer(this.#sandbox.faults.take(record), answer, record, request);
  }

  #keep({ request, url, actor, origin }: Arrival, service: string, body: string): RequestRecord {
    const record = new RequestRecord(++this.#recorded, {
      actor,
      atMs: this.#sandbox.clock.now(),
      method: request.method,
      url: request.url,
      host: url.host,
      service,
      path: url.pathname,
      // Deno's server forgets the headers of a request that it has answered.
      headers: origin ? new Headers(request.headers) : request.headers,
      body: body.length > BODY_KEPT ? body.slice(0, BODY_KEPT) : body,
    });
    this.#sandbox.requests.push(record);
    if (this.#sandbox.requests.length > this.#maxRequests) this.#sandbox.requests.shift();
    return record;
  }
}
