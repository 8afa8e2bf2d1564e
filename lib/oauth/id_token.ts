import type { CallOptions, RequestOptions } from "../core/client.ts";
import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { Cached } from "./cached.ts";
import { InvalidIDTokenError } from "./errors.ts";
import { checkAccessTokenHash, checkClaims, type IDTokenClaims } from "./id_token_claims.ts";
import { type CompactToken, parseCompact, parseObject } from "./jwt.ts";
import { ALGORITHMS, candidateKeys, type UncheckedJwk, usableKeys } from "./keys.ts";
import { checkMetadata, issuerOf, type Metadata } from "./metadata.ts";

/** What an {@link IDTokenDecoder} needs of a client of Globus Auth. */
export interface IDTokenClient {
  /** Id of the client that ID tokens are for. */
  readonly clientId?: string;
  /** Address of Globus Auth, which is also the issuer. */
  readonly baseUrl: string;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Sends a GET request. */
  get<T = unknown>(path: string, options?: CallOptions): Promise<T>;
}

/** How an {@link IDTokenDecoder} is made. */
export interface IDTokenDecoderOptions {
  /** Seconds by which clocks may differ, up to 300. @default {60} */
  leewaySeconds?: number;
  /** What Globus Auth says of itself. @default it is asked */
  openidConfiguration?: object | null;
  /** The key, or keys, that ID tokens are signed with. @default Globus Auth is asked */
  jwk?: object | null;
}

/** What an ID token must go with. */
export interface DecodeParams {
  /** The nonce that was sent with the login; undefined if none was: then the token has none. */
  nonce?: string;
  /** The access token, or tokens, that came with it. */
  accessToken?: string | readonly string[];
}

const minute = 60_000;
/** Keys: fresh for 5 minutes, usable for an hour if they cannot be had, asked for once a minute. */
const keyTimes = { freshMs: 5 * minute, staleMs: 60 * minute, againMs: minute };
const metadataTimes = { freshMs: 60 * minute, staleMs: 24 * 60 * minute, againMs: minute };

// Loaded when the first token is checked: most programs never do.
let loading: Promise<typeof import("jose")> | undefined;
const loadJose = () => loading ??= import("jose");

/**
 * Checks ID tokens and gives what they say. Nothing leaves it unchecked: signature, algorithm,
 * issuer, audience, times, nonce and access token.
 *
 * The issuer's keys are kept for 5 minutes. A key that is not among them is looked for once a
 * minute, so that new keys cost no login and forged tokens no traffic.
 */
export class IDTokenDecoder {
  readonly #client: IDTokenClient;
  readonly #issuer: string;
  readonly #leewaySeconds: number;
  readonly #metadata: Cached<Metadata>;
  readonly #keys: Cached<UncheckedJwk[]>;
  readonly #imported = new WeakMap<UncheckedJwk, Map<string, Promise<CryptoKey>>>();
  #givenMetadata: Metadata | undefined;
  #givenKeys: UncheckedJwk[] | undefined;

  /**
   * Takes a client; nothing is sent.
   *
   * @throws {RangeError} If `leewaySeconds` is not between 0 and 300.
   * @throws {InvalidMetadataError} If a given configuration or key is unusable.
   */
  constructor(authClient: IDTokenClient, options: IDTokenDecoderOptions = {}) {
    const { leewaySeconds = 60 } = options;
    if (!(leewaySeconds >= 0 && leewaySeconds <= 300)) {
      throw new RangeError("Cannot check ID tokens: leewaySeconds is not between 0 and 300");
    }
    this.#client = authClient;
    this.#leewaySeconds = leewaySeconds;
    this.#issuer = issuerOf(authClient.baseUrl);
    this.#metadata = new Cached(
      async () => checkMetadata(await this.#get("/.well-known/openid-configuration"), this.#issuer),
      authClient.clock,
      metadataTimes,
    );
    this.#keys = new Cached(
      async () => usableKeys(await this.#get((await this.#getMetadata()).jwksUri)),
      authClient.clock,
      keyTimes,
    );
    if (options.openidConfiguration) this.storeOpenidConfiguration(options.openidConfiguration);
    if (options.jwk) this.storeJwk(options.jwk);
  }

  /** Id of the client that ID tokens must be for. */
  getTokenAudience(): string {
    const { clientId } = this.#client;
    if (!clientId) {
      throw new GlobusSDKUsageError("Cannot check an ID token: the client has no clientId");
    }
    return clientId;
  }

  /**
   * Uses a configuration instead of asking for it; an empty one is not used.
   *
   * @throws {InvalidMetadataError} If it is not that of the client's Globus Auth.
   */
  storeOpenidConfiguration(openidConfiguration: object): void {
    if (Object.keys(openidConfiguration).length === 0) return;
    this.#givenMetadata = checkMetadata(openidConfiguration, this.#issuer);
  }

  /**
   * Uses a key, or a key set, instead of asking for it.
   *
   * @throws {InvalidMetadataError} If it is no public key for signatures.
   */
  storeJwk(jwk: object): void {
    this.#givenKeys = usableKeys("keys" in jwk ? jwk : { keys: [jwk] });
  }

  /**
   * Checks an ID token.
   *
   * @param idToken The token, as it came.
   * @param params What it must go with.
   * @returns What it says.
   * @throws {InvalidIDTokenError} If it cannot be trusted; `fault` says why.
   * @throws {InvalidMetadataError} If the issuer's configuration or keys are unusable.
   * @throws {NetworkError} If they cannot be had.
   */
  async decode(
    idToken: string,
    params: DecodeParams = {},
    options: RequestOptions = {},
  ): Promise<IDTokenClaims> {
    const audience = this.getTokenAudience();
    const token = parseCompact(idToken);
    const alg = checkHeader(token.header);
    const { signal } = options;
    const metadata = await this.#within(this.#getMetadata(), signal);
    if (!metadata.algorithms.includes(alg)) {
      throw new InvalidIDTokenError("algorithm", "its issuer does not sign so");
    }
    const payload = await this.#verify(token, alg, signal);
    const claims = checkClaims(parseObject(payload, "payload"), {
      issuer: this.#issuer,
      audience,
      nonce: params.nonce,
      nowSeconds: this.#client.clock.now() / 1000,
      leewaySeconds: this.#leewaySeconds,
    });
    const { accessToken = [] } = params;
    const accessTokens = typeof accessToken === "string" ? [accessToken] : accessToken;
    await checkAccessTokenHash(claims.at_hash, alg, accessTokens);
    return claims;
  }

  /** The payload, once one of the issuer's keys is found to have signed it. */
  async #verify(token: CompactToken, alg: string, signal?: AbortSignal): Promise<Uint8Array> {
    const { loads } = this.#keys;
    const keys = this.#givenKeys ?? await this.#within(this.#keys.get(), signal);
    const candidates = candidateKeys(keys, alg, token.header.kid);
    const found = await this.#tryKeys(token, alg, candidates);
    if (found) return found;
    // The issuer may have taken a new key.
    const newKeys = this.#givenKeys
      ? undefined
      : await this.#within(this.#keys.getAgain(keys, loads), signal);
    const more = newKeys ? candidateKeys(newKeys, alg, token.header.kid) : [];
    const foundNow = await this.#tryKeys(token, alg, more);
    if (foundNow) return foundNow;
    throw candidates.length + more.length > 0
      ? new InvalidIDTokenError("signature", "its signature is wrong")
      : new InvalidIDTokenError("key", "its issuer has no such key");
  }

  async #tryKeys(
    { parts: [header, payload, signature] }: CompactToken,
    alg: string,
    keys: readonly UncheckedJwk[],
  ): Promise<Uint8Array | undefined> {
    const { flattenedVerify } = await loadJose();
    for (const key of keys) {
      try {
        const jws = { protected: header, payload, signature };
        return (await flattenedVerify(jws, await this.#import(key, alg))).payload;
      } catch { // Another key may fit. Why this one did not, its caller shall not know.
        continue;
      }
    }
  }

  #import(key: UncheckedJwk, alg: string): Promise<CryptoKey> {
    let byAlgorithm = this.#imported.get(key);
    if (!byAlgorithm) this.#imported.set(key, byAlgorithm = new Map());
    let imported = byAlgorithm.get(alg);
    if (!imported) {
      imported = loadJose().then(async ({ importJWK }) => await importJWK(key, alg) as CryptoKey);
      byAlgorithm.set(alg, imported);
    }
    return imported;
  }

  async #getMetadata(): Promise<Metadata> {
    return this.#givenMetadata ?? await this.#metadata.get();
  }

  /** Gets a public document, without credentials. */
  #get(url: string): Promise<unknown> {
    return this.#client.get(url, { automaticAuthorization: false, maxBodyBytes: 65_536 });
  }

  /** Others may wait for the same: an abort ends this wait alone. */
  #within<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return signal ? within(this.#client.clock, promise, signal) : promise;
  }
}

/** The algorithm, if a header names one that is allowed and no extension. */
function checkHeader({ alg, crit, b64, kid }: CompactToken["header"]): string {
  if (typeof alg !== "string" || !ALGORITHMS.has(alg) || crit !== undefined || b64 !== undefined) {
    throw new InvalidIDTokenError("algorithm", "its algorithm is not allowed");
  }
  if (kid !== undefined && typeof kid !== "string") {
    throw new InvalidIDTokenError("malformed", "the name of its key is no text");
  }
  return alg;
}
