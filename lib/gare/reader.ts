import type { isObject } from "../core/guards.ts";
import type { GARE } from "./gare.ts";
import { gridFtpRefusal } from "./gridftp.ts";
import type { GlobusAuthorizationParameters, isTexts, sortParameters } from "./parameters.ts";

/** The fields of a service's error, such as a {@link GlobusAPIError}, that are read here. */
export interface APIErrorLike {
  /** HTTP status, such as 403. */
  readonly httpStatus: number;
  /** Body of the response as JSON; undefined if it is not JSON. */
  readonly rawJson: unknown;
  /** The errors that the body lists, each with its document as `raw`. */
  readonly errors?: readonly unknown[];
}

/** What a {@link GareReader} needs of the rest of the SDK. It is passed in: apps load this file later. */
export interface ReaderTools {
  readonly GARE: typeof GARE;
  readonly GlobusAuthorizationParameters: typeof GlobusAuthorizationParameters;
  readonly isObject: typeof isObject;
  readonly isTexts: typeof isTexts;
  readonly sortParameters: typeof sortParameters;
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

/** Reads requirements in all forms that services send. */
export class GareReader {
  readonly #tools: ReaderTools;

  /** Takes the tools. */
  constructor(tools: ReaderTools) {
    this.#tools = tools;
  }

  /** See {@link toGare}. */
  toGare(error: unknown): GARE | undefined {
    if (Array.isArray(error)) return this.toGares(error)[0];
    if (!isAPIError(error)) return this.#fromPlain(error);
    const gares = [this.#fromDocument(error.rawJson), ...this.#fromErrors(error)].filter(isPresent);
    const found = this.#preferred(gares, error.rawJson);
    return found.find(saysSomething) ?? found[0];
  }

  /** See {@link toGares}. */
  toGares(errors: Iterable<unknown>): GARE[] {
    const { isObject } = this.#tools;
    const gares: GARE[] = [];
    for (const error of errors) {
      if (!isAPIError(error)) {
        const gare = this.#fromPlain(error);
        if (gare) gares.push(gare);
        continue;
      }
      const found = this.#fromErrors(error);
      // If the body does not list errors, `errors` holds the body itself.
      if (!error.errors || (isObject(error.rawJson) && "errors" in error.rawJson)) {
        const root = this.#fromDocument(error.rawJson);
        if (root) found.push(root);
      }
      for (const gare of this.#preferred(found, error.rawJson)) gares.push(gare);
    }
    return gares;
  }

  /** See {@link findGares}. */
  findGares(document: unknown): GARE[] {
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
      const gare = this.#fromPlain(next);
      if (gare) gares.push(gare);
      const fields = next as Record<string, unknown>;
      for (const name of WRAPPERS) if (Object.hasOwn(fields, name)) queue.push(fields[name]);
    }
    return gares;
  }

  /** Chooses the requirements at the top of a response, or nested ones if those at the top are empty. */
  #preferred(gares: GARE[], body: unknown): GARE[] {
    if (gares.some(saysSomething)) return gares;
    const nested = this.findGares(body);
    return nested.some(saysSomething) || gares.length === 0 ? nested : gares;
  }

  #fromErrors(error: APIErrorLike): GARE[] {
    const { isObject } = this.#tools;
    if (!Array.isArray(error.errors)) return [];
    return error.errors.map((each) => this.#fromDocument(isObject(each) && each.raw || each))
      .filter(isPresent);
  }

  /** Reads the top of a document or of one of an API error's `errors`, or a quoted GridFTP reply in it. */
  #fromPlain(error: unknown): GARE | undefined {
    const { isObject } = this.#tools;
    if (!isObject(error)) return undefined;
    const gare = this.#fromDocument(error) ?? this.#fromDocument(error.raw);
    if (gare && saysSomething(gare)) return gare;
    for (const name of ["message", "detail", "details", "description"]) {
      const text = error[name];
      const quoted = typeof text === "string"
        ? this.#fromDocument(gridFtpRefusal(text, this.#tools))
        : undefined;
      if (quoted) return quoted;
    }
    return gare;
  }

  /** Reads the top of a document in any of the forms. The documented one comes first. */
  #fromDocument(document: unknown): GARE | undefined {
    const { isObject } = this.#tools;
    if (!isObject(document)) return undefined;
    return this.#fromParameters(document) ?? this.#fromScopes(document) ??
      this.#fromScope(document) ??
      this.#fromDependentConsent(document) ?? this.#fromTimeout(document);
  }

  /** Reads the documented form, or its older form with lists joined by commas and without a code. */
  #fromParameters(document: Record<string, unknown>): GARE | undefined {
    const { GARE, GlobusAuthorizationParameters, isObject, sortParameters } = this.#tools;
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
  #fromScopes(document: Record<string, unknown>): GARE | undefined {
    const { GARE, isTexts } = this.#tools;
    const { code, required_scopes, message } = document;
    if (code !== "ConsentRequired" || !isTexts(required_scopes) || !isOptionalText(message)) {
      return undefined;
    }
    return new GARE(code, { required_scopes, session_message: message }, {
      extra: without(document, "code", "required_scopes"),
    });
  }

  /** Reads the form of action providers. */
  #fromScope(document: Record<string, unknown>): GARE | undefined {
    const { GARE, GlobusAuthorizationParameters, isObject } = this.#tools;
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
  #fromDependentConsent(document: Record<string, unknown>): GARE | undefined {
    const { GARE, isObject, isTexts } = this.#tools;
    const { error, errors } = document;
    if (error !== "dependent_consent_required" || !Array.isArray(errors)) return undefined;
    const [first] = errors;
    if (!isObject(first)) return undefined;
    const { unapproved_scopes: scopes = [] } = first;
    return isTexts(scopes) ? new GARE("ConsentRequired", { required_scopes: scopes }) : undefined;
  }

  /** Reads why Globus Connect Server refuses a login that is too old. It may say no more than that. */
  #fromTimeout(document: Record<string, unknown>): GARE | undefined {
    const { GARE, isTexts } = this.#tools;
    const { DATA_TYPE: type, identities, require_mfa: mfa } = document;
    if (typeof type !== "string" || !type.startsWith("authentication_timeout#")) return undefined;
    return new GARE("AuthorizationRequired", {
      prompt: "login",
      session_required_identities: isTexts(identities) ? identities : undefined,
      session_required_mfa: mfa === true ? true : undefined,
    }, { extra: without(document, "identities", "require_mfa") });
  }
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

function isOptionalText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

function without(document: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  const rest: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(document)) {
    if (!names.includes(name)) rest[name] = document[name];
  }
  return rest;
}
