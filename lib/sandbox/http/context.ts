import type { Sandbox } from "../sandbox.ts";
import { SERVICE_HOSTS, type ServiceName } from "./hosts.ts";
import type { RequestActor } from "./record.ts";

/** Thrown by handlers where a service says no; carries the answer. */
export class Refusal extends Error {
  /** The answer to give. */
  readonly response: Response;
  /** Keeps the answer. */
  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}

/** A JSON document, as read from a body. */
export type JsonObject = { [key: string]: unknown };

/** What a door knows of a request when it hands it to a service. */
export interface ExchangeInit {
  /** The sandbox that answers. */
  sandbox: Sandbox;
  /** The service asked. */
  service: ServiceName;
  /** HTTP method in capitals. */
  method: string;
  /** Address as the service sees it, on its production host. */
  url: URL;
  /** Headers as sent. */
  headers: Headers;
  /** Body as text. */
  body: string;
  /** Before each host in links: empty in process, `http://127.0.0.1:PORT` through a port. */
  origin: string;
  /** Who sent it. */
  actor: RequestActor;
}

/** One request on its way through a service. */
export class Exchange {
  /** The sandbox that answers. */
  readonly sandbox: Sandbox;
  /** The service asked. */
  readonly service: ServiceName;
  /** HTTP method in capitals. */
  readonly method: string;
  /** Address as the service sees it, on its production host. */
  readonly url: URL;
  /** Headers as sent. */
  readonly headers: Headers;
  /** Body as text. */
  readonly body: string;
  /** Who sent it. */
  readonly actor: RequestActor;
  /** Parts of the path that the route names, decoded. */
  params: Map<string, string> = new Map();
  /** Identifies the answer in Transfer's documents. */
  readonly requestId: string;
  readonly #origin: string;

  /** Takes over what the door read. */
  constructor(init: ExchangeInit) {
    this.sandbox = init.sandbox;
    this.service = init.service;
    this.method = init.method;
    this.url = init.url;
    this.headers = init.headers;
    this.body = init.body;
    this.actor = init.actor;
    this.#origin = init.origin;
    this.requestId = init.sandbox.random.text(9);
  }

  /** Query parameters. */
  get query(): URLSearchParams {
    return this.url.searchParams;
  }

  /** Time by the sandbox's clock, in milliseconds since 1970. */
  get now(): number {
    return this.sandbox.clock.now();
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
  base(service: ServiceName = this.service): string {
    const host = SERVICE_HOSTS.get(service);
    return this.#origin ? `${this.#origin}/${host}` : `https://${host}`;
  }

  /** The issuer of ID tokens and of `iss`: fixed by an option, else the Auth address as reached. */
  get issuer(): string {
    return this.sandbox.settings.issuer ?? this.base("auth");
  }

  /** Where cookies and forms of this service's pages live: the path before the service's own. */
  get pathPrefix(): string {
    return this.#origin ? `/${SERVICE_HOSTS.get(this.service)}` : "";
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
    for (const pair of (this.headers.get("cookie") ?? "").split(";")) {
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
  jsonObject(): JsonObject | undefined {
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

/**
 * Whether a value is a JSON object.
 *
 * @param value Anything.
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * An answer in JSON.
 *
 * @param document The body.
 * @param status HTTP status. @default {200}
 * @param headers Further headers.
 */
export function json(document: unknown, status = 200, headers?: Record<string, string>): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** Answers one route. */
export type Handler = (x: Exchange) => Response | Promise<Response>;

/** Routes of one service, found by method and path. */
export class Router {
  readonly #routes = new Map<string, { segments: string[]; route: string; handler: Handler }[]>();

  /**
   * Adds a route.
   *
   * @param route Method and path, `:name` standing for one segment: `GET /v2/tunnels/:tunnel_id`.
   * @param handler Answers it.
   */
  on(route: string, handler: Handler): this {
    const [method, path] = route.split(" ");
    const segments = path.split("/");
    const key = `${method} ${segments.length}`;
    const bucket = this.#routes.get(key);
    if (bucket) bucket.push({ segments, route, handler });
    else this.#routes.set(key, [{ segments, route, handler }]);
    return this;
  }

  /**
   * Finds the route of a request.
   *
   * @param method HTTP method in capitals.
   * @param path Percent-encoded path.
   * @returns Handler, route and decoded parameters, or `undefined`.
   */
  find(
    method: string,
    path: string,
  ): { handler: Handler; route: string; params: Map<string, string> } | undefined {
    const parts = path.split("/");
    for (
      const { segments, route, handler } of this.#routes.get(`${method} ${parts.length}`) ?? []
    ) {
      const params = new Map<string, string>();
      const fits = segments.every((segment, i) => {
        if (!segment.startsWith(":")) return segment === parts[i];
        params.set(segment.slice(1), decode(parts[i]));
        return parts[i] !== "";
      });
      if (fits) return { handler, route, params };
    }
    return undefined;
  }

  /** All routes, as they were added. */
  get routes(): string[] {
    return [...this.#routes.values()].flat().map(({ route }) => route);
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A service: its routes, and what it says where there is none. */
export interface Service {
  /** Its routes. */
  readonly router: Router;
  /** Answers a request for which there is no route. */
  notFound(x: Exchange): Response;
  /** Looks at each request before its handler; throws {@linkcode Refusal} to stop it. */
  guard?(x: Exchange): void;
}
