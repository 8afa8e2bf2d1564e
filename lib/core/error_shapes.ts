/** A JSON object whose fields are not known. */
export type JsonObject = Record<string, unknown>;

/** One of the errors in a response that reports several. */
export interface ErrorSubdocument {
  /** The service's code of the error; null if it has none, or not as a string. */
  readonly code: string | null;
  /** The service's message; null if it has none, or not as a string. */
  readonly message: string | null;
  /** The error's document as the service sent it. */
  readonly raw: JsonObject;
}

/** The codes and messages of an error response, in one form for all services. */
export interface ParsedError {
  /** The service's code, if one code covers the whole response. */
  code?: string | null;
  /** The errors that the response reports. */
  errors: ErrorSubdocument[];
  /** One message for each error that has one. @default the messages of `errors` */
  messages?: string[];
  /** The service's id of the request, for support requests. */
  requestId?: string | null;
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

/** Readers of bodies in forms that only some services use. Each gives undefined for another form. */
export interface ErrorShapes {
  /** Reads `{ error: { code, detail } }`, where `detail` is text or a list of faults. */
  readErrorObject(body: JsonObject): ParsedError | undefined;
  /** Reads a list of faults: `[{ loc, msg }]`. */
  readFaults(detail: unknown): ParsedError | undefined;
  /** Reads the forms of Flows, Timers, Compute and other services that use FastAPI. */
  readOtherShape(body: JsonObject): ParsedError | undefined;
}
