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
import { issuerOf } from "./metadata.ts";

export type { IDTokenClient, IDTokenDecoderOptions };

/** What an ID token must go with, and what is checked. */
export interface DecodeParams {
  /** The nonce that was sent with the login; undefined if none was: then the token has none. */
  nonce?: string | undefined;
  /** The access token, or tokens, that came with the ID token. */
  accessToken?: string | readonly string[] | undefined;
  /** The client, or clients, of which one must be the audience. @default the decoder's */
  verifyAudience?: string | readonly string[] | null | undefined;
  /**
   * Whether the signature is checked. False only to look into a token: nothing is sent, and the
   * claims come back as {@link UnverifiedIDTokenClaims}. @default {true}
   */
  verifySignature?: boolean | undefined;
  /**
   * Whether a token that has expired is refused. False only to look into a token: the claims come
   * back as {@link UnverifiedIDTokenClaims}. @default {true}
   */
  verifyExp?: boolean | undefined;
}

/**
 * What {@link IDTokenDecoder.decode} makes of a token: verified claims only where each check is left
 * out of the parameters or is the literal `true`. The type `any` could be false, so it does not
 * count as true, and one member of a union that can be false is enough.
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
 * Checks ID tokens and gives what they say: signature, algorithm, issuer, audience, times, nonce and
 * access token are all checked unless a call switches one off to look into a token.
 *
 * The issuer's keys are kept for 5 minutes. A key that is not among them is looked for once a
 * minute, so that new keys cost no login and forged tokens no traffic.
 *
 * @example A service without a client of its own
 * ```ts
 * const decoder = new IDTokenDecoder(undefined, {
 *   issuer: "https://auth.globus.org",
 *   jwksUri: "https://auth.globus.org/jwk.json",
 *   verifyAudience: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab",
 * });
 * ```
 */
export class IDTokenDecoder {
  readonly #issuer: IDTokenIssuer;

  /**
   * Makes a decoder; nothing is sent.
   *
   * Without a client it needs `openidConfiguration`, or `issuer` with `jwk` or `jwksUri`, and
   * `verifyAudience` here or in each call. Where no configuration names the issuer's algorithms, the
   * keys do.
   *
   * @param authClient The client that ID tokens are for, which also asks for keys.
   * @throws {RangeError} If `leewaySeconds` is not between 0 and 300.
   * @throws {TypeError} If `verifyAudience` is empty or not text, the issuer is not an https address
   * (or http on this machine), or `jwksUri` has another origin.
   * @throws {InvalidMetadataError} If a given configuration or key is unusable.
   * @throws {GlobusSDKUsageError} If there is neither a client nor what stands in for it, or
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
      ? IDTokenIssuer.forClient(authClient, options)
      : new IDTokenIssuer(sourceWithoutClient(options), options);
  }

  /**
   * What ID tokens must be for: the decoder's `verifyAudience`, else the client's id.
   *
   * @throws {GlobusSDKUsageError} If there is neither.
   */
  getTokenAudience(): string | readonly string[] {
    const { audiences } = this.#issuer;
    return audiences.length === 1 ? audiences[0] : audiences;
  }

  /**
   * Uses a configuration instead of asking for it; an empty one is not used.
   *
   * @throws {InvalidMetadataError} If it is not the issuer's.
   */
  storeOpenidConfiguration(openidConfiguration: object): void {
    this.#issuer.storeOpenidConfiguration(openidConfiguration);
  }

  /**
   * Uses a key, or a key set, instead of asking for it.
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
   * @param idToken The token, as it came.
   * @param params What it must go with, and checks to switch off. Form and algorithm are checked in
   * any case.
   * @returns What the token says: as {@link IDTokenClaims} where every check is on, literally; else
   * as {@link UnverifiedIDTokenClaims}.
   * @throws {InvalidIDTokenError} If a check fails; `fault` says which.
   * @throws {InvalidMetadataError} If the issuer's configuration or keys are unusable.
   * @throws {NetworkError} If they cannot be fetched.
   * @throws {TypeError} If a check is neither true nor false, or `verifyAudience` is not text.
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

/** Whether a check is on; only `false` switches it off. */
function isOn(name: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    throw new TypeError(`Cannot decode an ID token: ${name} must be true or false`);
  }
  return value ?? true;
}

/** Where a decoder without a client gets keys from: the issuer that its options name. */
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
