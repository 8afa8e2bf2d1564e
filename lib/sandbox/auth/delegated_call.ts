import type { ServiceName } from "../http/hosts.ts";
import type { InternalAnswer, InternalCall } from "../http/internal_call.ts";
import type { JsonDocument } from "../http/json.ts";
import { delegatedToken, type Delegation, type TokenWorld } from "./delegated_token.ts";

/** What a service asks another one in the name of its user. */
export interface DelegatedRequest {
  /** The service asked. */
  service: ServiceName;
  /** Scope of the token that this takes. */
  scope: string;
  /** Method and path. */
  route: string;
  /** JSON body. */
  body?: JsonDocument;
  /** When it is sent, in milliseconds since 1970. */
  nowMs: number;
}

/** Asks services in the name of users, with tokens that live for one request. */
export class DelegatedCaller {
  readonly #world: TokenWorld;
  readonly #call: InternalCall;

  /** Joins where tokens are kept and how requests are sent. */
  constructor(world: TokenWorld, call: InternalCall) {
    this.#world = world;
    this.#call = call;
  }

  /**
   * Sends a request for a user.
   *
   * @returns The answer; where consent is missing, one that asks for it as Transfer does (403).
   */
  async ask(user: Delegation, request: DelegatedRequest): Promise<InternalAnswer> {
    const { scope, nowMs, service, route, body } = request;
    const token = delegatedToken(this.#world, user, scope, nowMs);
    if (!token) {
      const message = "Missing required consent";
      return {
        status: 403,
        body: { code: "ConsentRequired", message, required_scopes: [scope] },
      };
    }
    try {
      return await this.#call({ service, route, body, token, atMs: nowMs });
    } finally {
      this.#world.accessTokens.delete(token.token);
    }
  }
}
