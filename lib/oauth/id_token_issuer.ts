import type { CallOptions } from "../core/client_options.ts";
import type { Clock } from "../core/clock.ts";
import type { TransportOptions } from "../core/transport.ts";
import { decodeBase64Url } from "./decode_base64url.ts";
import type { ExpectedIDToken, IDTokenCheck, Issuer } from "./id_token_check.ts";
import type { IDTokenClaims, UnverifiedIDTokenClaims } from "./id_token_claims.ts";
import type { IssuerTools } from "./id_token_tools.ts";
import { type UncheckedJwk, usableKeys } from "./keys.ts";
import { checkMetadata, isAt, type Metadata } from "./openid_configuration.ts";

/** The parts of a client of Globus Auth that an {@link IDTokenDecoder} uses. */
export interface IDTokenClient {
  /** Id of the client. ID tokens must be for it. */
  readonly clientId?: string;
  /** Address of Globus Auth. ID tokens must name it as their issuer. */
  readonly baseUrl: string;
  /** The clock that times are compared with. */
  readonly clock: Clock;
  /** Sends a GET request, and returns the document of the response. */
  get<T = unknown>(path: string, options?: CallOptions): Promise<T>;
}

/** Options of an {@link IDTokenDecoder}. */
export interface IDTokenDecoderOptions {
  /** Seconds by which the issuer's clock and this one may differ, 0 to 300. @default {300} */
  leewaySeconds?: number | undefined;
  /** The OpenID configuration of the issuer. @default requested from Globus Auth */
  openidConfiguration?: object | null | undefined;
  /** A key or key set that ID tokens are signed with. @default requested from `jwksUri` */
  jwk?: object | null | undefined;
  /** Address of the keys, with the issuer's origin. @default as in the configuration */
  jwksUri?: string | null | undefined;
  /** The issuer, such as `https://auth.globus.org`. @default the client's Globus Auth */
  issuer?: string | null | undefined;
  /** Ids of clients, one of which must be the audience. @default the client's id */
  verifyAudience?: string | readonly string[] | null | undefined;
  /** How requests for keys are sent. Only for a decoder without a client. */
  transport?: TransportOptions | undefined;
}

/** Where the configuration and the keys of an issuer are requested. */
export interface KeySource {
  /** Address of the issuer. */
  readonly issuer: string;
  /** The clock that times are compared with. */
  readonly clock: Clock;
  /** Sends a GET request, and returns the document of the response. */
  get(path: string, options: CallOptions): Promise<unknown>;
  /** Path of the OpenID configuration; undefined if it must not be requested. */
  readonly configurationPath?: string;
}

/**
 * The issuer of ID tokens, for {@link IDTokenDecoder} and for clients, which load it with the first
 * token. The checks themselves load with the first token of a decoder too: {@link IDTokenCheck}.
 */
export class IDTokenIssuer implements Issuer {
  readonly issuer: string;
  readonly clock: Clock;
  readonly leewaySeconds: number;
  readonly loadMetadata: (() => Promise<Metadata>) | undefined;
  givenMetadata: Metadata | undefined;
  givenKeys: UncheckedJwk[] | undefined;
  readonly #source: KeySource;
  readonly #tools: IssuerTools;
  readonly #audiences: readonly string[] | undefined;
  readonly #jwksUri: string | null | undefined;
  #check: IDTokenCheck | undefined;

  /**
   * Takes a source and the options of {@link IDTokenDecoder}. Sends nothing.
   *
   * @param clientId The audience, if the options name none.
   */
  constructor(
    source: KeySource,
    options: IDTokenDecoderOptions,
    tools: IssuerTools,
    clientId?: string,
  ) {
    const { leewaySeconds = 300, jwksUri, verifyAudience, openidConfiguration, jwk } = options;
    if (typeof leewaySeconds !== "number" || !(leewaySeconds >= 0 && leewaySeconds <= 300)) {
      throw new RangeError("Cannot check ID tokens: leewaySeconds must be from 0 to 300");
    }
    if (jwksUri != null && !isAt(source.issuer, jwksUri, tools)) {
      throw new TypeError("Cannot use this jwksUri: it has another origin than the issuer");
    }
    this.issuer = source.issuer;
    this.clock = source.clock;
    this.leewaySeconds = leewaySeconds;
    this.#source = source;
    this.#tools = tools;
    this.#jwksUri = jwksUri;
    this.#audiences = checkAudiences(verifyAudience) ?? (clientId ? [clientId] : undefined);
    const { configurationPath: path } = source;
    if (path !== undefined) {
      this.loadMetadata = async () =>
        checkMetadata(await source.get(path, tools.PUBLIC_DOCUMENT), this.issuer, tools);
    }
    if (openidConfiguration) this.storeOpenidConfiguration(openidConfiguration);
    if (jwk) this.storeJwk(jwk);
  }

  /** The Globus Auth of a client as an issuer. */
  static forClient(
    client: IDTokenClient,
    options: IDTokenDecoderOptions,
    tools: IssuerTools,
  ): IDTokenIssuer {
    const { GlobusSDKUsageError, issuerOf } = tools;
    const issuer = issuerOf(client.baseUrl);
    if (options.issuer != null && issuerOf(options.issuer) !== issuer) {
      throw new GlobusSDKUsageError(
        "Cannot use this issuer: the client belongs to another one; leave issuer out",
      );
    }
    if (options.transport) {
      throw new GlobusSDKUsageError(
        "Cannot use transport: the client sends the requests; leave transport out",
      );
    }
    const source: KeySource = {
      issuer,
      clock: client.clock,
      get: (path, options) => client.get(path, options),
      configurationPath: "/.well-known/openid-configuration",
    };
    return new IDTokenIssuer(source, options, tools, client.clientId);
  }

  /** {@link IDTokenDecoder.getTokenAudience} as a list. */
  get audiences(): readonly string[] {
    if (!this.#audiences) {
      throw new this.#tools.GlobusSDKUsageError(
        "Cannot check an ID token: give verifyAudience, or a client that has a clientId",
      );
    }
    return this.#audiences;
  }

  /** See {@link IDTokenDecoder.storeOpenidConfiguration}. */
  storeOpenidConfiguration(openidConfiguration: object): void {
    if (isEmpty(openidConfiguration)) return;
    this.givenMetadata = checkMetadata(openidConfiguration, this.issuer, this.#tools);
  }

  /** See {@link IDTokenDecoder.storeJwk}. */
  storeJwk(jwk: object): void {
    const isSet = typeof jwk === "object" && "keys" in jwk;
    this.givenKeys = usableKeys(isSet ? jwk : { keys: [jwk] }, this.#tools);
  }

  /** Requests the keys of the issuer. */
  async loadKeys(getMetadata: () => Promise<Metadata | undefined>): Promise<UncheckedJwk[]> {
    const url = this.#jwksUri ?? (await getMetadata())!.jwksUri;
    return usableKeys(await this.#source.get(url, this.#tools.PUBLIC_DOCUMENT), this.#tools);
  }

  async #load(): Promise<IDTokenCheck> {
    const part = this.#tools.loadPart("check an ID token", import("./id_token_check.ts"));
    const { IDTokenCheck } = await part;
    return this.#check ??= new IDTokenCheck(this, { ...this.#tools, decodeBase64Url });
  }

  /** Runs all checks: see {@link IDTokenCheck.verify}. */
  async verify(idToken: string, expected: ExpectedIDToken): Promise<IDTokenClaims> {
    return (await this.#load()).verify(idToken, expected);
  }

  /** Runs all checks but those that are switched off. */
  async inspect(
    idToken: string,
    expected: ExpectedIDToken,
    checks: { verifySignature: boolean; verifyExp: boolean },
  ): Promise<UnverifiedIDTokenClaims> {
    return (await this.#load()).inspect(idToken, expected, checks);
  }
}

/** Whether a document has no fields. */
export function isEmpty(document: object): boolean {
  return Object.keys(document).length === 0;
}

/**
 * The audiences of an option as a list; undefined if the option is absent.
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
