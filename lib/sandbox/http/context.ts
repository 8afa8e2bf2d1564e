import type { SandboxClock } from "../clock.ts";
import type { Hostile } from "../faults/hostile.ts";
import type { SeededRandom } from "../random.ts";
import type { SandboxSettings } from "../settings.ts";
import type { SandboxState } from "../state.ts";
import type { World } from "../world.ts";
import { cookiesOf } from "./cookies.ts";
import { type PlayedService, SERVICE_HOSTS, type ServiceName } from "./hosts.ts";
import { isObject, type JsonDocument } from "./json.ts";
import { Upload } from "./upload.ts";

/** What a door knows of a request when it hands it to a service. */
export interface ContextInit {
  /** The service asked. */
  service: PlayedService;
  /** HTTP method in capitals. */
  method: string;
  /** Address as the service sees it, on its production host. */
  url: URL;
  /** Headers as sent. */
  headers: Headers;
  /** Body as text; empty for a service whose bodies are files. */
  body: string;
  /** Body as a file, for such a service. */
  upload?: Upload;
  /** Before each host in links: empty in process, `http://127.0.0.1:PORT` through a port. */
  origin: string;
  /** Whether the caller left the host out of its address on the port; links then do so too. */
  hostless?: boolean;
}

/** One request on its way through a service, with the state that its handler works on. */
export class Context implements SandboxState {
  /** People, clients, collections, tasks. */
  readonly world: World;
  /** Limits, delays and modes that the sandbox was made with. */
  readonly settings: SandboxSettings;
  /** The sandbox's time. */
  readonly clock: SandboxClock;
  /** Makes the ids of new documents. */
  readonly random: SeededRandom;
  /** Ways in which the authorization server misbehaves. */
  readonly hostile: Hostile;
  /** The service asked. */
  readonly service: PlayedService;
  /** HTTP method in capitals. */
  readonly method: string;
  /** Address as the service sees it, on its production host. */
  readonly url: URL;
  /** Headers as sent. */
  readonly headers: Headers;
  /** Body as text; empty for a service whose bodies are files. */
  readonly body: string;
  /** Body as a file; empty for the other services. */
  readonly upload: Upload;
  /** Parts of the path that the route names, decoded. */
  params: Map<string, string> = new Map();
  /** Identifies the answer in Transfer's documents. */
  readonly requestId: string;
  readonly #origin: string;
  readonly #hostless: boolean;

  /** Joins the sandbox's state and what the door read. */
  constructor(state: SandboxState, init: ContextInit) {
    this.world = state.world;
    this.settings = state.settings;
    this.clock = state.clock;
    this.random = state.random;
    this.hostile = state.hostile;
    this.service = init.service;
    this.method = init.method;
    this.url = init.url;
    this.headers = init.headers;
    this.body = init.body;
    this.upload = init.upload ?? new Upload(null);
    this.#origin = init.origin;
    this.#hostless = init.hostless ?? false;
    this.requestId = state.random.text(9);
  }

  /** Query parameters. */
  get query(): URLSearchParams {
    return this.url.searchParams;
  }

  /** Time by the sandbox's clock, in milliseconds since 1970. */
  get now(): number {
    return this.clock.now();
  }

  /** Part of the path that the route calls `name`, decoded. */
  param(name: string): string {
    return this.params.get(name) ?? "";
  }

  /**
   * Address of a service as this caller reaches it, without a slash at the end.
   *
   * @param service The service, by default the one asked.
   */
  base(service?: ServiceName): string {
    const host = service && SERVICE_HOSTS.get(service);
    if (host === undefined) return this.hostUrl(this.url.host);
    return this.#hostless && this.#origin ? this.#origin : this.hostUrl(host);
  }

  /**
   * Address of a host of the sandbox as this caller reaches it, without a slash at the end.
   *
   * @param host The name of the host.
   */
  hostUrl(host: string): string {
    return this.#origin ? `${this.#origin}/${host}` : `https://${host}`;
  }

  /**
   * Address of a server of Connect Server as documents tell it, without a slash at the end. Clients
   * take it from there, and only where it is https: so it leads through an https port, but not
   * through one of plain http.
   *
   * @param host The name of the host.
   */
  serverUrl(host: string): string {
    return this.#origin.startsWith("https:") ? this.hostUrl(host) : `https://${host}`;
  }

  /**
   * All addresses of a service at this door: through a port, with its host and without.
   *
   * @param service The service.
   */
  bases(service: ServiceName): string[] {
    const host = SERVICE_HOSTS.get(service);
    return this.#origin ? [this.#origin, `${this.#origin}/${host}`] : [`https://${host}`];
  }

  /** Whether the caller comes through a port. */
  get throughPort(): boolean {
    return this.#origin !== "";
  }

  /** The issuer of ID tokens and of `iss`: fixed by an option, else the Auth address as reached. */
  get issuer(): string {
    return this.settings.issuer ?? this.base("auth");
  }

  /** Where cookies and forms of this service's pages live: the path before the service's own. */
  get pathPrefix(): string {
    return this.#origin && !this.#hostless ? `/${this.url.host}` : "";
  }

  /** The body as a form. */
  get form(): URLSearchParams {
    return new URLSearchParams(this.body);
  }

  /** The first query parameter that is given more than once, apart from those that may be. */
  repeated(...mayRepeat: string[]): string | undefined {
    const { query } = this;
    return [...new Set(query.keys())]
      .find((name) => !mayRepeat.includes(name) && query.getAll(name).length > 1);
  }

  /** Value of a cookie, or an empty text. */
  cookie(name: string): string {
    for (const pair of cookiesOf(this.headers).split(";")) {
      const at = pair.indexOf("=");
      if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
    }
    return "";
  }

  /** The bearer token of the request (RFC 6750 section 2.1), or an empty text. */
  get bearer(): string {
    const header = this.headers.get("authorization") ?? "";
    return /^bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1] ?? "";
  }

  /**
   * The body as a JSON object. Services read no JSON that is declared as something else (assumed).
   *
   * @returns The object, or `undefined` where the body is not one.
   */
  jsonObject(): JsonDocument | undefined {
    const type = this.headers.get("content-type") ?? "";
    if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return undefined;
    try {
      const value: unknown = JSON.parse(this.body);
      return isObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
