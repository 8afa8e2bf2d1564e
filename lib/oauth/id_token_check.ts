import type { CallOptions } from "../core/client.ts";
import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import type { TransportOptions } from "../core/transport.ts";
import { Cached } from "./cached.ts";
import { InvalidIDTokenError } from "./errors.ts";
import {
  checkAccessTokenHash,
  checkClaims,
  type IDTokenClaims,
  type UnverifiedIDTokenClaims,
} from "./id_token_claims.ts";
import { type CompactToken, parseCompact, parseObject } from "./jwt.ts";
import { ALGORITHMS, candidateKeys, type UncheckedJwk, usableKeys } from "./keys.ts";
import { checkMetadata, isAt, issuerOf, type Metadata, publicly } from "./metadata.ts";

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
  /** Seconds by which clocks may differ, up to 300. @default {300} */
  leewaySeconds?: number | undefined;
  /** What Globus Auth says of itself. @default Globus Auth is asked */
  openidConfiguration?: object | null | undefined;
  /** The key, or keys, that ID tokens are signed with. @default the keys at `jwksUri` */
  jwk?: object | null | undefined;
  /** Where the keys are: an address with the issuer's origin. @default as configured */
  jwksUri?: string | null | undefined;
  /** Who signs, such as `https://auth.globus.org`. @default the client's Globus Auth */
  issuer?: string | null | undefined;
  /** The client, or clients, of which one must be the audience. @default the client's id */
  verifyAudience?: string | readonly string[] | null | undefined;
  /** How keys are asked for without a client, which otherwise says so itself. */
  transport?: TransportOptions | undefined;
}

/** What an ID token must go with. */
export interface ExpectedIDToken {
  /** The nonce that was sent with the login; undefined if none was. */
  nonce?: string | undefined;
  /** The access token, or tokens, that came with the ID token. */
  accessToken?: string | readonly string[] | undefined;
  /** The clients of which one must be the audience. @default those of the check */
  audiences?: readonly string[] | undefined;
  /** Stops the wait for keys. */
  signal?: AbortSignal | undefined;
}

/** Where public documents come from. */
export interface KeySource {
  /** Who signs. */
  readonly issuer: string;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Sends a GET request. */
  get(path: string, options: CallOptions): Promise<unknown>;
  /** The address of the OpenID configuration; undefined if there is none to ask for. */
  readonly configurationPath?: string;
}

const minute = 60_000;
/** Keys: fresh for 5 minutes, usable for an hour if they cannot be had, asked for once a minute. */
const keyTimes = { freshMs: 5 * minute, staleMs: 60 * minute, againMs: minute };
const metadataTimes = { freshMs: 60 * minute, staleMs: 24 * 60 * minute, againMs: minute };

// Loaded when the first token is checked: most programs never do.
let loading: Promise<typeof import("jose")> | undefined;
const loadJose = () => loading ??= import("jose");

/**
 * The mechanism of {@link IDTokenDecoder}. It needs no more than is passed in, so that a browser
 * loads it with the first ID token and not before.
 */
export class IDTokenCheck {
  readonly #issuer: string;
  readonly #clock: Clock;
  readonly #leewaySeconds: number;
  readonly #audiences: readonly string[] | undefined;
  readonly #metadata: Cached<Metadata> | undefined;
  readonly #keys: Cached<UncheckedJwk[]>;
  readonly #imported = new WeakMap<UncheckedJwk, Map<string, Promise<CryptoKey>>>();
  #givenMetadata: Metadata | undefined;
  #givenKeys: UncheckedJwk[] | undefined;

  /**
   * Takes a source and the options of {@link IDTokenDecoder}; nothing is sent.
   *
   * @param clientId The audience where the options name none.
   */
  constructor(source: KeySource, options: IDTokenDecoderOptions, clientId?: string) {
    const { leewaySeconds = 300, jwksUri, verifyAudience, openidConfiguration, jwk } = options;
    if (typeof leewaySeconds !== "number" || !(leewaySeconds >= 0 && leewaySeconds <= 300)) {
      throw new RangeError("Cannot check ID tokens: leewaySeconds is not between 0 and 300");
    }
    if (jwksUri != null && !isAt(source.issuer, jwksUri)) {
      throw new TypeError("Cannot use this jwksUri: it is not at the issuer's address");
    }
    this.#issuer = source.issuer;
    this.#clock = source.clock;
    this.#leewaySeconds = leewaySeconds;
    this.#audiences = checkAudiences(verifyAudience) ?? (clientId ? [clientId] : undefined);
    const { configurationPath: path } = source;
    this.#metadata = path === undefined ? undefined : new Cached(
      async () => checkMetadata(await source.get(path, publicly), source.issuer),
      source.clock,
      metadataTimes,
    );
    this.#keys = new Cached(
      async () => {
        const url = jwksUri ?? (await this.#getMetadata())!.jwksUri;
        return usableKeys(await source.get(url, publicly));
      },
      source.clock,
      keyTimes,
    );
    if (openidConfiguration) this.storeOpenidConfiguration(openidConfiguration);
    if (jwk) this.storeJwk(jwk);
  }

  /** A check of the ID tokens of a client. */
  static forClient(client: IDTokenClient, options: IDTokenDecoderOptions): IDTokenCheck {
    const issuer = issuerOf(client.baseUrl);
    if (options.issuer != null && issuerOf(options.issuer) !== issuer) {
      throw new GlobusSDKUsageError("Cannot use this issuer: the client belongs to another one");
    }
    if (options.transport) {
      throw new GlobusSDKUsageError("Cannot use transport: the client sends the requests");
    }
    const source: KeySource = {
      issuer,
      clock: client.clock,
      get: (path, options) => client.get(path, options),
      configurationPath: "/.well-known/openid-configuration",
    };
    return new IDTokenCheck(source, options, client.clientId);
  }

  /** As {@link IDTokenDecoder.getTokenAudience}, as a list. */
  get audiences(): readonly string[] {
    if (!this.#audiences) {
      throw new GlobusSDKUsageError(
        "Cannot check an ID token: give verifyAudience, or a client that has a clientId",
      );
    }
    return this.#audiences;
  }

  /** As {@link IDTokenDecoder.storeOpenidConfiguration}. */
  storeOpenidConfiguration(openidConfiguration: object): void {
    if (isEmpty(openidConfiguration)) return;
    this.#givenMetadata = checkMetadata(openidConfiguration, this.#issuer);
  }

  /** As {@link IDTokenDecoder.storeJwk}. */
  storeJwk(jwk: object): void {
    const isSet = typeof jwk === "object" && "keys" in jwk;
    this.#givenKeys = usableKeys(isSet ? jwk : { keys: [jwk] });
  }

  /** Makes every check. No other function gives verified claims. */
  async verify(idToken: string, expected: ExpectedIDToken): Promise<IDTokenClaims> {
    const claims = await this.#read(idToken, expected, true, true);
    return claims as unknown as IDTokenClaims;
  }

  /** Makes all checks but those that are off. */
  async inspect(
    idToken: string,
    expected: ExpectedIDToken,
    { verifySignature, verifyExp }: { verifySignature: boolean; verifyExp: boolean },
  ): Promise<UnverifiedIDTokenClaims> {
    const claims = await this.#read(idToken, expected, verifySignature, verifyExp);
    return claims as unknown as UnverifiedIDTokenClaims;
  }

  async #read(
    idToken: string,
    { nonce, accessToken = [], audiences = this.audiences, signal }: ExpectedIDToken,
    verifySignature: boolean,
    verifyExp: boolean,
  ): Promise<Readonly<Record<string, unknown>>> {
    const token = parseCompact(idToken);
    const alg = checkHeader(token.header);
    const metadata = verifySignature
      ? await this.#within(this.#getMetadata(), signal)
      : this.#givenMetadata;
    if (metadata && !metadata.algorithms.includes(alg)) {
      throw new InvalidIDTokenError("algorithm", "its issuer does not sign with this algorithm");
    }
    if (verifySignature) await this.#verifySignature(token, alg, signal);
    const claims = parseObject(token.payload, "payload");
    checkClaims(claims, {
      issuer: this.#issuer,
      audiences,
      nonce,
      nowSeconds: this.#clock.now() / 1000,
      leewaySeconds: this.#leewaySeconds,
      verifyExp,
    });
    const accessTokens = typeof accessToken === "string" ? [accessToken] : accessToken;
    await checkAccessTokenHash(claims.at_hash, alg, accessTokens);
    return Object.freeze(claims);
  }

  /** Looks for one of the issuer's keys that has signed the token. */
  async #verifySignature(token: CompactToken, alg: string, signal?: AbortSignal): Promise<void> {
    const { loads } = this.#keys;
    const keys = this.#givenKeys ?? await this.#within(this.#keys.get(), signal);
    const candidates = candidateKeys(keys, alg, token.header.kid);
    if (await this.#isSignedByOne(token, alg, candidates)) return;
    // The issuer may have taken a new key.
    const newKeys = this.#givenKeys
      ? undefined
      : await this.#within(this.#keys.getAgain(keys, loads), signal);
    const more = newKeys ? candidateKeys(newKeys, alg, token.header.kid) : [];
    if (await this.#isSignedByOne(token, alg, more)) return;
    throw candidates.length + more.length > 0
      ? new InvalidIDTokenError("signature", "its signature is wrong")
      : new InvalidIDTokenError("key", "its issuer has no such key");
  }

  async #isSignedByOne(
    { parts: [header, payload, signature] }: CompactToken,
    alg: string,
    keys: readonly UncheckedJwk[],
  ): Promise<boolean> {
    const { flattenedVerify } = await loadJose();
    for (const key of keys) {
      try {
        const jws = { protected: header, payload, signature };
        await flattenedVerify(jws, await this.#import(key, alg));
        return true;
      } catch { // Try the next key. The reason is not exposed.
        continue;
      }
    }
    return false;
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

  /** Undefined where nothing says what the issuer's configuration is, nor where to ask. */
  async #getMetadata(): Promise<Metadata | undefined> {
    return this.#givenMetadata ?? await this.#metadata?.get();
  }

  /** Other calls may wait for the same promise: an abort ends this wait only. */
  #within<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return signal ? within(this.#clock, promise, signal) : promise;
  }
}

/** Whether a document says nothing. */
export function isEmpty(document: object): boolean {
  return Object.keys(document).length === 0;
}

/**
 * The audiences in an option, as a list; undefined if there is none.
 *
 * @throws {TypeError} If it is empty, or not text.
 */
export function checkAudiences(audience: unknown): readonly string[] | undefined {
  if (audience === undefined || audience === null) return undefined;
  const all: unknown = typeof audience === "string" ? [audience] : audience;
  const isId = (id: unknown) => typeof id === "string" && id !== "";
  if (!Array.isArray(all) || all.length === 0 || !all.every(isId)) {
    throw new TypeError("Cannot check ID tokens: verifyAudience must be one or more client ids");
  }
  return [...all];
}

/** The algorithm, if a header names one that is allowed and no extension. */
function checkHeader({ alg, crit, b64, kid }: CompactToken["header"]): string {
  if (typeof alg !== "string" || !ALGORITHMS.has(alg) || crit !== undefined || b64 !== undefined) {
    throw new InvalidIDTokenError("algorithm", "its algorithm is not allowed");
  }
  if (kid !== undefined && typeof kid !== "string") {
    throw new InvalidIDTokenError("malformed", "the name of its key is not text");
  }
  return alg;
}
