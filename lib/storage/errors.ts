import { GlobusError } from "../core/errors.ts";

/**
 * What is wrong with a token store:
 * - `corrupt`: it does not contain what a token store contains;
 * - `newer-format`: a newer version of an SDK wrote it;
 * - `unsafe`: other users may read or change it, or it is not a regular file, such as a link;
 * - `busy`: another process kept it locked for too long;
 * - `unavailable`: it cannot be read or written, such as on a full or read-only disk.
 */
export type TokenStorageProblem =
  | "corrupt"
  | "newer-format"
  | "unsafe"
  | "busy"
  | "unavailable";

/**
 * Thrown when a token store cannot be used. Its content is unchanged.
 *
 * @category Errors
 */
export class TokenStorageError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TokenStorageError";
  /** What is wrong. Stable across releases: switch on this, not on the message. */
  readonly problem: TokenStorageProblem;
  /** Keeps the kind of problem. */
  constructor(message: string, problem: TokenStorageProblem, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/**
 * Base of the errors of tokens, stored or about to be stored, that cannot be used.
 *
 * @category Errors
 */
export class TokenValidationError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TokenValidationError";
}

/**
 * Base of the errors of the identity that tokens belong to.
 *
 * @category Errors
 */
export class IdentityValidationError extends TokenValidationError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "IdentityValidationError";
}

/**
 * Thrown when tokens name no identity: request the scope `openid`, or give `identityId`.
 *
 * @category Errors
 */
export class MissingIdentityError extends IdentityValidationError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "MissingIdentityError";
}

/**
 * Thrown when tokens belong to another identity than the stored ones.
 *
 * @category Errors
 */
export class IdentityMismatchError extends IdentityValidationError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "IdentityMismatchError";
  /** Id of the identity whose tokens are stored. */
  readonly storedId: string;
  /** Id of the identity that the new tokens belong to. */
  readonly newId: string;
  /** Keeps the ids of both identities. */
  constructor(message: string, storedId: string, newId: string, options?: ErrorOptions) {
    super(message, options);
    this.storedId = storedId;
    this.newId = newId;
  }
}

/**
 * Thrown when there is no token, or no refresh token, for a resource server.
 *
 * @category Errors
 */
export class MissingTokenError extends TokenValidationError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "MissingTokenError";
  /** The service whose token is missing. */
  readonly resourceServer: string;
  /** Keeps the name of the service. */
  constructor(message: string, resourceServer: string, options?: ErrorOptions) {
    super(message, options);
    this.resourceServer = resourceServer;
  }
}

/**
 * Thrown when a stored access token has expired.
 *
 * @category Errors
 */
export class ExpiredTokenError extends TokenValidationError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "ExpiredTokenError";
  /** When the token expired, in seconds since 1970. */
  readonly expiredAtSeconds: number;
  /** Keeps the time of expiry. */
  constructor(message: string, expiredAtSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.expiredAtSeconds = expiredAtSeconds;
  }
}

/**
 * Thrown when a token, or the consent behind it, lacks scopes that are required.
 *
 * @category Errors
 */
export class UnmetScopeRequirementsError extends TokenValidationError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "UnmetScopeRequirementsError";
  /** Name of the service whose token lacks scopes. */
  readonly resourceServer: string;
  /** Everything required of the service, as texts. */
  readonly requiredScopes: readonly string[];
  /** Keeps the service and the scopes. */
  constructor(
    message: string,
    resourceServer: string,
    requiredScopes: readonly string[],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.resourceServer = resourceServer;
    this.requiredScopes = requiredScopes;
  }
}
