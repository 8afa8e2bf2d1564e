import type { secureUrl } from "../core/guards.ts";
import type { InvalidMetadataError } from "./errors.ts";

/** What the checks need of the rest of the SDK. It is passed in: this file loads later. */
export interface ConfigurationTools {
  readonly InvalidMetadataError: typeof InvalidMetadataError;
  readonly secureUrl: typeof secureUrl;
}

/** The parts of an OpenID configuration that the SDK uses. */
export interface Metadata {
  /** Address of the key set. */
  readonly jwksUri: string;
  /** Algorithms that the issuer signs ID tokens with, such as `RS512`. */
  readonly algorithms: readonly string[];
}

/**
 * Checks the OpenID configuration of Globus Auth (OpenID Connect Discovery 1.0 section 4.3): it must
 * name the expected issuer, and all endpoints must have the issuer's origin, so that a forged document
 * cannot send secrets to another server.
 *
 * @param issuer The expected issuer.
 * @throws {InvalidMetadataError} If the document does not pass a check.
 */
export function checkMetadata(
  document: unknown,
  issuer: string,
  tools: ConfigurationTools,
): Metadata {
  const jwksUri = checkEndpoints(document, issuer, tools);
  const { id_token_signing_alg_values_supported: algorithms } = document as Record<string, unknown>;
  if (!Array.isArray(algorithms)) throw invalid("it names no algorithms", tools);
  return { jwksUri, algorithms };
}

/**
 * Checks only the issuer and the endpoints of an OpenID configuration.
 *
 * @returns The address of the key set.
 * @throws {InvalidMetadataError} If the document is another issuer's, or an endpoint has another
 * origin.
 */
export function checkEndpoints(
  document: unknown,
  issuer: string,
  tools: ConfigurationTools,
): string {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw invalid("it is not an object", tools);
  }
  const metadata = document as Record<string, unknown>;
  checkIssuer(metadata, issuer, tools);
  for (const [name, value] of Object.entries(metadata)) {
    if (/(_endpoint|^jwks_uri)$/.test(name) && !isAt(issuer, value, tools)) {
      throw invalid(`its ${name.slice(0, 60)} has another origin than the issuer`, tools);
    }
  }
  if (typeof metadata.jwks_uri !== "string") throw invalid("it has no jwks_uri", tools);
  return metadata.jwks_uri;
}

/**
 * Checks that a document names the expected issuer.
 *
 * @throws {InvalidMetadataError} If it names another one.
 */
export function checkIssuer(
  document: { readonly issuer?: unknown },
  issuer: string,
  tools: ConfigurationTools,
): void {
  if (document.issuer !== issuer) throw invalid("it names another issuer", tools);
}

/** Whether a value is a secure address with the issuer's origin. */
export function isAt(
  issuer: string,
  value: unknown,
  { secureUrl }: Pick<ConfigurationTools, "secureUrl">,
): value is string {
  return secureUrl(value)?.origin === new URL(issuer).origin;
}

function invalid(
  problem: string,
  { InvalidMetadataError }: ConfigurationTools,
): InvalidMetadataError {
  return new InvalidMetadataError(`Cannot use the OpenID configuration: ${problem}`);
}
