import { isObject } from "../core/guards.ts";
import { ValidationError } from "./errors.ts";

/** What a login must fulfill, by Globus's own names. Null means the same as absent. */
export interface AuthorizationParametersDocument {
  /** Text to show before the login. It comes from a service: show it as plain text only. */
  session_message?: string | null;
  /** Identities (ids or usernames) that must all have logged in. */
  session_required_identities?: readonly string[] | null;
  /** Ids of authentication policies that must all be met. */
  session_required_policies?: readonly string[] | null;
  /** Domains: an identity of one of them must have logged in. */
  session_required_single_domain?: readonly string[] | null;
  /** Whether the user must log in with a second factor. */
  session_required_mfa?: boolean | null;
  /** Scopes that the user must consent to. */
  required_scopes?: readonly string[] | null;
  /** `login` if the user must log in again, even with a session. */
  prompt?: string | null;
}

type Kind = "text" | "flag" | "list" | "listOrCommas";
type Name = keyof AuthorizationParametersDocument;

const KINDS: ReadonlyMap<string, Kind> = new Map<Name, Kind>([
  ["session_message", "text"],
  ["session_required_identities", "list"],
  ["session_required_policies", "listOrCommas"],
  ["session_required_single_domain", "listOrCommas"],
  ["session_required_mfa", "flag"],
  ["required_scopes", "list"],
  ["prompt", "text"],
]);

/** Parameters, sorted into those that Globus defines and all others. */
interface SortedParameters {
  /** Parameters that Globus defines. Absent ones are left out. */
  known: AuthorizationParametersDocument;
  /** All other parameters. */
  extra: Record<string, unknown>;
}

/** Whether a value is an array of strings. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Returns an empty object for keys from outside, in which `__proto__` is a key like any other. */
export function emptyRecord(): Record<string, unknown> {
  return Object.create(null);
}

/**
 * Sorts and checks parameters.
 *
 * @param older Whether to read the form of older services: lists may be joined with commas, `prompt`
 * must be `login`, and `required_scopes` of another type is not a parameter but an extra field.
 * @returns The parameters, or the name of one that is malformed.
 */
export function sortParameters(
  document: Record<string, unknown>,
  older = false,
): SortedParameters | string {
  const known = emptyRecord();
  const extra = emptyRecord();
  for (const name of Object.keys(document)) {
    const kind = KINDS.get(name);
    let value = document[name];
    if (!kind) {
      extra[name] = value;
      continue;
    }
    if (value === null || value === undefined) continue;
    if (older) {
      if (kind === "listOrCommas" && typeof value === "string") value = value.split(",");
      if (name === "prompt" && value !== "login") return name;
      if (name === "required_scopes" && !isTexts(value)) {
        extra[name] = value;
        continue;
      }
    }
    const right = kind === "text"
      ? typeof value === "string"
      : kind === "flag"
      ? typeof value === "boolean"
      : isTexts(value);
    if (!right) return name;
    known[name] = Array.isArray(value) ? [...value] : value;
  }
  return { known, extra };
}

/**
 * What a login must fulfill so that a call can succeed.
 *
 * @example From a service's response to the parameters of a login
 * ```ts
 * const parameters = new GlobusAuthorizationParameters({
 *   session_required_identities: [],
 *   session_required_single_domain: ["uni.example.edu"],
 * });
 * console.log(parameters.toAuthorizeParams()); // the domain alone
 * ```
 */
export class GlobusAuthorizationParameters implements AuthorizationParametersDocument {
  /** Text to show before the login. It comes from a service: show it as plain text only. */
  readonly session_message?: string;
  /** Identities (ids or usernames) that must all have logged in. */
  readonly session_required_identities?: readonly string[];
  /** Ids of authentication policies that must all be met. */
  readonly session_required_policies?: readonly string[];
  /** Domains: an identity of one of them must have logged in. */
  readonly session_required_single_domain?: readonly string[];
  /** Whether the user must log in with a second factor. */
  readonly session_required_mfa?: boolean;
  /** Scopes that the user must consent to. */
  readonly required_scopes?: readonly string[];
  /** `login` if the user must log in again, even with a session. */
  readonly prompt?: string;
  /** Fields that Globus does not define, unchanged; an object without a prototype. */
  readonly extra: Readonly<Record<string, unknown>>;

  /**
   * Reads parameters from a document. Fields that Globus does not define go into `extra`.
   *
   * @param options.extra More fields for `extra`. @default {{}}
   * @throws {ValidationError} If a field has the wrong type.
   */
  constructor(
    document: AuthorizationParametersDocument = {},
    options: { extra?: Readonly<Record<string, unknown>> | undefined } = {},
  ) {
    const sorted = isObject(document) ? sortParameters(document) : "authorization_parameters";
    if (typeof sorted === "string") {
      throw new ValidationError(`Cannot read authorization parameters: ${sorted} is malformed`);
    }
    const { known } = sorted;
    this.session_message = known.session_message ?? undefined;
    this.session_required_identities = known.session_required_identities ?? undefined;
    this.session_required_policies = known.session_required_policies ?? undefined;
    this.session_required_single_domain = known.session_required_single_domain ?? undefined;
    this.session_required_mfa = known.session_required_mfa ?? undefined;
    this.required_scopes = known.required_scopes ?? undefined;
    this.prompt = known.prompt ?? undefined;
    this.extra = withFields(sorted.extra, options.extra ?? {});
  }

  /**
   * Returns the parameters as services send them. Absent fields are left out.
   *
   * @param options.includeExtra Whether to include the fields in `extra`. @default {false}
   */
  toDict(options: { includeExtra?: boolean | undefined } = {}): AuthorizationParametersDocument {
    const document = emptyRecord();
    for (const name of KINDS.keys()) {
      const value = this[name as Name];
      if (value !== undefined) document[name] = Array.isArray(value) ? [...value] : value;
    }
    return options.includeExtra ? withFields(document, this.extra) : document;
  }

  /**
   * Returns the parameters for a login: without scopes, which a login requests by its own parameter,
   * and without empty values, which Globus Auth rejects. A second factor that is not required is left
   * out too.
   */
  toAuthorizeParams(): Omit<AuthorizationParametersDocument, "required_scopes"> {
    const document = emptyRecord();
    for (const [name, value] of Object.entries(this.toDict())) {
      if (name === "required_scopes") continue;
      const kept = Array.isArray(value) ? cleanList(value) : value;
      if (Array.isArray(kept) ? kept.length > 0 : kept) document[name] = kept;
    }
    return document;
  }
}

/** Trims the items of a list, and leaves out empty and repeated ones. */
export function cleanList(items: readonly string[] = []): string[] {
  return [...new Set(items.map((item) => item.trim()).filter(Boolean))];
}

/** Adds fields to a document without a prototype. */
export function withFields(
  document: Record<string, unknown>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  for (const name of Object.keys(fields)) document[name] = fields[name];
  return document;
}
