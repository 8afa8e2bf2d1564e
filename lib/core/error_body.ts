import type {
  AuthorizationParameters,
  ErrorInfo,
  ErrorShapes,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./error_shapes.ts";

/** The fields of a JSON object; undefined for any other value. */
function fieldsOf(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as JsonObject
    : undefined;
}

/** A list of objects; null for any other value. */
export function objectsOrNull(value: unknown): JsonObject[] | null {
  return Array.isArray(value) && value.every(fieldsOf) ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function textsOrNull(value: unknown): string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
}

/** The first field of these names that holds a string which is not empty. */
function firstText(document: JsonObject, ...names: string[]): string | null {
  return names.map((name) => textOrNull(document[name])).find((text) => text) ?? null;
}

/** Reads documents that report one error each. The message is the first string under `messageKeys`. */
function errorSubdocuments(documents: JsonObject[], ...messageKeys: string[]): ErrorSubdocument[] {
  return documents.map((raw) => ({
    code: textOrNull(raw.code),
    message: messageKeys.map((key) => textOrNull(raw[key])).find((text) => text !== null) ?? null,
    raw,
  }));
}

/** As {@link Masking.parseError}. */
export function parseError(
  body: JsonObject,
  isJsonApi: boolean,
  own: ((shapes: ErrorShapes) => ParsedError | undefined) | undefined,
): ParsedError {
  const listed = objectsOrNull(body.errors);
  if (isJsonApi && listed?.length) {
    return { errors: errorSubdocuments(listed, "detail", "title") };
  }
  const code = textOrNull(body.code);
  const message = textOrNull(body.message);
  const ownId = textOrNull(body.request_id);
  const requestId = ownId ?? textOrNull(body.debug_id);
  const isWhole = code !== null && message !== null && ownId === (body.request_id ?? null);
  const parsed = isWhole && !isJsonApi ? undefined : own?.(SHAPES);
  if (parsed) return { requestId, ...parsed };
  const documents = errorSubdocuments(
    listed?.length ? listed : [body],
    "message",
    "detail",
    "title",
  );
  // If the response has a code and a message, they stand for the errors that it lists.
  const messages = isWhole ? [message] : documents.flatMap((document) => document.message ?? []);
  const says = code !== null || messages.length > 0 || documents.some(({ code }) => code !== null);
  // A service that has a class of its own has a form of its own.
  const other = says || own ? undefined : readOtherShape(body);
  return {
    code,
    requestId,
    errors: listed?.length === 0 ? [] : documents,
    messages,
    ...other,
  };
}

/**
 * Reads an error body in a form that only some services use, so that {@link BaseClient} can call any
 * service:
 *
 * - `{ error: { code, detail } }` of Flows and Timers, where `detail` is a string or the next form
 * - `{ detail: [{ loc, msg }] }` of Timers, Compute and other services that use FastAPI
 * - `{ code: 13, reason }` of Compute
 *
 * @returns Undefined for a body in another form.
 */
function readOtherShape(body: JsonObject): ParsedError | undefined {
  const inner = fieldsOf(body.error) ?? body;
  const code = codeOf(inner);
  const placed = placedErrors(inner.detail, code);
  if (placed) return { code, ...placed };
  const message = firstText(inner, "detail", "message", "title", "reason");
  const isOther = inner !== body || Boolean(textOrNull(body.reason));
  if (!isOther || (code === null && message === null)) return undefined;
  return {
    code,
    errors: [{ code, message, raw: inner }],
    messages: message === null ? [] : [message],
  };
}

/** The code of an error. Compute sends a number. */
function codeOf(error: JsonObject): string | null {
  return typeof error.code === "number" ? `${error.code}` : textOrNull(error.code);
}

/** Reads errors that name the place in the request that is wrong. */
function placedErrors(
  list: unknown,
  code: string | null,
): { errors: ErrorSubdocument[]; messages: string[] } | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = list.filter((item) => typeof fieldsOf(item)?.msg === "string");
  if (found.length === 0) return undefined;
  return {
    errors: found.map((raw) => ({ code: textOrNull(raw.code) ?? code, message: raw.msg, raw })),
    messages: found.map(({ msg, loc }) => placed(msg, loc)),
  };
}

/** A message with the place in the request that it is about, if the service says that. */
function placed(message: string, loc: unknown): string {
  const place = placeOf(loc);
  return place ? `${message}: ${place}` : message;
}

/** Where in a request a fault is, such as `body.start`; empty where the service does not say. */
export function placeOf(loc: unknown): string {
  const isPlace = Array.isArray(loc) &&
    loc.every((part) => typeof part === "string" || typeof part === "number");
  return isPlace ? loc.join(".") : "";
}

function readErrorObject(body: JsonObject): ParsedError | undefined {
  const error = fieldsOf(body.error);
  if (!error) return undefined;
  const errors = errorSubdocuments([error], "detail", "title", "message");
  const [{ code, message }] = errors;
  const faults = (objectsOrNull(error.detail) ?? [])
    .flatMap(({ msg }) => typeof msg === "string" ? [msg] : []);
  return { code, errors, messages: faults.length > 0 || message === null ? faults : [message] };
}

function readFaults(detail: unknown): ParsedError | undefined {
  const faults = objectsOrNull(detail);
  if (!faults) return undefined;
  const errors = errorSubdocuments(faults, "msg");
  const messages = errors.flatMap(({ message, raw }) =>
    message === null ? [] : [placed(message, raw.loc)]
  );
  return { errors, messages };
}

const SHAPES: ErrorShapes = { readErrorObject, readFaults, readOtherShape };

function authorizationParameters(value: unknown): AuthorizationParameters | undefined {
  const raw = fieldsOf(value);
  if (!raw) return undefined;
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

/** As {@link Masking.readInfo}. */
export function readInfo(body: unknown): ErrorInfo {
  const json = fieldsOf(body) ?? {};
  const requiredScopes = textsOrNull(json.required_scopes) ??
    (typeof json.required_scope === "string" ? [json.required_scope] : []);
  return {
    authorizationParameters: authorizationParameters(json.authorization_parameters),
    consentRequired: json.code === "ConsentRequired" && requiredScopes.length > 0
      ? { requiredScopes }
      : undefined,
  };
}
