/** A request, with its secrets masked. */
export interface RequestEvent {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** URL, with the codes and tokens in its query masked. */
  readonly url: string;
  /** Path with `{}` in place of each id. */
  readonly route: string;
  /** Number of the request within its call, from 1. */
  readonly attempt: number;
  /** Headers with names in lower case. Secret values are masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body, masked; undefined if there is none. Computed when it is first read. */
  readonly body: string | undefined;
}

/** A response with its secrets masked, or the failure to get one. */
export interface ResponseEvent {
  /** The request that this responds to. */
  readonly request: RequestEvent;
  /** Milliseconds from sending the request to the end of the body. */
  readonly durationMs: number;
  /** HTTP status; undefined if no response arrived. */
  readonly status?: number;
  /** Headers of the response, masked; undefined if no response arrived. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of the response, masked; undefined if there is none. Computed when it is first read. */
  readonly body: string | undefined;
  /**
   * The first characters of the body, masked, with JSON indented. For a page that shows the begin of
   * long bodies, it costs less than `body`, which masks all of them.
   *
   * @param maxCharacters The longest text to return, in UTF-16 code units.
   * @returns Undefined if there is no body.
   */
  bodyStart(maxCharacters: number): BodyStart | undefined;
  /** The error that the request failed with, if it failed. */
  readonly error?: Error;
}

/** The first characters of a body, masked: see {@link ResponseEvent.bodyStart}. */
export interface BodyStart {
  /** The characters. JSON is indented by two spaces a level. */
  readonly text: string;
  /** Whether there are more. */
  readonly isCut: boolean;
  /** Length of the body as it was received, in UTF-16 code units. */
  readonly length: number;
}

/** A retry that is about to happen. */
export interface RetryEvent {
  /** The request that failed. */
  readonly request: RequestEvent;
  /** The error that the request failed with. */
  readonly error: Error;
  /** Milliseconds until the next request. */
  readonly delayMs: number;
}

/** A call that is held back because the service asked the client to wait. */
export interface HoldEvent {
  /** The call's first request, without the `Authorization` header: that is added when it is sent. */
  readonly request: RequestEvent;
  /** Milliseconds until the first of the waiting calls is sent; 0 if they are being sent in turn. */
  readonly delayMs: number;
}

/** A warning about something that works, but is probably a mistake. */
export interface WarningEvent {
  /** Kind of the warning, such as `small-pages`. It stays the same across releases. */
  readonly kind: string;
  /** What to change. It never holds data of the caller or of a service. */
  readonly message: string;
}

/**
 * Functions that are called while a call is made: for logs, progress displays and tests. An error
 * that one throws ends the call.
 */
export interface Hooks {
  /** Called before a request is sent. */
  onRequest?(event: RequestEvent): void;
  /** Called after a response was read, or when none arrived. */
  onResponse?(event: ResponseEvent): void;
  /** Called before the pause that precedes a retry. */
  onRetry?(event: RetryEvent): void;
  /** Called before a new call waits because the service asked another call to wait. */
  onHold?(event: HoldEvent): void;
  /**
   * Called for something that works but is probably a mistake.
   * @default `console.warn`, once for each kind of warning in a process
   */
  onWarning?(event: WarningEvent): void;
}
