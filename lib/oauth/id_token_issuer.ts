import type { CallOptions } from "../core/client_options.ts";
import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { SharedResult } from "../core/reentry.ts";
import type { TransportOptions } from "../core/transport.ts";
import { decodeBase64Url, encodeBase64Url } from "./base64url.ts";
import { InvalidIDTokenError } from "./errors.ts";
import type { ExpectedIDToken, IDTokenCheck, Issuer } from "./id_token_check.ts";
import type { IDTokenClaims, UnverifiedIDTokenClaims } from "./id_token_claims.ts";
import { type UncheckedJwk, usableKeys } from "./keys.ts";
import { checkMetadata, isAt, issuerOf, type Metadata, PUBLIC_DOCUMENT } from "./metadata.ts";

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

/**
 * The mechanism of {@link IDTokenDecoder}: who signs ID tokens, and what was given of its
 * configuration and keys.
 */
export class IDTokenIssuer implements Issuer {
  readonly issuer: string;
  readonly clock: Clock;
  readonly leewaySeconds: number;
  readonly loadMetadata: (() => Promise<Metadata>) | undefined;
  givenMetadata: Metadata | undefined;
  givenKeys: UncheckedJwk[] | undefined;
  readonly #source: KeySource;
  readonly #audiences: readonly string[] | undefined;
  readonly #jwksUri: string | null | undefined;
  #check: IDTokenCheck | undefined;

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
    this.issuer = source.issuer;
    this.clock = source.clock;
    this.leewaySeconds = leewaySeconds;
    this.#source = source;
    this.#jwksUri = jwksUri;
    this.#audiences = checkAudiences(verifyAudience) ?? (clientId ? [clientId] : undefined);
    const { configurationPath: path } = source;
    if (path !== undefined) {
      this.loadMetadata = async () =>
        checkMetadata(await source.get(path, PUBLIC_DOCUMENT), this.issuer);
    }
    if (openidConfiguration) this.storeOpenidConfiguration(openidConfiguration);
    if (jwk) this.storeJwk(jwk);
  }

  /** The issuer of the ID tokens of a client. */
  static forClient(client: IDTokenClient, options: IDTokenDecoderOptions): IDTokenIssuer {
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
    return new IDTokenIssuer(source, options, client.clientId);
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
    this.givenMetadata = checkMetadata(openidConfiguration, this.issuer);
  }

  /** As {@link IDTokenDecoder.storeJwk}. */
  storeJwk(jwk: object): void {
    const isSet = typeof jwk === "object" && "keys" in jwk;
    this.givenKeys = usableKeys(isSet ? jwk : { keys: [jwk] });
  }

  /** Asks for the keys. */
  async loadKeys(getMetadata: () => Promise<Metadata | undefined>): Promise<UncheckedJwk[]> {
    const url = this.#jwksUri ?? (await getMetadata())!.jwksUri;
    return usableKeys(await this.#source.get(url, PUBLIC_DOCUMENT));
  }

  async #load(): Promise<IDTokenCheck> {
    const { IDTokenCheck } = await import("./id_token_check.ts");
    return this.#check ??= new IDTokenCheck(this, {
      InvalidIDTokenError,
      SharedResult,
      decodeBase64Url,
      encodeBase64Url,
      within,
    });
  }

  /** Makes every check. No other function gives verified claims. */
  async verify(idToken: string, expected: ExpectedIDToken): Promise<IDTokenClaims> {
    return (await this.#load()).verify(idToken, expected);
  }

  /** Makes all checks but those that are off. */
  async inspect(
    idToken: string,
    expected: ExpectedIDToken,
    checks: { verifySignature: boolean; verifyExp: boolean },
  ): Promise<UnverifiedIDTokenClaims> {
    return (await this.#load()).inspect(idToken, expected, checks);
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
