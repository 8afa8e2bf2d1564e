import type { CallOptions } from "../core/client_options.ts";
import { secureUrl } from "../core/guards.ts";
import { InvalidMetadataError } from "./errors.ts";

/** How configurations and keys are fetched. They are public and small: no credentials go along. */
export const PUBLIC_DOCUMENT: CallOptions = {
  automaticAuthorization: false,
  maxBodyBytes: 65_536,
  responseType: "json",
};

/** The issuer of an installation of Globus Auth: its address without a last slash. */
export function issuerOf(baseUrl: string): string {
  return baseUrl.replace(/\/$/, "");
}

/** The part of an OpenID configuration that is used here. */
export interface Metadata {
  /** Where the keys are. */
  readonly jwksUri: string;
  /** Algorithms that the issuer signs with. */
  readonly algorithms: readonly string[];
}

/**
 * Checks what Globus Auth says of itself (OpenID Connect Discovery 1.0 section 4.3): the issuer must
 * be the one that was asked, and every endpoint must have its origin, so that a changed document
 * cannot lead secrets elsewhere.
 *
 * @param issuer The issuer that was asked.
 * @throws {InvalidMetadataError} If the document says anything else.
 */
export function checkMetadata(document: unknown, issuer: string): Metadata {
  const jwksUri = checkEndpoints(document, issuer);
  const { id_token_signing_alg_values_supported: algorithms } = document as Record<string, unknown>;
  if (!Array.isArray(algorithms)) throw invalid("it names no algorithms");
  return { jwksUri, algorithms };
}

/**
 * Checks the issuer and the endpoints alone: for those who need nothing but the keys' address.
 *
 * @returns Where the keys are.
 * @throws {InvalidMetadataError} If the document is another issuer's, or an endpoint has another
 * origin.
 */
export function checkEndpoints(document: unknown, issuer: string): string {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw invalid("it is not an object");
  }
  const metadata = document as Record<string, unknown>;
  checkIssuer(metadata, issuer);
  for (const [name, value] of Object.entries(metadata)) {
    if (/(_endpoint|^jwks_uri)$/.test(name) && !isAt(issuer, value)) {
      throw invalid(`its ${name.slice(0, 60)} is not at the issuer's address`);
    }
  }
  if (typeof metadata.jwks_uri !== "string") throw invalid("it has no jwks_uri");
  return metadata.jwks_uri;
}

/**
 * Checks that a document is that of the issuer which was asked.
 *
 * @throws {InvalidMetadataError} If it is not.
 */
export function checkIssuer(document: { readonly issuer?: unknown }, issuer: string): void {
  if (document.issuer !== issuer) throw invalid("it names another issuer");
}

/** Whether a value is a secure address with the issuer's origin. */
export function isAt(issuer: string, value: unknown): value is string {
  return secureUrl(value)?.origin === new URL(issuer).origin;
}

function invalid(problem: string): InvalidMetadataError {
  return new InvalidMetadataError(`Cannot use the OpenID configuration: ${problem}`);
}
