import { isObject } from "../core/guards.ts";
import { GARE } from "./gare.ts";
import { gridFtpRefusal } from "./gridftp.ts";
import {
  emptyRecord,
  GlobusAuthorizationParameters,
  isTexts,
  sortParameters,
} from "./parameters.ts";

/** What matters here of a service's answer that says no, such as a `GlobusAPIError`. */
export interface APIErrorLike {
  /** HTTP status, such as 403. */
  readonly httpStatus: number;
  /** Body of the answer, undefined if it was no JSON. */
  readonly rawJson: unknown;
  /** The errors found in the body, each with its document as `raw`. */
  readonly errors?: readonly unknown[];
}

/** Fields under which services put the errors of other services, or their own, one level down. */
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

/** Documents looked at in one answer: enough for any real one. */
const MAX_DOCUMENTS = 1_000;

/**
 * Makes a {@link GARE} of an error, whatever shape and HTTP status it came with; undefined if it
 * asks for no login.
 *
 * Read are: the documented form; its older form with lists joined by commas; `ConsentRequired` of
 * Transfer (`required_scopes`) and of action providers (`required_scope`); Globus Auth's
 * `dependent_consent_required`; and a GridFTP server's refusal quoted in a `message`. Of an API
 * error the body is searched too, where services nest errors; of a plain document the top alone
 * ({@link findGares} searches one).
 *
 * @example Usage
 * ```ts
 * const gare = toGare({ code: "ConsentRequired", required_scopes: ["openid"] });
 * console.log(gare?.authorizationParameters.required_scopes); // ["openid"]
 * ```
 *
 * @param error An API error, one of its `errors`, a document, or a list of these, of which the
 * first that is a requirement counts.
 */
export function toGare(error: unknown): GARE | undefined {
  if (Array.isArray(error)) return toGares(error)[0];
  if (!isAPIError(error)) return fromPlain(error);
  const gares = [fromDocument(error.rawJson), ...fromErrors(error)].filter(isPresent);
  const found = preferred(gares, error.rawJson);
  return found.find(saysSomething) ?? found[0];
}

/**
 * Makes {@link GARE}s of all errors that are requirements. One API error can give several.
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
    // Without a list of errors in the body, the body itself stands in the list.
    if (!error.errors || (isObject(error.rawJson) && "errors" in error.rawJson)) {
      const root = fromDocument(error.rawJson);
      if (root) found.push(root);
    }
    for (const gare of preferred(found, error.rawJson)) gares.push(gare);
  }
  return gares;
}

/** Whether an error asks for a login: see {@link toGare}. */
export function isGare(error: unknown): boolean {
  return toGare(error) !== undefined;
}

/** Whether one or more of the errors ask for a login: see {@link toGares}. */
export function hasGares(errors: Iterable<unknown>): boolean {
  return toGares(errors).length > 0;
}

/**
 * Searches a document for requirements, at its top and where services nest errors, such as the
 * `details` of a run or the `inactive_reason` of a timer. At most 1,000 documents are looked at.
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

/** Requirements found at an answer's top, or, where these say nothing, those further down. */
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

/** Reads the top of a document, one of an API error's `errors`, or a text that quotes GridFTP. */
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

/** Reads the top of a document in each of the forms, the documented one first. */
function fromDocument(document: unknown): GARE | undefined {
  if (!isObject(document)) return undefined;
  return fromParameters(document) ?? fromScopes(document) ?? fromScope(document) ??
    fromDependentConsent(document);
}

/** The documented form, or its older form with lists joined by commas and no code. */
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

/** What Transfer sends. */
function fromScopes(document: Record<string, unknown>): GARE | undefined {
  const { code, required_scopes, message } = document;
  if (code !== "ConsentRequired" || !isTexts(required_scopes) || !isOptionalText(message)) {
    return undefined;
  }
  return new GARE(code, { required_scopes, session_message: message }, {
    extra: without(document, "code", "required_scopes"),
  });
}

/** What action providers send. */
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

/** What Globus Auth sends to a service that asks for dependent tokens. */
function fromDependentConsent(document: Record<string, unknown>): GARE | undefined {
  const { error, errors } = document;
  if (error !== "dependent_consent_required" || !Array.isArray(errors)) return undefined;
  const [first] = errors;
  if (!isObject(first)) return undefined;
  const { unapproved_scopes: scopes = [] } = first;
  return isTexts(scopes) ? new GARE("ConsentRequired", { required_scopes: scopes }) : undefined;
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
