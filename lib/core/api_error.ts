import {
  type ErrorSubdocument,
  type JsonObject,
  type ParsedError,
  readOtherShape,
} from "./error_shapes.ts";
import { GlobusError } from "./errors.ts";
import { isObject } from "./guards.ts";
import { hideSecretsOf, mayHoldSecrets } from "./inspection.ts";
import { masking } from "./masking.ts";
import { decodeText, plainText } from "./text.ts";

export type { ErrorSubdocument, JsonObject, ParsedError } from "./error_shapes.ts";

/** The error response that a {@link GlobusAPIError} is made from. */
export interface ErrorResponse {
  /** HTTP method of the request, in upper case. */
  readonly method: string;
  /** URL of the request without its query, which can hold secrets. */
  readonly url: string;
  /** Path of the request with `{}` in place of each id, as in the service's manual. */
  readonly route: string;
  /** First word of the Authorization header that was sent: `Bearer`, `Basic` or none. */
  readonly authorizationScheme?: string;
  /** HTTP status, such as 404. */
  readonly status: number;
  /** HTTP reason phrase, such as `Not Found`; empty over HTTP/2. */
  readonly statusText: string;
  /** Headers of the response, without secrets of the request. */
  readonly headers: Headers;
  /** Body of the response, without secrets of the request. */
  readonly bytes: Uint8Array;
  /** Requests sent for this call, from 1. */
  readonly attempts: number;
  /** When the service said to try again, in milliseconds since 1970. */
  readonly retryAtMs?: number;
  /** What the caller can do about the error, for its message. */
  readonly advice?: string;
}

/** What the user's session must fulfill before the call can succeed, by Globus's own names. */
export interface AuthorizationParameters {
  /** Text to show before the login. It comes from a service: show it as plain text only. */
  readonly session_message: string | null;
  /** Identities (ids or usernames) that must all have logged in. */
  readonly session_required_identities: string[] | null;
  /** Domains: an identity of one of them must have logged in. */
  readonly session_required_single_domain: string[] | null;
  /** Ids of authentication policies that must all be met. */
  readonly session_required_policies: string[] | null;
  /** Whether the user must log in with a second factor. */
  readonly session_required_mfa: boolean | null;
  /** `login` if the user must log in again, even with a session. */
  readonly prompt: string | null;
  /** Scopes that the user must consent to. */
  readonly required_scopes: string[] | null;
}

/** What an error response says about how to make the call succeed. */
export interface ErrorInfo {
  /** Present if the service requires another session. */
  readonly authorizationParameters?: AuthorizationParameters;
  /** Present if the service requires consent to more scopes. */
  readonly consentRequired?: { readonly requiredScopes: string[] };
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json(\s*;|$)/i;
const JSON_API_TYPE = /^application\/vnd\.api\+json(\s*;|$)/i;

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function textsOrNull(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
}

/** The value, if it is a list of objects. */
function objectsOrNull(value: unknown): JsonObject[] | null {
  return Array.isArray(value) && value.every(isObject) ? value : null;
}

function authorizationParameters(raw: unknown): AuthorizationParameters | undefined {
  if (!isObject(raw)) return undefined;
  const policies = raw.session_required_policies;
  const mfa = raw.session_required_mfa;
  return {
    session_message: textOrNull(raw.session_message),
    session_required_identities: textsOrNull(raw.session_required_identities),
    session_required_single_domain: textsOrNull(raw.session_required_single_domain),
    // Services send these as a list or joined with commas.
    session_required_policies: typeof policies === "string"
      ? policies.split(",")
      : textsOrNull(policies),
    session_required_mfa: typeof mfa === "boolean" ? mfa : null,
    prompt: textOrNull(raw.prompt),
    required_scopes: textsOrNull(raw.required_scopes),
  };
}

/** Reads documents that report one error each. The message is the first string under `messageKeys`. */
export function errorSubdocuments(
  documents: JsonObject[],
  ...messageKeys: string[]
): ErrorSubdocument[] {
  return documents.map((raw) => ({
    code: textOrNull(raw.code),
    message: messageKeys.map((key) => textOrNull(raw[key])).find((text) => text !== null) ?? null,
    raw,
  }));
}

const responses = new WeakMap<GlobusAPIError, ErrorResponse>();

/** Returns the response that an error was made from. */
export function errorResponse(error: GlobusAPIError): ErrorResponse {
  return responses.get(error)!;
}

/**
 * Thrown when a service responds with an error (HTTP status 400 or above).
 *
 * `message` names the call, the status and the service's own message. Neither the message nor a
 * printed error shows a body, a query or a token.
 *
 * @category Errors
 */
export class GlobusAPIError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "GlobusAPIError";
  /** HTTP status, such as 404. */
  readonly httpStatus: number;
  /** HTTP reason phrase, such as `Not Found`; empty over HTTP/2. */
  readonly httpReason: string;
  /** HTTP method of the request, in upper case. */
  readonly method: string;
  /** URL of the request, without its query. */
  readonly url: string;
  /** Path of the request with `{}` in place of each id. */
  readonly route: string;
  /** Scheme of the Authorization header: `Bearer`, `Basic`, or undefined if there was none. */
  readonly authorizationScheme?: string;
  /** Requests sent for this call, from 1. */
  readonly attempts: number;
  /** When the service said to try again; null if it did not say. */
  readonly retryAt: Date | null;
  /** The service's code, such as `EndpointNotFound`; null if it sent none, or several. */
  readonly code: string | null;
  /** The service's messages: one for each error that has one, with secrets masked. */
  readonly messages: readonly string[];
  /** The service's id of the request, to quote in a support request; null if it sent none. */
  readonly requestId: string | null;
  readonly #text: string;
  readonly #json: unknown;
  readonly #errors: readonly ErrorSubdocument[];

  /** Parses the error response. */
  constructor(response: ErrorResponse) {
    const type = response.headers.get("content-type") ?? "";
    const text = decodeText(response.bytes, type);
    const json = JSON_TYPE.test(type) ? parseOrUndefined(text) : undefined;
    super();
    const { maskText, describeBody } = masking();
    if (typeof json === "object" && json && mayHoldSecrets(text)) hideSecretsOf(json);
    const parsed = isObject(json)
      ? this.parse(json, JSON_API_TYPE.test(type))
      : { errors: [], messages: [] };
    const codes = new Set(parsed.errors.map((error) => error.code));
    codes.delete(null);
    this.code = parsed.code ?? (codes.size === 1 ? [...codes][0] : null);
    this.messages = (parsed.messages ?? parsed.errors.flatMap(({ message }) => message ?? []))
      .map(maskText);
    this.requestId = parsed.requestId ?? null;
    this.httpStatus = response.status;
    this.httpReason = maskText(response.statusText);
    this.method = response.method;
    this.url = response.url;
    this.route = response.route;
    this.authorizationScheme = response.authorizationScheme;
    this.attempts = response.attempts;
    this.retryAt = response.retryAtMs === undefined ? null : new Date(response.retryAtMs);
    responses.set(this, response);
    this.#text = text;
    this.#json = json;
    this.#errors = parsed.errors.map(hideRaw);
    const reason = plainText(this.httpReason, 200);
    const said = this.messages.length > 0
      ? plainText(this.messages.map((text) => this.condense(text)).join("; "))
      : isObject(json)
      ? oauthText(json) || reason
      : describeBody(this.condense(text), response.url, reason, plainText);
    this.message = [
      `Cannot ${response.method} ${response.route}: ${response.status}`,
      this.code && plainText(this.code, 100),
      said,
    ].filter(Boolean).join(" ");
    const notes = [
      this.requestId && `request ${plainText(this.requestId, 100)}`,
      this.retryAt && `try again at ${this.retryAt.toISOString()}`,
      response.advice,
    ].filter(Boolean);
    if (notes.length > 0) this.message += ` (${notes.join("; ")})`;
  }

  /** The errors that the response lists; if it lists none, one that is made from the whole response. */
  get errors(): readonly ErrorSubdocument[] {
    return this.#errors;
  }

  /** Headers of the response, without secrets of the request. */
  get headers(): Headers {
    return errorResponse(this).headers;
  }

  /** Body of the response as JSON; undefined if it is not JSON, or is not declared as JSON. */
  get rawJson(): unknown {
    return this.#json;
  }

  /** Body of the response as text, decoded by its declared charset. */
  get text(): string {
    return this.#text;
  }

  /** Body of the response as bytes. */
  get binaryContent(): Uint8Array {
    return errorResponse(this).bytes;
  }

  /** What would make the call succeed, if the response says so. */
  get info(): ErrorInfo {
    const json = isObject(this.#json) ? this.#json : {};
    const requiredScopes = textsOrNull(json.required_scopes) ??
      (typeof json.required_scope === "string" ? [json.required_scope] : []);
    return {
      authorizationParameters: authorizationParameters(json.authorization_parameters),
      consentRequired: json.code === "ConsentRequired" && requiredScopes.length > 0
        ? { requiredScopes }
        : undefined,
    };
  }

  /**
   * Shortens a message of the service, or a body that is not JSON, for `message`. Subclasses for
   * services with long messages override it.
   *
   * The constructor calls it, before the fields of a subclass are set.
   */
  protected condense(text: string): string {
    return text;
  }

  /**
   * Reads a body in a form that only this service uses. Subclasses for such services override it. It
   * is not called for bodies in the common forms: with `code` and `message` at the top, or a list of
   * JSON:API errors.
   *
   * The constructor calls it, before the fields of a subclass are set.
   *
   * @returns Undefined for a body in another form.
   */
  protected parseOwn(_body: JsonObject): ParsedError | undefined {
    return undefined;
  }

  /**
   * Finds codes and messages in a body. Subclasses for services with a format of their own override
   * it.
   *
   * The constructor calls it, before the fields of a subclass are set.
   */
  protected parse(body: JsonObject, isJsonApi: boolean): ParsedError {
    const listed = objectsOrNull(body.errors);
    if (isJsonApi && listed?.length) {
      return { errors: errorSubdocuments(listed, "detail", "title") };
    }
    const code = textOrNull(body.code);
    const message = textOrNull(body.message);
    const ownId = textOrNull(body.request_id);
    const requestId = ownId ?? textOrNull(body.debug_id);
    const isWhole = code !== null && message !== null && ownId === (body.request_id ?? null);
    const own = isWhole && !isJsonApi ? undefined : this.parseOwn(body);
    if (own) return { requestId, ...own };
    const documents = errorSubdocuments(
      listed?.length ? listed : [body],
      "message",
      "detail",
      "title",
    );
    // If the response has a code and a message, they stand for the errors that it lists.
    const messages = isWhole ? [message] : documents.flatMap((document) => document.message ?? []);
    const says = code !== null || messages.length > 0 ||
      documents.some(({ code }) => code !== null);
    // A service that has a class of its own has a form of its own.
    const other = says || this.constructor !== GlobusAPIError ? undefined : readOtherShape(body);
    return {
      code,
      requestId,
      errors: listed?.length === 0 ? [] : documents,
      messages,
      ...other,
    };
  }
}

/** The message of an OAuth error response (RFC 6749 section 5.2). */
function oauthText(body: JsonObject): string {
  return [body.error, body.error_description].filter((text) => typeof text === "string")
    .map((text) => plainText(masking().maskText(text), 300)).join(": ");
}

/** Hides the body from printed errors, which show `errors`. */
function hideRaw({ code, message, raw }: ErrorSubdocument): ErrorSubdocument {
  const shown = { code, message: message && masking().maskText(message), raw };
  return Object.defineProperty(shown, "raw", { enumerable: false });
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch { // Deep nesting throws a RangeError.
    return undefined;
  }
}
