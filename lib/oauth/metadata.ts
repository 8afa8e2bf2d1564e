import { InvalidMetadataError } from "./errors.ts";

/** The issuer that stands for an installation of Globus Auth: its address without a last slash. */
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
 * @throws {InvalidMetadataError} If it says anything else.
 */
export function checkMetadata(document: unknown, issuer: string): Metadata {
  const fail = (problem: string): never => {
    throw new InvalidMetadataError(`Cannot use the OpenID configuration: ${problem}`);
  };
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    return fail("it is no object");
  }
  const metadata = document as Record<string, unknown>;
  if (metadata.issuer !== issuer) fail("it names another issuer");
  const { origin } = new URL(issuer);
  for (const [name, value] of Object.entries(metadata)) {
    if (!/(_endpoint|^jwks_uri)$/.test(name)) continue;
    if (typeof value !== "string" || !URL.canParse(value) || new URL(value).origin !== origin) {
      fail(`its ${name.slice(0, 60)} is not at the issuer's address`);
    }
  }
  const { jwks_uri: jwksUri, id_token_signing_alg_values_supported: algorithms } = metadata;
  if (typeof jwksUri !== "string") return fail("it has no jwks_uri");
  if (!Array.isArray(algorithms)) return fail("it names no algorithms");
  return { jwksUri, algorithms };
}
