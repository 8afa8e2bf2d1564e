import type { AccessToken } from "../auth/tokens.ts";
import type { ServiceName } from "./hosts.ts";
import type { JsonDocument } from "./json.ts";

/** A request of one service of the sandbox to another one. */
export interface InternalRequest {
  /** The service asked. */
  readonly service: ServiceName;
  /** Method and path, with a query where there is one: `GET /v0.10/task/…`. */
  readonly route: string;
  /** JSON body. */
  readonly body?: JsonDocument;
  /** The token of the user for whom the service acts. */
  readonly token: AccessToken;
  /** When it is sent, in milliseconds since 1970. */
  readonly atMs: number;
}

/** What a service answers. */
export interface InternalAnswer {
  /** HTTP status. */
  status: number;
  /** JSON body; empty where it is not an object. */
  body: JsonDocument;
}

/** Sends requests between the services of a sandbox: neither recorded nor met by faults. */
export type InternalCall = (request: InternalRequest) => Promise<InternalAnswer>;
