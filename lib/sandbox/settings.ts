/** What of the sandbox's behavior can be chosen, at the start or while it runs. */
export interface SandboxSettings {
  /** Fixed issuer of ID tokens. @default {undefined} The Auth address as the caller reaches it. */
  issuer?: string;
  /** Milliseconds that each request takes, by the sandbox's clock. @default {0} */
  latencyMs: number;
  /** Transfer requests per second and user, over 10 s, before 429; 0 sets no limit. @default {0} */
  rateLimit: number;
  /** Whether 429 and 503 carry `Retry-After`. Assumed: not seen on the live service. @default {true} */
  retryAfter: boolean;
  /** Life of an access token in seconds. @default {172_800} */
  accessTokenSeconds: number;
  /** Life of a dependent token in seconds. @default {120} */
  dependentTokenSeconds: number;
  /** Life of an authorization code in seconds. @default {600} */
  codeSeconds: number;
  /** Seconds after which an unused refresh token dies. @default {15_552_000} 180 days */
  refreshIdleSeconds: number;
  /** Whether a refresh gives a new refresh token and ends the old one. @default {false} */
  refreshRotation: boolean;
  /** Whether a refresh answers with an ID token too. Assumed. @default {false} */
  idTokenOnRefresh: boolean;
  /** HTTP status of `invalid_grant`: 401 in the fixtures, 400 seen by users. @default {401} */
  invalidGrantStatus: 400 | 401;
  /**
   * How clients must write id and secret into the Basic header: unchanged, as Globus takes
   * them, or form-encoded first, as RFC 6749 section 2.3.1 demands. @default {"raw"}
   */
  secretEncoding: "raw" | "form";
  /** Whether keys and ID tokens carry a `kid`. @default {false} */
  keyIds: boolean;
  /** Whether confidential clients must use PKCE. Assumed: not today. @default {false} */
  pkceForAll: boolean;
  /** Whether the redirect carries `iss` (RFC 9207); Globus does not today. @default {false} */
  callbackIss: boolean;
  /**
   * Where a stale session's `authorization_parameters` stand in Transfer's 502: at the top of the
   * document, inside the quoted GridFTP text, or in both places. @default {"both"}
   */
  sessionErrorIn: "both" | "top" | "message";
  /** Seconds from a task's submission to its start. @default {1} */
  taskStartSeconds: number;
  /** Bytes that a task moves in a second. @default {100_000_000} */
  taskBytesPerSecond: number;
  /** Seconds that each file or directory of a task takes besides its bytes. @default {0.02} */
  taskSecondsPerItem: number;
  /** Seconds between two tries of what fails. @default {60} */
  taskRetrySeconds: number;
  /** Tasks of one user under way at a time. @default {3} */
  maxActiveTasks: number;
  /** Tasks of one user that may wait, those under way included. @default {100} */
  maxPendingTasks: number;
  /** Items that one submission may hold; 0 sets no limit. Assumed. @default {0} */
  maxTransferItems: number;
  /** Bytes that a file sent to a collection may have: it is kept in memory. 0 sets no limit. @default {268_435_456} */
  maxUploadBytes: number;
  /**
   * How a collection's server writes a 403 that a login could mend: as JSON with
   * `authorization_parameters`, or as a page. Both are assumed. @default {"json"}
   */
  httpsRefusals: "json" | "html";
  /**
   * Whether answers with files carry `ETag` and `Last-Modified`. None have been seen on the live
   * service. @default {false}
   */
  httpsValidators: boolean;
  /** Seconds that a task of Search takes, from the end of the one before. @default {1} */
  searchTaskSeconds: number;
  /**
   * Requests of a user and client that Compute takes in 10 s, before 429; 0 sets no limit.
   * @default {20}
   */
  computeRateLimit: number;
  /** Flows that a user may have without a subscription; 0 for any number. @default {0} */
  maxFlows: number;
  /** Minutes after which an admin of projects must log in again. @default {30} */
  projectAdminMinutes: number;
}

/**
 * Completes settings with the defaults.
 *
 * @param chosen Settings that differ from the defaults.
 */
export function defaultSettings(chosen: Partial<SandboxSettings>): SandboxSettings {
  return {
    issuer: chosen.issuer,
    latencyMs: chosen.latencyMs ?? 0,
    rateLimit: chosen.rateLimit ?? 0,
    retryAfter: chosen.retryAfter ?? true,
    accessTokenSeconds: chosen.accessTokenSeconds ?? 172_800,
    dependentTokenSeconds: chosen.dependentTokenSeconds ?? 120,
    codeSeconds: chosen.codeSeconds ?? 600,
    refreshIdleSeconds: chosen.refreshIdleSeconds ?? 180 * 86_400,
    refreshRotation: chosen.refreshRotation ?? false,
    idTokenOnRefresh: chosen.idTokenOnRefresh ?? false,
    invalidGrantStatus: chosen.invalidGrantStatus ?? 401,
    secretEncoding: chosen.secretEncoding ?? "raw",
    keyIds: chosen.keyIds ?? false,
    pkceForAll: chosen.pkceForAll ?? false,
    callbackIss: chosen.callbackIss ?? false,
    sessionErrorIn: chosen.sessionErrorIn ?? "both",
    taskStartSeconds: chosen.taskStartSeconds ?? 1,
    taskBytesPerSecond: chosen.taskBytesPerSecond ?? 100_000_000,
    taskSecondsPerItem: chosen.taskSecondsPerItem ?? 0.02,
    taskRetrySeconds: chosen.taskRetrySeconds ?? 60,
    maxActiveTasks: chosen.maxActiveTasks ?? 3,
    maxPendingTasks: chosen.maxPendingTasks ?? 100,
    maxTransferItems: chosen.maxTransferItems ?? 0,
    maxUploadBytes: chosen.maxUploadBytes ?? 256 * 2 ** 20,
    httpsRefusals: chosen.httpsRefusals ?? "json",
    httpsValidators: chosen.httpsValidators ?? false,
    searchTaskSeconds: chosen.searchTaskSeconds ?? 1,
    computeRateLimit: chosen.computeRateLimit ?? 20,
    maxFlows: chosen.maxFlows ?? 0,
    projectAdminMinutes: chosen.projectAdminMinutes ?? 30,
  };
}
