import { type ErrorResponse, GlobusAPIError } from "./api_error.ts";
import { checkNamed, checkType } from "./arguments.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Call, ErrorPolicy, Fetch, FileExchange, OpenResponse } from "./call.ts";
import { clientInfoHeader } from "./client_info.ts";
import type {
  AppLike,
  CallOptions,
  ClientOptions,
  PageOptions,
  RequestOptions,
  ScopeLike,
} from "./client_options.ts";
import type { Clock } from "./clock.ts";
import { encodeBody, invalidResponse, parseDocument, type ResponseType } from "./document.ts";
import {
  checkServiceUrl,
  checkTokensMayGo,
  getEnvironmentName,
  getServiceUrl,
  sandboxOf,
  sandboxServiceUrl,
} from "./environment.ts";
import { GlobusSDKUsageError } from "./errors.ts";
import { isListOfObjects } from "./guards.ts";
import { callersHeaders, headerValue } from "./header.ts";
import type { Hooks } from "./hooks.ts";
import { hideSecretsOf, mayHoldSecrets } from "./inspection.ts";
import { Listing, type Paging } from "./listing.ts";
import { loadFailures } from "./load_failures.ts";
import { addressOf, type Path } from "./path.ts";
import { encodeQuery, type QueryParams } from "./query.ts";
import { httpResponse, rememberResponse } from "./response.ts";
import { isBrowser } from "./runtime.ts";
import type { RetryClass } from "./retry.ts";
import { Transport, transportOf } from "./transport.ts";
import { VERSION } from "./version.ts";

/**
 * The base of all service clients, and a client for services that have no class in this SDK.
 *
 * A subclass names its service in static fields and has a thin method for each operation.
 *
 * @example A client for a service of your own
 * ```ts
 * import { BaseClient } from "@globus-deno/sdk/core";
 *
 * class MeasurementsClient extends BaseClient {
 *   getRun(runId: string): Promise<unknown> {
 *     return this.get(`/runs/${encodeURIComponent(runId)}`);
 *   }
 * }
 * const answer = () => Promise.resolve(Response.json({ id: "7", state: "done" }));
 * const client = new MeasurementsClient({ baseUrl: "https://lab.example.org", fetch: answer });
 * console.log(await client.getRun("7")); // { id: "7", state: "done" }
 * ```
 *
 * @category Clients
 */
export class BaseClient {
  /** Name of the service, such as `transfer`, from which its address is made. */
  static readonly serviceName: string = "";
  /** Resource server whose tokens the service takes, such as `transfer.api.globus.org`. */
  static readonly resourceServer: string | undefined = undefined;
  /** Scopes that an app's login asks for, unless `appScopes` names others. */
  static readonly defaultScopeRequirements: readonly ScopeLike[] = [];
  /** Class of the errors that are thrown for the service's error responses. */
  static readonly errorClass: new (response: ErrorResponse) => GlobusAPIError = GlobusAPIError;
  /** What responses are read as, unless an operation says otherwise. */
  static readonly responseType: ResponseType = "json";

  /** Address of the service, such as `https://transfer.api.globus.org/`. */
  readonly baseUrl: string;
  /** Name of the Globus environment, such as `production`. */
  readonly environment: string;
  /** The app that logs in for the client, if it has one. */
  readonly app: AppLike | undefined;
  /** How the client's requests travel. A client that is made from this one takes it over. */
  readonly clientOptions: AppLike["clientOptions"];
  /** Source of the time, for deadlines and waits. */
  protected readonly clock: Clock;
  /** Source of the jitter of pauses: numbers from 0 to 1. */
  protected readonly random: () => number;
  /** Sends the client's requests; undefined for the runtime's `fetch`. */
  protected readonly fetch: Fetch | undefined;
  /** The client's own limit of a call in milliseconds, if it was made with one. */
  protected readonly timeoutMs: number | undefined;
  readonly #resourceServer: string | undefined;
  readonly #authorizer: Authorizer | undefined;
  readonly #hooks: Hooks | undefined;
  readonly #headers: Record<string, string>;
  readonly #transport: Transport;
  readonly #errorPolicy: ErrorPolicy;
  readonly #isInBrowser = isBrowser();

  /**
   * Makes a client. It sends nothing.
   *
   * @throws {GlobusSDKUsageError} If both `app` and `authorizer` are given, if no address is known,
   * or if only an environment variable would send tokens of a remote Globus Auth to this machine.
   * @throws {TypeError} If an address is neither https nor http on this machine, or `options` is
   * not a plain object.
   * @throws {RangeError} If the environment does not exist.
   */
  constructor(options: ClientOptions = {}) {
    checkNamed("new Client({ authorizer, … })", options);
    const { app, authorizer } = options;
    if (app && authorizer) {
      throw new GlobusSDKUsageError(
        "Cannot make a client: give it an app or an authorizer, not both",
      );
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
    // An app's tokens stay with their issuer, even if the variable has changed since.
    const sandboxUrl = app ? app.clientOptions.sandboxUrl : sandboxOf(shared);
    if (shared.baseUrl) this.baseUrl = checkServiceUrl(shared.baseUrl);
    else if (sandboxUrl) this.baseUrl = sandboxServiceUrl(sandboxUrl, serviceName);
    else {
      this.baseUrl = checkServiceUrl(getServiceUrl(serviceName, this.environment));
      if (app || authorizer) {
        const issuer = app?.issuer ?? getServiceUrl("auth", this.environment);
        checkTokensMayGo(serviceName, this.baseUrl, issuer);
      }
    }
    this.app = app;
    this.clientOptions = { ...transportOf(shared), environment: this.environment, sandboxUrl };
    this.#authorizer = authorizer;
    this.#transport = new Transport(shared);
    this.clock = this.#transport.clock;
    this.random = shared.random ?? Math.random;
    this.fetch = shared.fetch;
    this.timeoutMs = shared.timeoutMs;
    const { errorClass } = this.#static;
    this.#errorPolicy = {
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
    if (!this.#isInBrowser) {
      const name = shared.appName === undefined ? "" : `/${shared.appName}`;
      this.#headers["user-agent"] = headerValue("appName", `globus-deno-sdk/${VERSION}${name}`);
    }
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

  /** Resource server whose tokens the service takes; undefined if it is not known. */
  get resourceServer(): string | undefined {
    return this.#resourceServer ?? this.#static.resourceServer;
  }

  /**
   * Scopes that an app's login asks for, unless `appScopes` names others. A client whose scopes
   * depend on an id overrides it. The constructor reads it.
   */
  get defaultScopeRequirements(): readonly ScopeLike[] {
    return this.#static.defaultScopeRequirements;
  }

  /**
   * Adds scopes of this service that the app's logins ask for.
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

  /** Sends a GET request: see {@link BaseClient.request}. */
  get<T = unknown>(path: string | Path, options?: CallOptions): Promise<T> {
    return this.request("GET", path, undefined, options);
  }

  /** Sends a POST request with `data` as its body: see {@link BaseClient.request}. */
  post<T = unknown>(path: string | Path, data?: unknown, options?: CallOptions): Promise<T> {
    return this.request("POST", path, data, options);
  }

  /** Sends a PUT request with `data` as its body: see {@link BaseClient.request}. */
  put<T = unknown>(path: string | Path, data?: unknown, options?: CallOptions): Promise<T> {
    return this.request("PUT", path, data, options);
  }

  /** Sends a PATCH request with `data` as its body: see {@link BaseClient.request}. */
  patch<T = unknown>(path: string | Path, data?: unknown, options?: CallOptions): Promise<T> {
    return this.request("PATCH", path, data, options);
  }

  /** Sends a DELETE request: see {@link BaseClient.request}. */
  delete<T = unknown>(path: string | Path, options?: CallOptions): Promise<T> {
    return this.request("DELETE", path, undefined, options);
  }

  /**
   * Sends a request to the service.
   *
   * @param path Path below the service's address, or a whole URL of the service.
   * @param data Body: a document for `json`, parameters for `form`. A string is sent unchanged.
   * @returns The document in the response; an empty one if the response has no body.
   * @throws {GlobusAPIError} If the service responds with an error: the service's subclass.
   * @throws {NetworkError} If no usable response arrives.
   * @throws {GlobusSDKUsageError} If a GET or HEAD request has a body.
   * @throws {TypeError} If the method, a header, the query or the body cannot be sent.
   */
  async request<T = unknown>(
    method: string,
    path: string | Path,
    data?: unknown,
    options: CallOptions = NO_OPTIONS,
  ): Promise<T> {
    if (options !== NO_OPTIONS) checkOptions(options);
    if (method !== "GET") method = checkMethod(method);
    if (this.#isInBrowser) loadFailures();
    const hasBody = data !== undefined || options.encoding != null;
    let headers: Call["headers"] = this.#headers;
    let body: Call["body"];
    if (hasBody || options.headers) {
      const named = { ...this.#headers, ...callersHeaders(options.headers) };
      if (hasBody) body = encodeBody(data, options.encoding ?? undefined, named);
      if (body !== undefined && (method === "GET" || method === "HEAD")) {
        throw new GlobusSDKUsageError(
          `Cannot send a ${method} request with a body: give parameters as options.query`,
        );
      }
      headers = named;
    }
    const call = this.#callOf(method, path, { headers, body }, options);
    const response = await this.#transport.send(call);
    const { text, http } = response;
    const type = options.responseType ?? this.#static.responseType;
    if (type === "text") return text as T;
    const document = parseDocument(response, type, {
      method,
      path: call.path,
      status: http.status,
    });
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
   * Sends a request for the bytes of a file, which are not read here.
   *
   * @param options A time limit in `defaults` counts from the last progress.
   */
  protected async exchange(
    method: string,
    path: string | Path,
    file: FileExchange,
    options: CallOptions,
  ): Promise<OpenResponse> {
    checkOptions(options);
    if (this.#isInBrowser) loadFailures();
    const headers = { ...this.#headers, ...callersHeaders(options.headers) };
    const call = this.#callOf(method, path, { headers, file }, options);
    return (await this.#transport.send(call)).open!;
  }

  #callOf(
    method: string,
    path: string | Path,
    parts: Pick<Call, "headers" | "body" | "file">,
    options: CallOptions,
  ): Call {
    const { url, path: called } = addressOf(this.baseUrl, path);
    const query = options.query ? encodeQuery(options.query) : "";
    const { defaults } = options;
    const isPublic = options.automaticAuthorization === false;
    const authorizer = isPublic ? undefined : this.#currentAuthorizer();
    return {
      errorPolicy: this.#errorPolicy,
      method,
      url: query ? `${url}${url.includes("?") ? "&" : "?"}${query}` : url,
      path: called,
      // Written out: a spread would cost as much as the rest of the object.
      headers: parts.headers,
      body: parts.body,
      file: parts.file,
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
    };
  }

  #currentAuthorizer(): Authorizer | undefined {
    const { app, resourceServer } = this;
    return app && resourceServer ? app.getAuthorizer(resourceServer) : this.#authorizer;
  }

  /**
   * Whether a repeated call would fail with the same error, although its status looks transient.
   * Clients of services that use such a status in their own way override it.
   */
  protected isPermanent(_error: GlobusAPIError): boolean {
    return false;
  }

  /**
   * Makes a listing of an operation that pages. Each page must be an object that holds a list. If
   * the client's {@link BaseClient.responseType} is `object`, the list must consist of objects.
   *
   * @param pages `paging`: how the service pages; `items`: finds the items of a page.
   * @param params Query parameters of the caller.
   */
  protected list<Item, Page extends object>(
    path: string | Path,
    pages: { paging: Paging<Page>; items: (page: Page) => readonly Item[] },
    params: QueryParams = {},
    options: PageOptions = {},
  ): Listing<Item, Page> {
    const { paging, items } = pages;
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
      onSmallPages: async () => (await loadFailures())?.warnOfSmallPages(this.#hooks),
    });
  }
}

const NO_OPTIONS: CallOptions = {};

/** Refuses methods that fetch does not send. */
function checkMethod(method: string): string {
  checkType("method", method, "string");
  const name = method.toUpperCase();
  if (/^[A-Z]+$/.test(name) && !/^(CONNECT|TRACE|TRACK)$/.test(name)) return name;
  throw new TypeError("Cannot send a request: fetch does not support its method");
}

/** Refuses options that would be ignored, or spread into something else. */
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

/** Leaves out options that are undefined: they must not hide the app's. */
/**
 * Options of a client that is made from another one: it travels as that one does, unless it has an
 * app of its own, or its options say otherwise.
 */
export function inheritOptions<Options extends ClientOptions>(
  from: Partial<Pick<BaseClient, "app" | "clientOptions">>,
  options: Options,
): ClientOptions & Options {
  const { app = from.app } = options;
  return { ...(app === from.app && from.clientOptions), ...definedOnly(options) };
}

function definedOnly<Options extends ClientOptions>(options: Options): Options {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Options;
}

function usualRetryClass(method: string): RetryClass {
  if (method === "GET" || method === "HEAD") return "safe";
  return method === "PUT" || method === "DELETE" ? "conditional" : "never";
}
