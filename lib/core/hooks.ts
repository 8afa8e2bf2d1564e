/** A request as hooks see it: secrets in it are masked. */
export interface RequestEvent {
  /** HTTP method. */
  readonly method: string;
  /** URL, with codes and tokens in its query masked. */
  readonly url: string;
  /** Path with `{}` in the place of each id. */
  readonly route: string;
  /** Which request of the call this is, from 1. */
  readonly attempt: number;
  /** Headers, with their values masked where secret. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body, masked; undefined if there is none. Computed when it is first read. */
  readonly body: string | undefined;
}

/** An answer, or the lack of one, as hooks see it. */
export interface ResponseEvent {
  /** The request answered. */
  readonly request: RequestEvent;
  /** Milliseconds from sending the request to the end of the body. */
  readonly durationMs: number;
  /** HTTP status; undefined if no answer came. */
  readonly status?: number;
  /** Headers of the answer, masked. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body of the answer, masked; undefined if there is none. Computed when it is first read. */
  readonly body: string | undefined;
  /** Why no usable answer came. */
  readonly error?: Error;
}

/** A repetition that is about to happen, as hooks see it. */
export interface RetryEvent {
  /** The request that did not succeed. */
  readonly request: RequestEvent;
  /** Why. */
  readonly error: Error;
  /** Milliseconds until the next request. */
  readonly delayMs: number;
}

/** A call that is held back because the service asked the client to wait, as hooks see it. */
export interface HoldEvent {
  /** The call's first request, without the `Authorization` header, which it gets when it is sent. */
  readonly request: RequestEvent;
  /** Milliseconds until the first of the waiting calls is sent; 0 if they already go out in turn. */
  readonly delayMs: number;
}

/** Something that works, but that a program hardly wants. */
export interface WarningEvent {
  /** What it is about: stable across releases, and the same for each case of it. */
  readonly kind: string;
  /** What to change. Nothing that a caller gives or a service answers is in it. */
  readonly message: string;
}

/**
 * Functions called along the way of a request: for logs, pictures of progress, tests. What they
 * throw ends the call.
 */
export interface Hooks {
  /** Before a request is sent. */
  onRequest?(event: RequestEvent): void;
  /** After a response was read, or none came. */
  onResponse?(event: ResponseEvent): void;
  /** Before a repetition is waited for. */
  onRetry?(event: RetryEvent): void;
  /** Before a call waits that the service did not refuse itself: another one was told to wait. */
  onHold?(event: HoldEvent): void;
  /**
   * When something works but is hardly meant.
   * @default `console.warn`, once for each kind of warning and process
   */
  onWarning?(event: WarningEvent): void;
}
