/** An event of a tunnel. */
export interface TunnelEventRecord {
  /** Number. */
  id: number;
  /** Code, for example `STARTED`. */
  code: string;
  /** A few words. */
  description: string;
  /** More of it. */
  details: string;
  /** When, in milliseconds since 1970. */
  timeMs: number;
}

/** A connection between two stream access points. */
export interface TunnelRecord {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** UUID of the submission, so that a second one finds the first. */
  submissionId: string;
  /** UUIDs of both ends. */
  listener: string;
  /** UUID of the end that connects. */
  initiator: string;
  /** Name for people. */
  label: string | null;
  /** Minutes that it lives. */
  lifetimeMins: number;
  /** Whether it may begin again. */
  restartable: boolean;
  /** Address of the listener, once known. */
  listenerAddress: { ip: string; port: number } | null;
  /** When it was made, in milliseconds since 1970. */
  createdMs: number;
  /** When it was told to stop. */
  stoppedMs: number | null;
  /** What happened. */
  events: TunnelEventRecord[];
}
