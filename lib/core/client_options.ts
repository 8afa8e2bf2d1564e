import type { GlobusAPIError } from "./api_error.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Fetch, MeetOptions, RedriveOptions } from "./call.ts";
import type { ClientInfo } from "./client_info.ts";
import type { BodyEncoding, ResponseType } from "./document.ts";
import type { ListingOptions } from "./listing.ts";
import type { QueryParams } from "./query.ts";
import type { RetryClass } from "./retry.ts";
import type { TransportOptions } from "./transport.ts";

/** How one call is sent. */
export interface RequestOptions {
  /**
   * Ends the call while it waits, sends or reads. The call then rejects with the signal's reason.
   */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds for the call, all attempts and pauses together. It replaces the client's
   * `headersTimeoutMs` and, where it is longer, `idleTimeoutMs`.
   * @default the client's `timeoutMs`; without one 60_000, more for slow operations
   */
  timeoutMs?: number | undefined;
  /**
   * Headers to add. `Authorization`, `Cookie`, `Host` and `Content-Length` are set by the SDK:
   * naming one is a TypeError.
   */
  headers?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Query parameters to add; they win over those of the operation. Calls of Globus Auth refuse a
   * parameter that they set themselves.
   */
  query?: QueryParams | undefined;
  /** Sends the requests of this call. @default the client's `fetch` */
  fetch?: Fetch | undefined;
  /**
   * Size limit of a response: one with more decoded bytes is refused.
   * @default {8_388_608}, more for operations with large responses
   */
  maxBodyBytes?: number | undefined;
}

/** How {@link BaseClient.request} sends a call. Service clients set what is special to an operation. */
export interface CallOptions extends RequestOptions {
  /** How the body is written. A string is sent unchanged. @default {"json"} */
  encoding?: BodyEncoding | undefined;
  /** Whether the Authorization header is added. @default {true} */
  automaticAuthorization?: boolean | undefined;
  /** Whether the call may be repeated. @default GET `safe`; PUT, DELETE `conditional`; else `never` */
  retryClass?: RetryClass | undefined;
  /** Repetitions after requests that were sent and got no response. @default {Infinity} */
  maxUnanswered?: number | undefined;
  /** What the response is read as. @default the client's {@link BaseClient.responseType} */
  responseType?: ResponseType | undefined;
  /** Limits of the operation, which apply where neither the caller nor the client sets any. */
  defaults?: Readonly<Pick<RequestOptions, "timeoutMs" | "maxBodyBytes">> | undefined;
}

/** How a listing is read, and how each of its calls is sent. */
export type ListOptions = RequestOptions & ListingOptions;

/** How the pages of {@link BaseClient.list} are requested. */
export interface PageOptions extends CallOptions, ListingOptions {
  /**
   * Requests pages by POST with this body, to which the paging parameters are added. `query` then
   * goes into the address. @default pages are requested by GET
   */
  body?: object | undefined;
}

/** What a client needs of the app that it belongs to. */
export interface AppLike {
  /** How the app's requests travel, and the name that they carry: {@link ClientOptions.appName}. */
  readonly clientOptions: TransportOptions & {
    environment?: string;
    sandboxUrl?: string;
    appName?: string;
  };
  /** Address of the Globus Auth that issues the app's tokens. @default the environment's */
  readonly issuer?: string;
  /** Adds scopes that the app's logins must ask for, by resource server. */
  addScopeRequirements(requirements: Readonly<Record<string, readonly ScopeLike[]>>): void;
  /** Returns the authorizer for a resource server. */
  getAuthorizer(resourceServer: string): Authorizer;
  /**
   * Returns the scopes of the stored token for a resource server, joined with spaces, also if the token
   * has expired: what the user consented to before. Empty if no token is stored.
   */
  storedScope?(resourceServer: string): Promise<string>;
  /**
   * Meets the requirements that an error names, such as another login.
   *
   * @returns True if they are met, so that the call should be repeated.
   */
  redrive?(error: GlobusAPIError, options?: RedriveOptions): Promise<boolean>;
  /**
   * Logs in for a requirement that a document states, such as the `details` of a run.
   *
   * @returns True if it is met.
   */
  meetRequirement?(document: unknown, options: MeetOptions): Promise<boolean>;
}

/** A scope, as a string or as a `Scope`. */
export type ScopeLike = string | { readonly scopeString: string };

/** How a client is made. */
export interface ClientOptions extends TransportOptions {
  /** Authorizes the requests. Exclusive with `app`. */
  readonly authorizer?: Authorizer | undefined;
  /** The app that logs in for the client. Exclusive with `authorizer`. */
  readonly app?: AppLike | undefined;
  /** Scopes that the app asks for, in place of the client's default scopes. Only with `app`. */
  readonly appScopes?: readonly ScopeLike[] | undefined;
  /** Name of your program, for the User-Agent header. @default the name of `app`, if ASCII */
  readonly appName?: string | undefined;
  /** The Globus environment, such as `preview`. @default `GLOBUS_SDK_ENVIRONMENT`, else `production` */
  readonly environment?: string | undefined;
  /** Address of the service, in place of the environment's: https, or http on this machine. */
  readonly baseUrl?: string | undefined;
  /**
   * Address of a sandbox that stands in for Globus, such as `http://127.0.0.1:8001`.
   * @default `GLOBUS_SDK_SANDBOX_URL`, if the program may read it and gives no `fetch` of its own
   */
  readonly sandboxUrl?: string | undefined;
  /**
   * Products to name in the header `X-Globus-Client-Info` beside the SDK. False leaves the header
   * out: your own server may not accept it in requests from browsers.
   */
  readonly clientInfo?: readonly ClientInfo[] | false | undefined;
  /**
   * The resource server whose tokens the service takes, for a service that has no client class.
   * @default the class's
   *
   * @example A service that an app logs in for
   * ```ts
   * import { BaseClient, UserApp } from "@globus-deno/sdk";
   * import { Sandbox } from "@globus-deno/sdk/sandbox";
   *
   * const sandbox = new Sandbox();
   * const app = new UserApp("my-tool", {
   *   clientId: sandbox.world.tutorialClientId,
   *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
   * });
   * const client = new BaseClient({
   *   app,
   *   baseUrl: "https://groups.api.globus.org/v2/",
   *   resourceServer: "groups.api.globus.org",
   *   appScopes: ["urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships"],
   * });
   * console.log((await client.get<unknown[]>("/groups/my_groups")).length > 0); // true
   * ```
   */
  readonly resourceServer?: string | undefined;
}
