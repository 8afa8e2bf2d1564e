import { isObject } from "../core/guards.ts";
import { GARE } from "./gare.ts";
import { gridFtpRefusal } from "./gridftp.ts";
import {
  emptyRecord,
  GlobusAuthorizationParameters,
  isTexts,
  sortParameters,
} from "./parameters.ts";

/** The fields of a service's error, such as a {@link GlobusAPIError}, that are read here. */
export interface APIErrorLike {
  /** HTTP status, such as 403. */
  readonly httpStatus: number;
  /** Body of the response as JSON; undefined if it is not JSON. */
  readonly rawJson: unknown;
  /** The errors that the body lists, each with its document as `raw`. */
  readonly errors?: readonly unknown[];
}

/** Fields in which services nest errors of other services, or their own. */
const WRAPPERS = [
  "error",
  "errors",
  "detail",
  "details",
  "cause",
  "reason",
  "inactive_reason",
  "status",
  "status_reason",
  "data",
  "result",
  "output",
  "body",
  "exception",
];

/** Most documents that are searched in one response: enough for any real one. */
const MAX_DOCUMENTS = 1_000;

/**
 * Makes a {@link GARE} of an error in any of its forms, with any HTTP status.
 *
 * It reads the documented form; its older form with lists joined by commas; `ConsentRequired` of
 * Transfer (`required_scopes`) and of action providers (`required_scope`); Globus Auth's
 * `dependent_consent_required`; the `authentication_timeout` of Globus Connect Server; and a GridFTP
 * server's reply quoted in a `message`. In an API error it
 * also searches nested errors. In a plain document it reads only the top ({@link findGares} searches
 * nested errors).
 *
 * @example Usage
 * ```ts
 * const gare = toGare({ code: "ConsentRequired", required_scopes: ["openid"] });
 * console.log(gare?.authorizationParameters.required_scopes); // ["openid"]
 * ```
 *
 * @param error An API error, one of its `errors`, a document, or a list of these. In a list, the first
 * requirement counts.
 * @returns Undefined if the error does not require a login.
 */
export function toGare(error: unknown): GARE | undefined {
  if (Array.isArray(error)) return toGares(error)[0];
  if (!isAPIError(error)) return fromPlain(error);
  const gares = [fromDocument(error.rawJson), ...fromErrors(error)].filter(isPresent);
  const found = preferred(gares, error.rawJson);
  return found.find(saysSomething) ?? found[0];
}

/**
 * Makes {@link GARE}s of all errors that are requirements. One API error can hold several.
 *
 * @param errors API errors, their `errors`, or documents.
 */
export function toGares(errors: Iterable<unknown>): GARE[] {
  const gares: GARE[] = [];
  for (const error of errors) {
    if (!isAPIError(error)) {
      const gare = fromPlain(error);
      if (gare) gares.push(gare);
      continue;
    }
    const found = fromErrors(error);
    // If the body does not list errors, `errors` holds the body itself.
    if (!error.errors || (isObject(error.rawJson) && "errors" in error.rawJson)) {
      const root = fromDocument(error.rawJson);
      if (root) found.push(root);
    }
    for (const gare of preferred(found, error.rawJson)) gares.push(gare);
  }
  return gares;
}

/** Whether an error requires a login: see {@link toGare}. */
export function isGare(error: unknown): boolean {
  return toGare(error) !== undefined;
}

/** Whether at least one of the errors requires a login: see {@link toGares}. */
export function hasGares(errors: Iterable<unknown>): boolean {
  return toGares(errors).length > 0;
}

/**
 * Searches a document for requirements: at its top and in fields where services nest errors, such as
 * the `details` of a run or the `inactive_reason` of a timer. It reads at most 1,000 documents.
 */
export function findGares(document: unknown): GARE[] {
  const gares: GARE[] = [];
  const queue = [document];
  const seen = new Set<unknown>();
  for (const next of queue) {
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    if (seen.size >= MAX_DOCUMENTS) break;
    seen.add(next);
    if (Array.isArray(next)) {
      if (queue.length < MAX_DOCUMENTS) queue.push(...next.slice(0, MAX_DOCUMENTS));
      continue;
    }
    const gare = fromPlain(next);
    if (gare) gares.push(gare);
    const fields = next as Record<string, unknown>;
    for (const name of WRAPPERS) if (Object.hasOwn(fields, name)) queue.push(fields[name]);
  }
  return gares;
}

/** Chooses the requirements at the top of a response, or nested ones if those at the top are empty. */
function preferred(gares: GARE[], body: unknown): GARE[] {
  if (gares.some(saysSomething)) return gares;
  const nested = findGares(body);
  return nested.some(saysSomething) || gares.length === 0 ? nested : gares;
}

function saysSomething({ authorizationParameters: parameters }: GARE): boolean {
  return Object.keys(parameters.toAuthorizeParams()).length > 0 ||
    (parameters.required_scopes?.length ?? 0) > 0;
}

function isAPIError(error: unknown): error is APIErrorLike {
  return typeof error === "object" && error !== null && "rawJson" in error &&
    "httpStatus" in error && typeof error.httpStatus === "number";
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function fromErrors(error: APIErrorLike): GARE[] {
  if (!Array.isArray(error.errors)) return [];
  return error.errors.map((each) => fromDocument(isObject(each) && each.raw || each))
    .filter(isPresent);
}

/** Reads the top of a document or of one of an API error's `errors`, or a quoted GridFTP reply in it. */
function fromPlain(error: unknown): GARE | undefined {
  if (!isObject(error)) return undefined;
  const gare = fromDocument(error) ?? fromDocument(error.raw);
  if (gare && saysSomething(gare)) return gare;
  for (const name of ["message", "detail", "details", "description"]) {
    const text = error[name];
    const quoted = typeof text === "string" ? fromDocument(gridFtpRefusal(text)) : undefined;
    if (quoted) return quoted;
  }
  return gare;
}

/** Reads the top of a document in any of the forms. The documented one comes first. */
function fromDocument(document: unknown): GARE | undefined {
  if (!isObject(document)) return undefined;
  return fromParameters(document) ?? fromScopes(document) ?? fromScope(document) ??
    fromDependentConsent(document) ?? fromTimeout(document);
}

/** Reads the documented form, or its older form with lists joined by commas and without a code. */
function fromParameters(document: Record<string, unknown>): GARE | undefined {
  const raw = document.authorization_parameters;
  if (!isObject(raw)) return undefined;
  let code = document.code;
  let sorted = typeof code === "string" ? sortParameters(raw) : "code";
  if (typeof sorted === "string") {
    code ||= "AuthorizationRequired";
    sorted = sortParameters(raw, true);
  }
  if (typeof sorted === "string" || typeof code !== "string") return undefined;
  return new GARE(code, new GlobusAuthorizationParameters(sorted.known, sorted), {
    extra: without(document, "code", "authorization_parameters"),
  });
}

/** Reads the form of Transfer. */
function fromScopes(document: Record<string, unknown>): GARE | undefined {
  const { code, required_scopes, message } = document;
  if (code !== "ConsentRequired" || !isTexts(required_scopes) || !isOptionalText(message)) {
    return undefined;
  }
  return new GARE(code, { required_scopes, session_message: message }, {
    extra: without(document, "code", "required_scopes"),
  });
}

/** Reads the form of action providers. */
function fromScope(document: Record<string, unknown>): GARE | undefined {
  const { code, required_scope: scope, description } = document;
  if (code !== "ConsentRequired" || typeof scope !== "string" || !isOptionalText(description)) {
    return undefined;
  }
  const raw = document.authorization_parameters;
  const parameters = new GlobusAuthorizationParameters(
    { required_scopes: [scope], session_message: description },
    { extra: isObject(raw) ? raw : {} },
  );
  return new GARE(code, parameters, {
    extra: without(document, "code", "required_scope", "authorization_parameters"),
  });
}

/** Reads the form that Globus Auth sends to a service that requests dependent tokens. */
function fromDependentConsent(document: Record<string, unknown>): GARE | undefined {
  const { error, errors } = document;
  if (error !== "dependent_consent_required" || !Array.isArray(errors)) return undefined;
  const [first] = errors;
  if (!isObject(first)) return undefined;
  const { unapproved_scopes: scopes = [] } = first;
  return isTexts(scopes) ? new GARE("ConsentRequired", { required_scopes: scopes }) : undefined;
}

/** Reads why Globus Connect Server refuses a login that is too old. It may say no more than that. */
function fromTimeout(document: Record<string, unknown>): GARE | undefined {
  const { DATA_TYPE: type, identities, require_mfa: mfa } = document;
  if (typeof type !== "string" || !type.startsWith("authentication_timeout#")) return undefined;
  return new GARE("AuthorizationRequired", {
    prompt: "login",
    session_required_identities: isTexts(identities) ? identities : undefined,
    session_required_mfa: mfa === true ? true : undefined,
  }, { extra: without(document, "identities", "require_mfa") });
}

function isOptionalText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

function without(document: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  const rest = emptyRecord();
  for (const name of Object.keys(document)) {
    if (!names.includes(name)) rest[name] = document[name];
  }
  return rest;
}
