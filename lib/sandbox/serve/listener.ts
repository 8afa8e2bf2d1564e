/** Where to listen. */
export interface ServeSandboxOptions {
  /** Port; 0 for any that is free. @default {0} */
  port?: number | undefined;
  /** Interface to listen on. Requests must name it, or a loopback host. @default {"127.0.0.1"} */
  hostname?: string | undefined;
  /** Stops the server at once: what clients still wait for breaks off. */
  signal?: AbortSignal | undefined;
  /**
   * Opens all of `/_sandbox/…`. Every program that reaches the port can then add faults and get tokens,
   * and not only its clock: see `answerControl`. @default {false}
   */
  control?: boolean | undefined;
  /**
   * A certificate in PEM, to serve by https in place of http; it needs {@linkcode key}. Behind it may
   * stand the certificates that have signed it.
   */
  cert?: string | undefined;
  /** The private key of {@linkcode cert} in PEM, without a passphrase. */
  key?: string | undefined;
  /**
   * Path of a file that holds {@linkcode cert}. `SandboxServer.env` then tells clients to trust it,
   * unless it needs the trust of another certificate.
   */
  certFile?: string | undefined;
}

/** A server of some runtime. */
export interface Listener {
  /** Its port; undefined while it does not listen. */
  readonly port: () => number | undefined;
  /** Resolves once it listens. */
  readonly ready: Promise<void>;
  /** Stops it. */
  readonly shutdown: () => Promise<void>;
}

/** Answers a request that a server got. */
export type Answer = (request: Request) => Promise<Response>;
