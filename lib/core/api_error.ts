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

/** What a {@link GlobusAPIError} is made from. */
export interface ErrorResponse {
  /** HTTP method of the request. */
  readonly method: string;
  /** The request's URL without its query, which can hold secrets. */
  readonly url: string;
  /** The request's path with `{}` in the place of each id, as in the service's manual. */
  readonly route: string;
  /** First word of the Authorization header that was sent: `Bearer`, `Basic` or none. */
  readonly authorizationScheme?: string;
  /** HTTP status. */
  readonly status: number;
  /** HTTP reason phrase, empty over HTTP/2. */
  readonly statusText: string;
  /** Headers of the answer. */
  readonly headers: Headers;
  /** Body of the answer. */
  readonly bytes: Uint8Array;
  /** Requests sent for this call, from 1. */
  readonly attempts: number;
  /** When the service said to try again, in milliseconds since 1970. */
  readonly retryAtMs?: number;
  /** What the caller can do about it, for the error's message. */
  readonly advice?: string;
}

/** What a session must fulfil before the call can succeed, under Globus's own names. */
export interface AuthorizationParameters {
  /** Text that the service wants shown before the login. Untrusted: show it as plain text. */
  readonly session_message: string | null;
  /** Identities (ids or usernames) of which each must have logged in. */
  readonly session_required_identities: string[] | null;
  /** Domains of which one must have been used to log in. */
  readonly session_required_single_domain: string[] | null;
  /** Ids of authentication policies that must be met. */
  readonly session_required_policies: string[] | null;
  /** Whether a second factor must have been used. */
  readonly session_required_mfa: boolean | null;
  /** `login` where a new login is needed whatever the session is. */
  readonly prompt: string | null;
  /** Scopes that must be granted. */
  readonly required_scopes: string[] | null;
}

/** What a {@link GlobusAPIError} says about how to make the call succeed. */
export interface ErrorInfo {
  /** Present where the answer asks for another session. */
  readonly authorizationParameters?: AuthorizationParameters;
  /** Present where the answer asks for consent to more scopes. */
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

/** The documents under a key, if it holds a list of nothing else. */
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
    // Services send these either as a list or joined with commas.
    session_required_policies: typeof policies === "string"
      ? policies.split(",")
      : textsOrNull(policies),
    session_required_mfa: typeof mfa === "boolean" ? mfa : null,
    prompt: textOrNull(raw.prompt),
    required_scopes: textsOrNull(raw.required_scopes),
  };
}

/** Reads documents of one error each: the first text under one of `messageKeys` is the message. */
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

/** What an error was made from. */
export function errorResponse(error: GlobusAPIError): ErrorResponse {
  return responses.get(error)!;
}

/**
 * Thrown when a service answers, and the answer is no.
 *
 * `message` names the call, the status and what the service said. Neither it nor a printed error
 * shows a body, a query or a token.
 */
export class GlobusAPIError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "GlobusAPIError";
  /** HTTP status, such as 404. */
  readonly httpStatus: number;
  /** HTTP reason phrase, such as `Not Found`; empty over HTTP/2. */
  readonly httpReason: string;
  /** HTTP method of the request. */
  readonly method: string;
  /** URL of the request, without its query. */
  readonly url: string;
  /** Path of the request with `{}` in the place of each id. */
  readonly route: string;
  /** How the request was authorized: `Bearer`, `Basic`, or undefined if it was not. */
  readonly authorizationScheme?: string;
  /** Requests sent for this call, from 1. */
  readonly attempts: number;
  /** When the service said to try again, if it did. */
  readonly retryAt: Date | null;
  /** The service's code, such as `EndpointNotFound`; null where there is none, or several. */
  readonly code: string | null;
  /** What the service said, one text for each error that has one. */
  readonly messages: readonly string[];
  /** The service's id of the request: quote it when asking for help. */
  readonly requestId: string | null;
  readonly #text: string;
  readonly #json: unknown;
  readonly #errors: readonly ErrorSubdocument[];

  /** Reads the answer. */
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
      : describeBody(text, response.url, reason, plainText);
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

  /** The errors in the answer; one, made from the whole answer, where it lists none. */
  get errors(): readonly ErrorSubdocument[] {
    return this.#errors;
  }

  /** Headers of the answer. */
  get headers(): Headers {
    return errorResponse(this).headers;
  }

  /** The response's body as JSON; undefined if it is not JSON, or not declared as such. */
  get rawJson(): unknown {
    return this.#json;
  }

  /** The answer's body as text. */
  get text(): string {
    return this.#text;
  }

  /** The answer's body as it came. */
  get binaryContent(): Uint8Array {
    return errorResponse(this).bytes;
  }

  /** What would make the call succeed, where the answer says so. */
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
   * What `message` shows of a text of the service. A service whose texts are long overrides it.
   *
   * It runs within the constructor: it must not use fields of its own class.
   */
  protected condense(text: string): string {
    return text;
  }

  /**
   * Reads a body in a form that only this service has. A service with such a form overrides it;
   * bodies in the forms that all services share, with a `code` and a `message` at the top or a list
   * of JSON:API errors, do not get here.
   *
   * It runs within the constructor: it must not use fields of its own class.
   *
   * @returns Undefined for a body in another form.
   */
  protected parseOwn(_body: JsonObject): ParsedError | undefined {
    return undefined;
  }

  /**
   * Finds codes and messages in a body. A service whose bodies all differ overrides it.
   *
   * It runs within the constructor: it must not use fields of its own class.
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
    const own = isWhole ? undefined : this.parseOwn(body);
    if (own) return { requestId, ...own };
    const documents = errorSubdocuments(
      listed?.length ? listed : [body],
      "message",
      "detail",
      "title",
    );
    // With a code of its own the response speaks for the errors that it lists.
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

/** What an OAuth refusal says (RFC 6749 section 5.2). */
function oauthText(body: JsonObject): string {
  return [body.error, body.error_description].filter((text) => typeof text === "string")
    .map((text) => plainText(masking().maskText(text), 300)).join(": ");
}

/** A printed error shows its `errors`, but must not show the body. */
function hideRaw({ code, message, raw }: ErrorSubdocument): ErrorSubdocument {
  const shown = { code, message: message && masking().maskText(message), raw };
  return Object.defineProperty(shown, "raw", { enumerable: false });
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch { // Also the RangeError of a hundred thousand nested arrays.
    return undefined;
  }
}
