import { isObject } from "../core/guards.ts";
import { ValidationError } from "./errors.ts";
import {
  type AuthorizationParametersDocument,
  emptyRecord,
  GlobusAuthorizationParameters,
  withFields,
} from "./parameters.ts";

/** A {@link GARE} as services send it. */
export interface GAREDocument {
  /** Kind of the requirement, such as `ConsentRequired` or `AuthorizationRequired`. */
  code: string;
  /** What the next login must fulfill. */
  authorization_parameters: AuthorizationParametersDocument;
}

/**
 * A Globus auth requirements error, here also called a requirement: a service says that a call can
 * succeed after a login that fulfills certain parameters
 * (https://docs.globus.org/guides/overviews/gares).
 *
 * A service sends it, so do not trust it: see {@link limitRequirements}.
 *
 * @example A requirement that your own service sends
 * ```ts
 * import { GARE } from "@globus-deno/sdk";
 *
 * const requirement = new GARE("AuthorizationRequired", { session_required_mfa: true });
 * console.log(requirement.toDict());
 * ```
 */
export class GARE {
  /** Kind of the requirement, such as `ConsentRequired` or `AuthorizationRequired`. */
  readonly code: string;
  /** What the next login must fulfill. */
  readonly authorizationParameters: GlobusAuthorizationParameters;
  /** Other fields of the error, unchanged; an object without a prototype. */
  readonly extra: Readonly<Record<string, unknown>>;

  /**
   * Makes a requirement from its parts.
   *
   * @param options.extra Other fields of the error. @default {{}}
   * @throws {ValidationError} If a part has the wrong type.
   */
  constructor(
    code: string,
    authorizationParameters: AuthorizationParametersDocument,
    options: { extra?: Readonly<Record<string, unknown>> | undefined } = {},
  ) {
    if (typeof code !== "string") {
      throw new ValidationError("Cannot make a requirement error: its code is not text");
    }
    // A missing document is an error. The default value of the parameters must not hide it.
    if (!isObject(authorizationParameters)) {
      throw new ValidationError("Cannot make a requirement error: it has no parameters");
    }
    this.code = code;
    this.authorizationParameters = authorizationParameters instanceof GlobusAuthorizationParameters
      ? authorizationParameters
      : new GlobusAuthorizationParameters(authorizationParameters);
    this.extra = withFields(emptyRecord(), options.extra ?? {});
  }

  /**
   * Returns the error as services send it. Absent fields are left out.
   *
   * @param options.includeExtra Whether to include the fields in `extra`. @default {false}
   */
  toDict(options: { includeExtra?: boolean | undefined } = {}): GAREDocument {
    const document = emptyRecord() as unknown as GAREDocument & Record<string, unknown>;
    document.code = this.code;
    document.authorization_parameters = this.authorizationParameters.toDict(options);
    if (options.includeExtra) withFields(document, this.extra);
    return document;
  }
}
