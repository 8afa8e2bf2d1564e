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
  /** What kind of requirement it is, such as `ConsentRequired`. */
  code: string;
  /** What a login must fulfil. */
  authorization_parameters: AuthorizationParametersDocument;
}

/**
 * A Globus auth requirements error: a service says that a call can succeed after a login that
 * fulfils certain parameters (https://docs.globus.org/guides/overviews/gares).
 *
 * It comes from a service, so it is not to be trusted: see `limitRequirements`.
 */
export class GARE {
  /** What kind of requirement it is, such as `ConsentRequired` or `AuthorizationRequired`. */
  readonly code: string;
  /** What a login must fulfil. */
  readonly authorizationParameters: GlobusAuthorizationParameters;
  /** Other fields of the error, as they came; an object without a prototype. */
  readonly extra: Readonly<Record<string, unknown>>;

  /**
   * Makes one from its parts.
   *
   * @param options.extra Other fields of the error. @default {{}}
   * @throws {ValidationError} If a part has the wrong type.
   */
  constructor(
    code: string,
    authorizationParameters: AuthorizationParametersDocument,
    options: { extra?: Readonly<Record<string, unknown>> } = {},
  ) {
    if (typeof code !== "string") {
      throw new ValidationError("Cannot make a requirement error: its code is not text");
    }
    // A missing document is not an empty one: the default of the parameters must not hide it.
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
   * The error as the document that services send; absent fields are left out.
   *
   * @param options.includeExtra Whether unknown fields are part of it. @default {false}
   */
  toDict(options: { includeExtra?: boolean } = {}): GAREDocument {
    const document = emptyRecord() as unknown as GAREDocument & Record<string, unknown>;
    document.code = this.code;
    document.authorization_parameters = this.authorizationParameters.toDict(options);
    if (options.includeExtra) withFields(document, this.extra);
    return document;
  }
}
