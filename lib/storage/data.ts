import { isObject } from "../core/guards.ts";
import { showAs } from "../core/inspection.ts";
import { REDACTED, REDACTED_ADVICE } from "../core/redacted.ts";
import { ValidationError } from "../gare/errors.ts";
import { emptyRecord, withFields } from "../gare/parameters.ts";

/** The stored tokens for one resource server, with the field names of the Python SDK. */
export interface TokenDocument {
  /** Name of the service that accepts the tokens, such as `transfer.api.globus.org`. */
  resource_server: string;
  /** Id of the identity that the tokens belong to; absent for tokens of a client itself. */
  identity_id?: string | null;
  /** The scopes granted, separated by spaces. */
  scope: string;
  /** The access token, for the Authorization header. Secret. */
  access_token: string;
  /** The refresh token, which gets new access tokens; absent if none was granted. Secret. */
  refresh_token?: string | null;
  /** When the access token expires, in whole seconds since 1970. */
  expires_at_seconds: number;
  /** `Bearer`, in the service's spelling. */
  token_type?: string | null;
  /**
   * Id of the client that the tokens were issued to. Apps write it, so that several clients can
   * share a store. The Python SDK ignores it and does not write it.
   */
  client_id?: string | null;
}

type Name = keyof TokenDocument;

/** The fields in the order in which they are written, and whether each is required. */
const FIELDS: readonly (readonly [name: Name, required: boolean])[] = [
  ["resource_server", true],
  ["identity_id", false],
  ["scope", true],
  ["access_token", true],
  ["refresh_token", false],
  ["expires_at_seconds", true],
  ["token_type", false],
  ["client_id", false],
];

/** The last second of the year 9999. A later time is a mistake, such as milliseconds. */
const MAX_TIME_SECONDS = 253_402_300_799;

/**
 * The stored tokens for one resource server. Printing, serializing or cloning it shows no token: read
 * the fields, or call {@link TokenStorageData.toDict}.
 *
 * @example Store a token from elsewhere
 * ```ts
 * import { MemoryTokenStorage, TokenStorageData } from "@globus-deno/sdk";
 *
 * const token = new TokenStorageData({
 *   resource_server: "transfer.api.globus.org",
 *   identity_id: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
 *   scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *   access_token: crypto.randomUUID(),
 *   refresh_token: null,
 *   expires_at_seconds: Math.floor(Date.now() / 1000) + 172_800,
 *   token_type: "Bearer",
 * });
 * const storage = new MemoryTokenStorage();
 * await storage.storeTokenDataByResourceServer([[token.resource_server, token]]);
 * console.log(`${token}`); // without the token
 * ```
 *
 * @category Token storage
 */
export class TokenStorageData {
  readonly #document: Readonly<TokenDocument>;
  /** Fields that this version does not know, unchanged; an object without a prototype. */
  readonly extra: Readonly<Record<string, unknown>>;

  /**
   * Takes the fields from a document; unknown ones go to `extra`.
   *
   * @throws {ValidationError} If a field is missing or has the wrong type.
   */
  constructor(document: TokenDocument) {
    if (!isObject(document)) {
      throw new ValidationError("Cannot read a stored token: it is not an object");
    }
    const given: Record<string, unknown> = document;
    const known = emptyRecord();
    for (const [name, required] of FIELDS) {
      const value = given[name] ?? null;
      const right = value === null
        ? !required
        : name === "expires_at_seconds"
        ? Number.isSafeInteger(value)
        : typeof value === "string";
      if (!right) {
        throw new ValidationError(`Cannot read a stored token: ${name} is missing or malformed`);
      }
      if (value === REDACTED) {
        throw new ValidationError(`Cannot read a stored token: ${name}: ${REDACTED_ADVICE}`);
      }
      known[name] = value;
    }
    const extra = emptyRecord();
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(known, name)) extra[name] = given[name];
    }
    this.#document = known as unknown as TokenDocument;
    this.extra = extra;
    showAs(this, () => `TokenStorageData ${JSON.stringify(this)}`);
  }

  /**
   * Reads a stored document.
   *
   * @throws {ValidationError} If a field is missing or has the wrong type.
   */
  static fromDict(document: unknown): TokenStorageData {
    return new TokenStorageData(document as TokenDocument);
  }

  /** Name of the service that accepts the tokens, such as `transfer.api.globus.org`. */
  get resource_server(): string {
    return this.#document.resource_server;
  }
  /** Id of the identity that the tokens belong to; null for tokens of a client itself. */
  get identity_id(): string | null {
    return this.#document.identity_id!;
  }
  /** The scopes granted, separated by spaces. */
  get scope(): string {
    return this.#document.scope;
  }
  /** The access token, for the Authorization header of calls to the resource server. Secret. */
  get access_token(): string {
    return this.#document.access_token;
  }
  /** The refresh token, which gets new access tokens; null if none was granted. Secret. */
  get refresh_token(): string | null {
    return this.#document.refresh_token!;
  }
  /** When the access token expires, in whole seconds since 1970. */
  get expires_at_seconds(): number {
    return this.#document.expires_at_seconds;
  }
  /** `Bearer`, in the service's spelling; null if it is not known. */
  get token_type(): string | null {
    return this.#document.token_type!;
  }
  /** Id of the client that the tokens were issued to; null if it is not known. */
  get client_id(): string | null {
    return this.#document.client_id!;
  }

  /**
   * The document to store. It contains the tokens; fields that are null are left out.
   *
   * @param options.includeExtra Whether to include the unknown fields. @default {false}
   */
  toDict(options: { includeExtra?: boolean | undefined } = {}): TokenDocument {
    const document = withFields(emptyRecord(), options.includeExtra ? this.extra : {});
    for (const [name] of FIELDS) {
      if (this.#document[name] !== null) document[name] = this.#document[name];
    }
    return document as unknown as TokenDocument;
  }

  /** The fields, with `[redacted]` in place of the tokens. */
  toJSON(): Record<string, unknown> {
    const { refresh_token } = this.#document;
    return {
      ...this.#document,
      access_token: REDACTED,
      refresh_token: refresh_token === null ? null : REDACTED,
    };
  }
}

/**
 * Reads the document that a store holds for a resource server. All kinds of stores use it.
 *
 * @returns Undefined if nothing is stored, or if it cannot be used: a field is missing, has the
 * wrong type, is empty, or is not a time. The next login replaces it.
 */
export function readStored(document: unknown): TokenStorageData | undefined {
  try {
    const data = TokenStorageData.fromDict(document);
    const { access_token, refresh_token, identity_id, client_id } = data;
    const end = data.expires_at_seconds;
    const isUsable = ![access_token, refresh_token, identity_id, client_id].includes("") &&
      end >= 0 && end <= MAX_TIME_SECONDS;
    return isUsable ? data : undefined;
  } catch (error) {
    if (error instanceof ValidationError) return undefined;
    throw error;
  }
}

/** Parses the JSON text of a stored document; returns any other value unchanged. */
export function parseStored(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
