import { checkNamed } from "../core/arguments.ts";
import { BaseClient } from "../core/client.ts";
import type { RequestOptions } from "../core/client_options.ts";
import { systemClock } from "../core/clock.ts";
import { checkServiceUrl } from "../core/environment.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { InvalidMetadataError } from "./errors.ts";
import type { IDTokenClaims, UnverifiedIDTokenClaims } from "./id_token_claims.ts";
import {
  checkAudiences,
  type IDTokenClient,
  type IDTokenDecoderOptions,
  IDTokenIssuer,
  isEmpty,
  type KeySource,
} from "./id_token_issuer.ts";
import { ISSUER_TOOLS } from "./id_token_tools.ts";
import { issuerOf } from "./metadata.ts";

export type { IDTokenClient, IDTokenDecoderOptions };

/** What an ID token must match, and which checks run. */
export interface DecodeParams {
  /** The nonce that was sent with the login; undefined if none was: then the token must have none. */
  nonce?: string | undefined;
  /** The access token, or tokens, that came with the ID token. */
  accessToken?: string | readonly string[] | undefined;
  /** Ids of clients, one of which must be the audience. @default the decoder's */
  verifyAudience?: string | readonly string[] | null | undefined;
  /**
   * Whether to check the signature. Use false only to look into a token: nothing is sent, and the
   * result is {@link UnverifiedIDTokenClaims}. @default {true}
   */
  verifySignature?: boolean | undefined;
  /**
   * Whether to refuse an expired token. Use false only to look into a token: the result is
   * {@link UnverifiedIDTokenClaims}. @default {true}
   */
  verifyExp?: boolean | undefined;
}

/**
 * The result type of {@link IDTokenDecoder.decode}: verified claims only if each check is absent from
 * the parameters or is the literal `true`. The type `any` could be false, so it does not count as
 * true; neither does a union with a member that can be false.
 */
export type DecodedClaims<P> = true extends (
  0 extends 1 & P ? true : P extends unknown ? {
      [K in keyof P]: Extract<"verifySignature" | "verifyExp", K> extends never ? never
        : P[K] extends true | undefined ? never
        : true;
    }[keyof P]
  : never
) ? UnverifiedIDTokenClaims
  : IDTokenClaims;

/**
 * Checks ID tokens and returns their claims: signature, algorithm, issuer, audience, times, nonce and
 * access token are all checked, unless a call switches a check off to look into a token.
 *
 * The issuer's keys are kept for 5 minutes. If the key of a token is not among them, they are
 * requested again, once a minute at most: a new key does not break logins, and forged tokens cause
 * little traffic.
 *
 * @example A service without a client of its own
 * ```ts
 * const decoder = new IDTokenDecoder(undefined, {
 *   issuer: "https://auth.globus.org",
 *   jwksUri: "https://auth.globus.org/jwk.json",
 *   verifyAudience: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab",
 * });
 * ```
 *
 * @category Logins
 */
export class IDTokenDecoder {
  readonly #issuer: IDTokenIssuer;

  /**
   * Makes a decoder. Sends nothing.
   *
   * Without a client it needs `openidConfiguration`, or `issuer` with `jwk` or `jwksUri`, and
   * `verifyAudience` here or in each call. If there is no configuration to name the issuer's
   * algorithms, the keys determine them.
   *
   * @param authClient The client that ID tokens are for. It also requests the keys.
   * @throws {RangeError} If `leewaySeconds` is not between 0 and 300.
   * @throws {TypeError} If `verifyAudience` is empty or not text, the issuer is not an https address
   * (or http on this machine), or `jwksUri` has another origin.
   * @throws {InvalidMetadataError} If a given configuration or key is unusable.
   * @throws {GlobusSDKUsageError} If there is neither a client nor the options that replace it, or if
   * `issuer` or `transport` contradicts the client.
   */
  constructor(authClient?: IDTokenClient | null, options: IDTokenDecoderOptions = {}) {
    const form =
      "new IDTokenDecoder(client, { openidConfiguration }), with undefined for no client";
    checkNamed(form, options);
    if (authClient && typeof authClient.get !== "function") {
      throw new TypeError(`Cannot check ID tokens: this is not a client; write ${form}`);
    }
    this.#issuer = authClient
      ? IDTokenIssuer.forClient(authClient, options, ISSUER_TOOLS)
      : new IDTokenIssuer(sourceWithoutClient(options), options, ISSUER_TOOLS);
  }

  /**
   * The clients that ID tokens must be for: the decoder's `verifyAudience`, or the client's id.
   *
   * @throws {GlobusSDKUsageError} If the decoder has neither.
   */
  getTokenAudience(): string | readonly string[] {
    const { audiences } = this.#issuer;
    return audiences.length === 1 ? audiences[0] : audiences;
  }

  /**
   * Uses a given OpenID configuration instead of requesting it. An empty one is ignored.
   *
   * @throws {InvalidMetadataError} If it is not the issuer's.
   */
  storeOpenidConfiguration(openidConfiguration: object): void {
    this.#issuer.storeOpenidConfiguration(openidConfiguration);
  }

  /**
   * Uses a given key or key set instead of requesting it.
   *
   * @throws {InvalidMetadataError} If it is not a public key for signatures.
   */
  storeJwk(jwk: object): void {
    this.#issuer.storeJwk(jwk);
  }

  /**
   * Checks an ID token.
   *
   * @example Looking into a token that has expired
   * ```ts ignore
   * const claims = await decoder.decode(idToken, { verifyExp: false });
   * console.log(claims.exp); // unverified: only to look at
   * ```
   *
   * @param idToken The token, unchanged.
   * @param params What it must match, and checks to switch off. Form and algorithm are always checked.
   * @returns The claims: {@link IDTokenClaims} if no check is switched off, otherwise
   * {@link UnverifiedIDTokenClaims}.
   * @throws {InvalidIDTokenError} If a check fails; `fault` says which.
   * @throws {InvalidMetadataError} If the issuer's configuration or keys are unusable.
   * @throws {NetworkError} If they cannot be fetched.
   * @throws {TypeError} If a check is not a boolean, or `verifyAudience` is not text.
   * @throws {GlobusSDKUsageError} If no audience is known.
   */
  async decode<const P extends DecodeParams | undefined = undefined>(
    idToken: string,
    params?: P,
    options?: RequestOptions,
  ): Promise<DecodedClaims<P>> {
    checkNamed("decode(idToken, { nonce, accessToken }, options)", params, options);
    const { nonce, accessToken, verifyAudience, ...checks }: DecodeParams = params ?? {};
    const verifySignature = isOn("verifySignature", checks.verifySignature);
    const verifyExp = isOn("verifyExp", checks.verifyExp);
    const audiences = checkAudiences(verifyAudience);
    const expected = { nonce, accessToken, audiences, signal: options?.signal };
    const claims = verifySignature && verifyExp
      ? await this.#issuer.verify(idToken, expected)
      : await this.#issuer.inspect(idToken, expected, { verifySignature, verifyExp });
    return claims as DecodedClaims<P>;
  }
}

/** Whether a check is on. Only `false` switches it off. */
function isOn(name: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw new TypeError(`Cannot decode an ID token: ${name} must be true or false`);
  }
  return value ?? true;
}

/** How a decoder without a client requests keys: from the issuer that its options name. */
function sourceWithoutClient(options: IDTokenDecoderOptions): KeySource {
  const { transport } = options;
  const issuer = issuerWithoutClient(options);
  const client = new BaseClient({ ...transport, baseUrl: new URL(issuer).origin });
  return {
    issuer,
    clock: transport?.clock ?? systemClock,
    get: (path, options) => client.get(path, options),
  };
}

function issuerWithoutClient(options: IDTokenDecoderOptions): string {
  const { openidConfiguration, jwk, jwksUri } = options;
  const configuration = openidConfiguration && !isEmpty(openidConfiguration)
    ? openidConfiguration as { issuer?: unknown }
    : undefined;
  if (!configuration && (options.issuer == null || !jwk && jwksUri == null)) {
    throw new GlobusSDKUsageError(
      "Cannot check ID tokens: give a client, openidConfiguration, or issuer with jwk or jwksUri",
    );
  }
  if (options.issuer != null) return issuerOf(checkServiceUrl(options.issuer));
  const issuer = configuration?.issuer;
  if (typeof issuer !== "string") {
    throw new InvalidMetadataError("Cannot use the OpenID configuration: it names no issuer");
  }
  return checkServiceUrl(issuer);
}
