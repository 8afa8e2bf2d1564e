import { type ErrorResponse, GlobusAPIError } from "./api_error.ts";
import { checkNamed, checkType } from "./arguments.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Clock } from "./clock.ts";
import {
  checkServiceUrl,
  checkTokensMayGo,
  getEnvironmentName,
  getServiceUrl,
  sandboxServiceUrl,
} from "./environment.ts";
import { type ClientInfo, clientInfoHeader } from "./client_info.ts";
import {
  type BodyEncoding,
  encodeBody,
  invalidResponse,
  parseDocument,
  type ResponseType,
} from "./document.ts";
import { GlobusSDKUsageError } from "./errors.ts";
import type { Call, Caller, Fetch, RedriveOptions } from "./call.ts";
import { isListOfObjects } from "./guards.ts";
import { callersHeaders, headerValue } from "./header.ts";
import type { Hooks, WarningEvent } from "./hooks.ts";
import { hideSecretsOf, mayHoldSecrets } from "./inspection.ts";
import { Listing, type ListingOptions, type Paging } from "./listing.ts";
import { loadFailures } from "./load_failures.ts";
import { Path, toPath } from "./path.ts";
import { encodeQuery, type QueryParams } from "./query.ts";
import { httpResponse, rememberResponse } from "./response.ts";
import { isBrowser, readEnvironmentVariable } from "./runtime.ts";
import type { RetryClass } from "./retry.ts";
import { wellFormed } from "./text.ts";
import { Transport, type TransportOptions } from "./transport.ts";
import { VERSION } from "./version.ts";
import { warn } from "./warning.ts";

/** How one call is sent. */
export interface RequestOptions {
  /** Ends the call, wherever it is: waiting, sending, reading. It then rejects with the reason. */
  signal?: AbortSignal;
  /**
   * Milliseconds for the call, all attempts and pauses together. It also stands in for the client's
   * `headersTimeoutMs` and, where it is longer, `idleTimeoutMs`.
   * @default the client's; without one 60_000, more for slow operations
   */
  timeoutMs?: number;
  /**
   * Headers to add. `Authorization`, `Cookie`, `Host` and `Content-Length` are the SDK's own:
   * naming one is a TypeError.
   */
  headers?: Readonly<Record<string, string | undefined>>;
  /**
   * Query parameters to add; they win over those of the operation. Calls of Globus Auth refuse one
   * that they set themselves.
   */
  query?: QueryParams;
  /** What sends the requests of this call. */
  fetch?: Fetch;
  /**
   * Decoded bytes above which a response is refused.
   * @default {8_388_608}, more for operations with large responses
   */
  maxBodyBytes?: number;
}

/** How a call of {@link BaseClient.request} is sent: what operations know of themselves. */
export interface CallOptions extends RequestOptions {
  /** How the body is written. A text is sent as it is. @default {"json"} */
  encoding?: BodyEncoding;
  /** Whether the Authorization header is added. @default {true} */
  automaticAuthorization?: boolean;
  /** Whether the call may be repeated. @default GET `safe`; PUT, DELETE `conditional`; else `never` */
  retryClass?: RetryClass;
  /** How often at most, after a request that was sent and not answered. @default {Infinity} */
  maxUnanswered?: number;
  /** What the response is read as. @default the client's {@link BaseClient.responseType} */
  responseType?: ResponseType;
  /** Limits that hold where neither the caller nor the client sets any. */
  defaults?: Readonly<Pick<RequestOptions, "timeoutMs" | "maxBodyBytes">>;
}

/** How a listing is read, and each of its calls sent. */
export type ListOptions = RequestOptions & ListingOptions;

/** How the pages of {@link BaseClient.list} are requested. */
export interface PageOptions extends CallOptions, ListingOptions {
  /**
   * Has pages requested by POST, with this body and the paging parameters in it. `query` then goes
   * into the address. @default pages are requested by GET
   */
  body?: object;
}

/** What a client takes from an app that it belongs to. */
export interface ClientSession {
  /** How the app's requests travel. */
  readonly clientOptions: TransportOptions & { environment?: string; sandboxUrl?: string };
  /** Address of the Globus Auth that the app's tokens come from. @default the environment's */
  readonly issuer?: string;
  /** Notes scopes that the app's logins must ask for, by resource server. */
  addScopeRequirements(requirements: Readonly<Record<string, readonly ScopeLike[]>>): void;
  /** The authorizer of a resource server. */
  getAuthorizer(resourceServer: string): Authorizer;
  /** Meets the requirements that an error names, if the app does so; true: repeat the call. */
  redrive?(error: GlobusAPIError, options?: RedriveOptions): Promise<boolean>;
}

/** A scope, as text or as a `Scope`. */
export type ScopeLike = string | { readonly scopeString: string };

/** How a client is made. */
export interface ClientOptions extends TransportOptions {
  /** Authorizes the requests. Exclusive with `app`. */
  readonly authorizer?: Authorizer;
  /** The app that logs in for the client. Exclusive with `authorizer`. */
  readonly app?: ClientSession;
  /** Scopes to ask for in place of the client's usual ones. Only with `app`. */
  readonly appScopes?: readonly ScopeLike[];
  /** Name of your program, for the User-Agent header. */
  readonly appName?: string;
  /** The Globus installation. @default `GLOBUS_SDK_ENVIRONMENT`, else `production` */
  readonly environment?: string;
  /** Address of the service, in place of the environment's: https, or http on this machine. */
  readonly baseUrl?: string;
  /**
   * Address of a sandbox that stands in for Globus, such as `http://127.0.0.1:8001`.
   * @default `GLOBUS_SDK_SANDBOX_URL`, where that may be read
   */
  readonly sandboxUrl?: string;
  /**
   * Products to name in `X-Globus-Client-Info` beside the SDK; false leaves the header out, which a
   * server of your own may refuse in requests from browsers.
   */
  readonly clientInfo?: readonly ClientInfo[] | false;
  /**
   * The resource server whose tokens the service takes, for a service that has no class of its own.
   * @default the one of the class
   */
  readonly resourceServer?: string;
}

/**
 * What all service clients share, and a client for services that have none of their own.
 *
 * A subclass says which service it talks to in static fields, and has a thin method for each
 * operation.
 */
export class BaseClient {
  /** The service's name in the environment's table of addresses. */
  static readonly serviceName: string = "";
  /** The resource server whose tokens the service takes. */
  static readonly resourceServer: string | undefined = undefined;
  /** Scopes that an app asks for on behalf of the client, if nothing else is said. */
  static readonly defaultScopeRequirements: readonly ScopeLike[] = [];
  /** The class of the service's errors. */
  static readonly errorClass: new (response: ErrorResponse) => GlobusAPIError = GlobusAPIError;
  /** What responses are read as, where an operation does not say. */
  static readonly responseType: ResponseType = "json";

  /** The service's address. */
  readonly baseUrl: string;
  /** The Globus installation. */
  readonly environment: string;
  /** The app that the client belongs to, if any. */
  readonly app: ClientSession | undefined;
  /** Where the client takes its time from. */
  protected readonly clock: Clock;
  /** Where the client takes its jitter from. */
  protected readonly random: () => number;
  /** What sends the client's requests, if not the runtime's `fetch`. */
  protected readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  protected readonly timeoutMs: number | undefined;
  readonly #resourceServer: string | undefined;
  readonly #authorizer: Authorizer | undefined;
  readonly #hooks: Hooks | undefined;
  readonly #headers: Record<string, string>;
  readonly #headerList: [string, string][];
  readonly #origin: string;
  readonly #transport: Transport;
  readonly #caller: Caller;

  /**
   * Makes a client; nothing is sent.
   *
   * @throws {GlobusSDKUsageError} If both `app` and `authorizer` are given, or no address is known,
   * or the environment alone would send tokens of another machine's Globus Auth to this machine.
   * @throws {TypeError} If an address is neither https nor http on this machine, or `options` is not a plain object.
   * @throws {RangeError} If there is no such environment.
   */
  constructor(options: ClientOptions = {}) {
    checkNamed("new Client({ authorizer, … })", options);
    const { app, authorizer } = options;
    if (app && authorizer) {
      throw new GlobusSDKUsageError("Cannot make a client: it has both an app and an authorizer");
    }
    this.#resourceServer = options.resourceServer;
    if (app && !this.resourceServer) {
      throw new GlobusSDKUsageError("Cannot make a client for an app: it needs a resourceServer");
    }
    const shared = { ...app?.clientOptions, ...definedOnly(options) };
    const { serviceName } = this.#static;
    this.environment = getEnvironmentName(shared.environment);
    if (app && this.environment !== getEnvironmentName(app.clientOptions.environment)) {
      throw new GlobusSDKUsageError(
        `Cannot make a client for ${this.environment}: its app is for another environment`,
      );
    }
    if (!shared.baseUrl && !serviceName) {
      throw new GlobusSDKUsageError("Cannot make a client: it needs a baseUrl");
    }
    if (app && options.sandboxUrl && options.sandboxUrl !== app.clientOptions.sandboxUrl) {
      throw new GlobusSDKUsageError("Cannot make a client for a sandbox: its app is for another");
    }
    // An app's tokens stay where they come from, whatever the environment says by now.
    const sandboxUrl = app
      ? app.clientOptions.sandboxUrl
      : shared.sandboxUrl || readEnvironmentVariable("GLOBUS_SDK_SANDBOX_URL");
    if (shared.baseUrl) this.baseUrl = checkServiceUrl(shared.baseUrl);
    else if (sandboxUrl) this.baseUrl = sandboxServiceUrl(sandboxUrl, serviceName);
    else {
      this.baseUrl = checkServiceUrl(getServiceUrl(serviceName, this.environment));
      if (app || authorizer) {
        const issuer = app?.issuer ?? getServiceUrl("auth", this.environment);
        checkTokensMayGo(serviceName, this.baseUrl, issuer);
      }
    }
    this.#origin = new URL(this.baseUrl).origin;
    this.app = app;
    this.#authorizer = authorizer;
    this.#transport = new Transport(shared);
    this.clock = this.#transport.clock;
    this.random = shared.random ?? Math.random;
    this.fetch = shared.fetch;
    this.timeoutMs = shared.timeoutMs;
    const { errorClass } = this.#static;
    this.#caller = {
      toError: (response) => new errorClass(response),
      isPermanent: (error) => this.isPermanent(error),
      redrive: app?.redrive && ((error, options) => app.redrive!(error, options)),
    };
    this.#hooks = shared.hooks;
    this.#headers = { accept: "application/json" };
    if (options.clientInfo !== false) {
      this.#headers["x-globus-client-info"] = clientInfoHeader(options.clientInfo ?? []);
    }
    // Browsers set this header themselves.
    if (!isBrowser()) {
      const name = options.appName === undefined ? "" : `/${options.appName}`;
      this.#headers["user-agent"] = headerValue("appName", `globus-deno-sdk/${VERSION}${name}`);
    }
    this.#headerList = Object.entries(this.#headers);
    if (app) {
      const scopes = options.appScopes ?? this.defaultScopeRequirements;
      app.addScopeRequirements({ [this.resourceServer!]: scopes });
    } else if (options.appScopes) {
      throw new GlobusSDKUsageError("Cannot use appScopes: the client has no app");
    }
  }

  get #static(): typeof BaseClient {
    return this.constructor as typeof BaseClient;
  }

  /** The resource server whose tokens the service takes, if it is known. */
  get resourceServer(): string | undefined {
    return this.#resourceServer ?? this.#static.resourceServer;
  }

  /**
   * Scopes that an app asks for on behalf of the client, if nothing else is said. A client whose
   * scopes depend on an id overrides it; it is read while the client is made.
   */
  get defaultScopeRequirements(): readonly ScopeLike[] {
    return this.#static.defaultScopeRequirements;
  }

  /**
   * Adds to what the app's logins ask for on behalf of this client.
   *
   * @throws {GlobusSDKUsageError} If the client has no app.
   */
  addAppScope(...scopes: ScopeLike[]): this {
    const { app, resourceServer } = this;
    if (!app || !resourceServer) {
      throw new GlobusSDKUsageError("Cannot add a scope: the client has no app");
    }
    app.addScopeRequirements({ [resourceServer]: scopes });
    return this;
  }

  /** Sends a GET request to a path of the service. */
  get<T = unknown>(path: string | Path, options?: CallOptions): Promise<T> {
    return this.request("GET", path, undefined, options);
  }

  /** Sends a POST request. */
  post<T = unknown>(path: string | Path, data?: unknown, options?: CallOptions): Promise<T> {
    return this.request("POST", path, data, options);
  }

  /** Sends a PUT request. */
  put<T = unknown>(path: string | Path, data?: unknown, options?: CallOptions): Promise<T> {
    return this.request("PUT", path, data, options);
  }

  /** Sends a PATCH request. */
  patch<T = unknown>(path: string | Path, data?: unknown, options?: CallOptions): Promise<T> {
    return this.request("PATCH", path, data, options);
  }

  /** Sends a DELETE request. */
  delete<T = unknown>(path: string | Path, options?: CallOptions): Promise<T> {
    return this.request("DELETE", path, undefined, options);
  }

  /**
   * Sends a request to a path of the service.
   *
   * @param data Body: a document for `json`, parameters for `form`; a text is sent as it is.
   * @returns The document answered; an empty one for an answer without a body.
   * @throws {GlobusAPIError} The service's kind of it, if the service says no.
   * @throws {NetworkError} If no usable answer comes.
   * @throws {GlobusSDKUsageError} If a GET or HEAD request has a body.
   * @throws {TypeError} If method, headers, query or body are of a kind that cannot be sent.
   */
  async request<T = unknown>(
    method: string,
    path: string | Path,
    data?: unknown,
    options: CallOptions = {},
  ): Promise<T> {
    checkOptions(options);
    checkType("method", method, "string");
    const { app, resourceServer } = this;
    if (isBrowser()) loadFailures();
    method = method.toUpperCase();
    if (!/^[A-Z]+$/.test(method) || /^(CONNECT|TRACE|TRACK)$/.test(method)) {
      throw new TypeError("Cannot send a request: its method is not one that fetch takes");
    }
    const hasBody = data !== undefined || options.encoding != null;
    let headers = this.#headerList;
    let body: Call["body"];
    if (hasBody || options.headers) {
      const named = { ...this.#headers, ...callersHeaders(options.headers) };
      if (hasBody) body = encodeBody(data, options.encoding ?? undefined, named);
      if (body !== undefined && (method === "GET" || method === "HEAD")) {
        throw new GlobusSDKUsageError(
          `Cannot send a ${method} request with a body: give parameters as options.query`,
        );
      }
      headers = Object.entries(named);
    }
    const { url, path: called } = this.#address(path);
    const query = options.query ? encodeQuery(options.query) : "";
    const { defaults } = options;
    const isPublic = options.automaticAuthorization === false;
    const authorizer = isPublic
      ? undefined
      : app && resourceServer
      ? app.getAuthorizer(resourceServer)
      : this.#authorizer;
    const { text, http } = await this.#transport.send({
      caller: this.#caller,
      method,
      url: query ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url,
      path: called,
      headers,
      body,
      authorizer,
      authorizerAdvice: authorizer || isPublic
        ? undefined
        : "the client has no authorizer: give it an authorizer or an app",
      retryClass: options.retryClass ?? usualRetryClass(method),
      maxUnanswered: options.maxUnanswered,
      maxBodyBytes: options.maxBodyBytes ?? defaults?.maxBodyBytes ?? 8 * 1024 * 1024,
      timeoutMs: options.timeoutMs,
      defaultTimeoutMs: defaults?.timeoutMs,
      signal: options.signal,
      fetch: options.fetch,
    });
    const type = options.responseType ?? this.#static.responseType;
    if (type === "text") return text as T;
    const document = parseDocument(text, type, { method, path: called, status: http.status });
    if (typeof document === "object" && document !== null) {
      if (mayHoldSecrets(text)) {
        await loadFailures();
        hideSecretsOf(document);
      }
      rememberResponse(document, http);
    }
    return document as T;
  }

  /**
   * Whether an error that looks transient by its status will be the same next time. For services
   * whose statuses mean something of their own.
   */
  protected isPermanent(_error: GlobusAPIError): boolean {
    return false;
  }

  /**
   * Makes a listing of an operation that pages. Each page must be an object that holds a list; of
   * objects, where the client's {@link BaseClient.responseType} is `object`.
   *
   * @param items Finds the items of a page.
   */
  protected list<Item, Page extends object>(
    path: string | Path,
    paging: Paging<Page>,
    items: (page: Page) => readonly Item[],
    params: QueryParams = {},
    options: PageOptions = {},
  ): Listing<Item, Page> {
    checkNamed("{ limit: … } as params", params);
    checkOptions(options);
    const { query, prefetch, max, signal, body, ...rest } = options;
    const method = body ? "POST" : "GET";
    return new Listing<Item, Page>({
      query: body ? params : { ...params, ...query },
      paging,
      items,
      prefetch,
      max,
      signal,
      fetch: async (asked, signal) => {
        const page = await this.request<Page>(method, path, body && { ...body, ...asked }, {
          responseType: "object",
          retryClass: "safe",
          defaults: { maxBodyBytes: paging.maxBodyBytes },
          ...rest,
          query: body ? query : asked,
          signal,
        });
        const found: unknown = items(page);
        const isGood = this.#static.responseType === "object" ? isListOfObjects : Array.isArray;
        if (isGood(found)) return page;
        throw invalidResponse({
          method,
          path: typeof path === "string" ? { route: path } : path,
          status: httpResponse(page)?.status ?? 200,
        }, "its list is missing or malformed");
      },
      onSmallPages: () => warn(this.#hooks, smallPages),
    });
  }

  /** Puts a path behind the service's address; a whole URL must already be there. */
  #address(path: string | Path): { url: string; path: Path } {
    if (typeof path === "string") {
      if (/^https?:/i.test(path)) return this.#ownUrl(path);
      path = toPath(path);
    }
    if (typeof path?.text !== "string") checkType("path", path, "string");
    const base = this.baseUrl;
    const { text } = path;
    if (text && !text.startsWith("/")) return { url: `${withSlash(base)}${text}`, path };
    return { url: base.endsWith("/") ? base + text.slice(1) : base + text, path };
  }

  #ownUrl(text: string): { url: string; path: Path } {
    const url = URL.canParse(wellFormed(text, "this address")) ? new URL(text) : undefined;
    if (!url) throw new GlobusSDKUsageError("Cannot call this address: it is not a URL");
    if (url.origin !== this.#origin || !withSlash(url.href).startsWith(withSlash(this.baseUrl))) {
      throw new GlobusSDKUsageError(
        `Cannot call ${url.origin} with a client of ${this.#origin}: tokens stay with their service`,
      );
    }
    return { url: url.href.split("#", 1)[0], path: new Path(url.pathname, [url.pathname]) };
  }
}

/** Refuses options that would be lost, or spread into something else. */
function checkOptions(options: RequestOptions): void {
  const form = "{ timeoutMs, signal, query: { … }, headers: { … } } as the last argument";
  checkNamed(form, options, options?.query ?? undefined, options?.headers ?? undefined);
}

/**
 * Options of a call that may be repeated otherwise than its method says.
 *
 * @throws {TypeError} If the caller's options are not a plain object.
 */
export function retrying(retryClass: RetryClass, options: RequestOptions = {}): CallOptions {
  checkOptions(options);
  return { retryClass, ...options };
}

const smallPages: WarningEvent = {
  kind: "small-pages",
  message:
    "A listing reads page after page of fewer than 10 items. `limit` is the size of a page:" +
    " leave it out, and end the listing with the option `max`",
};

const withSlash = (url: string) => url.endsWith("/") ? url : url + "/";

/** The options that are given: an undefined one must not hide the app's. */
function definedOnly(options: ClientOptions): ClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function usualRetryClass(method: string): RetryClass {
  if (method === "GET" || method === "HEAD") return "safe";
  return method === "PUT" || method === "DELETE" ? "conditional" : "never";
}
