import type { Clock } from "../core/clock.ts";
import { Cached } from "./cached.ts";
import { ALGORITHMS, candidateKeys } from "./candidate_keys.ts";
import {
  checkAccessTokenHash,
  checkClaims,
  type IDTokenClaims,
  type UnverifiedIDTokenClaims,
} from "./id_token_claims.ts";
import type { IDTokenTools } from "./id_token_tools.ts";
import { type CompactToken, parseCompact, parseObject } from "./jwt.ts";
import type { UncheckedJwk } from "./keys.ts";
import type { Metadata } from "./openid_configuration.ts";

/** What an ID token must match. */
export interface ExpectedIDToken {
  /** The nonce that was sent with the login; undefined if none was sent. */
  nonce?: string | undefined;
  /** The access token, or tokens, that came with the ID token. */
  accessToken?: string | readonly string[] | undefined;
  /** Ids of clients, one of which must be the audience. @default those of the issuer */
  audiences?: readonly string[] | undefined;
  /** Ends the wait for keys. */
  signal?: AbortSignal | undefined;
}

/** The issuer of ID tokens: its address, its configuration and keys, and how to request them. */
export interface Issuer {
  /** Address of the issuer, as the claim `iss` names it. */
  readonly issuer: string;
  /** The clock that times are compared with. */
  readonly clock: Clock;
  /** Seconds by which the issuer's clock and this one may differ. */
  readonly leewaySeconds: number;
  /** Ids of clients, one of which must be the audience. */
  readonly audiences: readonly string[];
  /** The configuration that the user has given. */
  readonly givenMetadata: Metadata | undefined;
  /** The keys that the user has given. */
  readonly givenKeys: UncheckedJwk[] | undefined;
  /** Requests the configuration; undefined if its address is not known. */
  readonly loadMetadata: (() => Promise<Metadata>) | undefined;
  /** Requests the keys, at the address that the configuration names. */
  loadKeys(getMetadata: () => Promise<Metadata | undefined>): Promise<UncheckedJwk[]>;
}

const MINUTE = 60_000;
/** Keys are used for 5 minutes, or for an hour if new ones cannot be fetched. */
const KEY_TIMES = { freshMs: 5 * MINUTE, staleMs: 60 * MINUTE, againMs: MINUTE };
const METADATA_TIMES = { freshMs: 60 * MINUTE, staleMs: 24 * 60 * MINUTE, againMs: MINUTE };

// Loaded with the first token: most programs never check one.
let jose: typeof import("jose") | undefined;
async function loadJose({ loadPart }: IDTokenTools): Promise<typeof import("jose")> {
  return jose ??= await loadPart("check an ID token", import("jose"));
}

/** Checks the ID tokens of an issuer. A browser loads it with the first token. */
export class IDTokenCheck {
  readonly #issuer: Issuer;
  readonly #tools: IDTokenTools;
  readonly #metadata: Cached<Metadata> | undefined;
  readonly #keys: Cached<UncheckedJwk[]>;
  readonly #imported = new WeakMap<UncheckedJwk, Map<string, Promise<CryptoKey>>>();

  /** Takes the issuer. Sends nothing. */
  constructor(issuer: Issuer, tools: IDTokenTools) {
    const { clock, loadMetadata } = issuer;
    const { SharedResult } = tools;
    this.#issuer = issuer;
    this.#tools = tools;
    this.#metadata = loadMetadata && new Cached(loadMetadata, clock, METADATA_TIMES, SharedResult);
    const loadKeys = () => issuer.loadKeys(() => this.#getMetadata());
    this.#keys = new Cached(loadKeys, clock, KEY_TIMES, SharedResult);
  }

  /** Runs all checks. No other function returns verified claims. */
  async verify(idToken: string, expected: ExpectedIDToken): Promise<IDTokenClaims> {
    const claims = await this.#read(idToken, expected, true, true);
    return claims as unknown as IDTokenClaims;
  }

  /** Runs all checks but those that are switched off. */
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
    { nonce, accessToken = [], audiences = this.#issuer.audiences, signal }: ExpectedIDToken,
    verifySignature: boolean,
    verifyExp: boolean,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { issuer, clock, leewaySeconds, givenMetadata } = this.#issuer;
    const token = parseCompact(idToken, this.#tools);
    const alg = checkHeader(token.header, this.#tools);
    const metadata = verifySignature
      ? await this.#within(this.#getMetadata(), signal)
      : givenMetadata;
    if (metadata && !metadata.algorithms.includes(alg)) {
      throw new this.#tools.InvalidIDTokenError(
        "algorithm",
        "its issuer does not sign with this algorithm",
      );
    }
    if (verifySignature) await this.#verifySignature(token, alg, signal);
    const claims = parseObject(token.payload, "payload", this.#tools);
    checkClaims(claims, {
      issuer,
      audiences,
      nonce,
      nowSeconds: clock.now() / 1000,
      leewaySeconds,
      verifyExp,
    }, this.#tools);
    const accessTokens = typeof accessToken === "string" ? [accessToken] : accessToken;
    await checkAccessTokenHash(claims.at_hash, alg, accessTokens, this.#tools);
    return Object.freeze(claims);
  }

  /** Checks that one of the issuer's keys has signed the token. */
  async #verifySignature(token: CompactToken, alg: string, signal?: AbortSignal): Promise<void> {
    const { loads } = this.#keys;
    const keys = this.#issuer.givenKeys ?? await this.#within(this.#keys.get(), signal);
    const candidates = candidateKeys(keys, alg, token.header.kid);
    if (await this.#isSignedByOne(token, alg, candidates)) return;
    // The issuer may have a new key.
    const newKeys = this.#issuer.givenKeys
      ? undefined
      : await this.#within(this.#keys.getAgain(keys, loads), signal);
    const more = newKeys ? candidateKeys(newKeys, alg, token.header.kid) : [];
    if (await this.#isSignedByOne(token, alg, more)) return;
    throw candidates.length + more.length > 0
      ? new this.#tools.InvalidIDTokenError("signature", "its signature is wrong")
      : new this.#tools.InvalidIDTokenError("key", "its issuer has no such key");
  }

  async #isSignedByOne(
    { parts: [header, payload, signature] }: CompactToken,
    alg: string,
    keys: readonly UncheckedJwk[],
  ): Promise<boolean> {
    const { flattenedVerify } = await loadJose(this.#tools);
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
      imported = loadJose(this.#tools).then(async ({ importJWK }) =>
        await importJWK(key, alg) as CryptoKey
      );
      byAlgorithm.set(alg, imported);
    }
    return imported;
  }

  /** The issuer's configuration; undefined if neither it nor its address is known. */
  async #getMetadata(): Promise<Metadata | undefined> {
    return this.#issuer.givenMetadata ?? await this.#metadata?.get();
  }

  /** An abort ends this wait only: other calls can wait for the same promise. */
  #within<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return signal ? this.#tools.within(this.#issuer.clock, promise, signal) : promise;
  }
}

/** The algorithm of a header. It must be allowed, and the header must name no extension. */
function checkHeader(header: CompactToken["header"], tools: IDTokenTools): string {
  const { alg, crit, b64, kid } = header;
  if (typeof alg !== "string" || !ALGORITHMS.has(alg) || crit !== undefined || b64 !== undefined) {
    throw new tools.InvalidIDTokenError("algorithm", "its algorithm is not allowed");
  }
  if (kid !== undefined && typeof kid !== "string") {
    throw new tools.InvalidIDTokenError("malformed", "the name of its key is not text");
  }
  return alg;
}
