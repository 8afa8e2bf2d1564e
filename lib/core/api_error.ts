import type {
  ErrorInfo,
  ErrorShapes,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./error_shapes.ts";
import { GlobusError } from "./errors.ts";
import { isObject } from "./guards.ts";
import { hideSecretsOf, mayHoldSecrets } from "./inspection.ts";
import { masking } from "./masking.ts";
import { decodeText, plainText } from "./text.ts";

export type {
  AuthorizationParameters,
  ErrorInfo,
  ErrorShapes,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./error_shapes.ts";

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

const JSON_TYPE = /^application\/([\w.-]+\+)?json(\s*;|$)/i;
const JSON_API_TYPE = /^application\/vnd\.api\+json(\s*;|$)/i;

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
    super();
    const { bytes, headers, method, route, status, retryAtMs } = response;
    const type = headers.get("content-type") ?? "";
    const text = decodeText(bytes, type);
    const json = JSON_TYPE.test(type) ? parseOrUndefined(text) : undefined;
    if (typeof json === "object" && json && mayHoldSecrets(text)) hideSecretsOf(json);
    const body = isObject(json) ? json : undefined;
    const parsed = body ? this.parse(body, JSON_API_TYPE.test(type)) : { errors: [], messages: [] };
    this.httpStatus = status;
    this.method = method;
    this.url = response.url;
    this.route = route;
    this.authorizationScheme = response.authorizationScheme;
    this.attempts = response.attempts;
    this.retryAt = retryAtMs === undefined ? null : new Date(retryAtMs);
    responses.set(this, response);
    this.#text = text;
    this.#json = json;
    const condense = (text: string) => this.condense(text);
    const shown = masking().describeError(response, { text, body, parsed, condense, plainText });
    this.code = shown.code;
    this.messages = shown.messages;
    this.requestId = shown.requestId;
    this.httpReason = shown.httpReason;
    this.#errors = shown.errors;
    this.message = `Cannot ${method} ${route}: ${status} ${shown.summary}`.trimEnd();
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
    return masking().readInfo(this.#json);
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
   * @param _shapes Readers of forms that several services use.
   * @returns Undefined for a body in another form.
   */
  protected parseOwn(_body: JsonObject, _shapes: ErrorShapes): ParsedError | undefined {
    return undefined;
  }

  /**
   * Finds codes and messages in a body. Subclasses for services with a format of their own override
   * it.
   *
   * The constructor calls it, before the fields of a subclass are set.
   */
  protected parse(body: JsonObject, isJsonApi: boolean): ParsedError {
    const own = (shapes: ErrorShapes) => this.parseOwn(body, shapes);
    const isBase = this.constructor === GlobusAPIError;
    return masking().parseError(body, isJsonApi, isBase ? undefined : own);
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch { // Deep nesting throws a RangeError.
    return undefined;
  }
}
