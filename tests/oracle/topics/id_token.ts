import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { InvalidIDTokenError, InvalidMetadataError } from "../../../lib/oauth/errors.ts";
import { IDTokenDecoder } from "../../../lib/oauth/id_token.ts";
import { OAuthTokenResponse } from "../../../lib/oauth/token_response.ts";
import { AuthClient } from "../../../lib/services/auth/client.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { FakeService } from "../fake_service.ts";
import { type Json, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { FakeClock } from "../../kit/clock.ts";

const ISSUER = "https://auth.globus.org";
const CONFIGURATION_URL = `${ISSUER}/.well-known/openid-configuration`;
const KEYS_URL = `${ISSUER}/jwk.json`;

/** PyJWT's classes for what we call by faults. */
const CLASSES: Record<string, string> = {
  malformed: "DecodeError",
  algorithm: "InvalidAlgorithmError",
  key: "InvalidKeyError",
  signature: "InvalidSignatureError",
  missing_claim: "MissingRequiredClaimError",
  malformed_claim: "DecodeError",
  issuer: "InvalidIssuerError",
  audience: "InvalidAudienceError",
  expired: "ExpiredSignatureError",
  not_yet_valid: "ImmatureSignatureError",
  // PyJWT checks neither.
  authorized_party: "InvalidAudienceError",
  nonce: "InvalidNonceError",
};

function pythonClass(name: string): Json {
  return {
    raises: name,
    is_a: name === "InvalidKeyError"
      ? ["PyJWTError"]
      : name === "InvalidSignatureError"
      ? ["DecodeError", "InvalidTokenError", "PyJWTError"]
      : ["InvalidTokenError", "PyJWTError"],
  };
}

let otherKey: Json;
/** A key that signed none of the tokens. */
function anotherKey() {
  return otherKey ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey
    .export({ format: "jwk" });
}

/** The key that a vector gives: a document, or what the vector calls it. */
function givenKey({ given, jwks }: Json): Json {
  const jwk = given?.jwk ?? undefined;
  if (typeof jwk !== "string") return jwk;
  if (jwk.startsWith("-----BEGIN")) return createPublicKey(jwk).export({ format: "jwk" });
  return /other|wrong/.test(jwk) ? anotherKey() : jwks.keys[0];
}

/** The service that gives configuration and keys, and a client of it. */
function setUp(configuration: Json, jwks: Json, now: number) {
  const fetched: string[] = [];
  const service = new FakeService((_, { base, path }) => {
    fetched.push(base + path);
    return { json: path.endsWith("configuration") ? configuration : jwks };
  });
  const options = {
    fetch: service.fetch,
    clock: new FakeClock({ jumps: "patient", startSeconds: now }),
  };
  return { fetched, options };
}

/** Does what a vector of the topic `id_token` says. */
export async function run({ id, input }: Vector): Promise<unknown> {
  if (id.endsWith("/no-id-token-in-response")) return await withoutIdToken();
  if (id.endsWith("/keeps-config-and-key")) return await decodeOften(input);
  if (typeof input.id_token !== "string") throw new NotYetThere(id);
  const { fetched, options } = setUp(input.openid_configuration, input.jwks, input.now);
  const client = input.client_id === null
    ? new AuthClient(options)
    : new NativeAppAuthClient(input.client_id, options);
  const { leeway, require, verify_exp: verifyExp, verify_signature: verifySignature } =
    input.jwt_params ?? {};
  const jwk = givenKey(input);
  try {
    const decoder = new IDTokenDecoder(client, {
      leewaySeconds: leeway,
      openidConfiguration: input.given?.openid_configuration,
      jwk,
    });
    const nonce = require?.includes("nonce") ? "(required)" : undefined;
    const params = { nonce, verifyExp, verifySignature };
    const claims = await decoder.decode(input.id_token, params);
    return { claims, fetched };
  } catch (error) {
    return { ...raised(error, require), fetched };
  }
}

function raised(error: unknown, required: string[] = []): Json {
  if (error instanceof InvalidIDTokenError) {
    const { fault, message } = error;
    if (fault === "malformed_claim" && / aud /.test(message)) {
      return pythonClass("InvalidAudienceError");
    }
    if (fault === "malformed_claim" && / iat /.test(message)) {
      return pythonClass("InvalidIssuedAtError");
    }
    const isRequired = fault === "nonce" && required.includes("nonce");
    return pythonClass(isRequired ? "MissingRequiredClaimError" : CLASSES[fault]);
  }
  if (error instanceof InvalidMetadataError) return { raises: "InvalidMetadataError" };
  if (error instanceof RangeError) return { raises: "ValueError", is_a: [] };
  if (error instanceof GlobusSDKUsageError) {
    return { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };
  }
  throw error;
}

async function withoutIdToken(): Promise<unknown> {
  const tokens = new OAuthTokenResponse({
    access_token: "at",
    expires_in: 1,
    resource_server: "transfer.api.globus.org",
    scope: "s",
    token_type: "Bearer",
    other_tokens: [],
  });
  try {
    return { claims: await tokens.decodeIdToken() };
  } catch (error) {
    if (!(error instanceof GlobusSDKUsageError)) throw error;
    return { raises: "KeyError", is_a: ["LookupError"], fetched: [] };
  }
}

async function decodeOften({ client_id: aud, now, decode_times: times }: Json): Promise<unknown> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwks = { keys: [publicKey.export({ format: "jwk" })] };
  const configuration = {
    issuer: ISSUER,
    jwks_uri: KEYS_URL,
    id_token_signing_alg_values_supported: ["RS512"],
  };
  const { fetched, options } = setUp(configuration, jwks, now);
  const decoder = new IDTokenDecoder(new NativeAppAuthClient(aud, options));
  const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const claims = { iss: ISSUER, aud, sub: "s", iat: now, exp: now + 60 };
  const signed = `${part({ alg: "RS512" })}.${part(claims)}`;
  const signature = sign("sha512", new TextEncoder().encode(signed), privateKey);
  const token = `${signed}.${signature.toString("base64url")}`;
  const fetchedSoFar: string[][] = [];
  for (let i = 0; i < times; i++) {
    await decoder.decode(token);
    fetchedSoFar.push([...fetched]);
  }
  return { fetched_so_far: fetchedSoFar, audience: decoder.getTokenAudience() };
}

/** What we do on purpose instead of what Python does. */
export function instead({ input, expect }: Vector): Instead | undefined {
  if (expect.accident || typeof input.id_token !== "string") return undefined;
  const fetched: string[] = [];
  const outcome = judge(input, (url) => fetched.push(url));
  const ours = { ...outcome, fetched };
  const same = outcome.raises === expect.raises &&
    JSON.stringify(fetched) === JSON.stringify(expect.fetched);
  return same ? undefined : {
    reason:
      "issuer, azp, nonce, kid, the key's purpose and length are checked; sub, exp and iat must be" +
      " there; clocks may differ by 300 s at most; only the checks of exp and the signature" +
      " can be switched off; what the token alone shows is checked before keys are fetched",
    expect: ours,
  };
}

/** An ID token, judged a second time by our rules. */
function judge(input: Json, fetch: (url: string) => void): Json {
  const refuse = (fault: string) => pythonClass(CLASSES[fault] ?? fault);
  const { jwt_params: params = {}, given = {} } = input;
  const leeway = params.leeway ?? 300;
  if (leeway > 300 || leeway < 0) return { raises: "ValueError", is_a: [] };
  // Without a client id there is no audience that a token could be for.
  if (input.client_id === null) return USAGE_ERROR;
  const parts: string[] = input.id_token.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) {
    return refuse("malformed");
  }
  const read = (part: string): Json => {
    try {
      const value = JSON.parse(
        new TextDecoder("utf-8", { ignoreBOM: true }).decode(fromBase64Url(part)),
      );
      return typeof value === "object" && !Array.isArray(value) ? value : undefined;
    } catch {
      return undefined;
    }
  };
  const isBase64Url = (part: string) => {
    try {
      return toBase64Url(fromBase64Url(part)) === part;
    } catch {
      return false;
    }
  };
  if (!parts.every(isBase64Url)) return refuse("malformed");
  const header = read(parts[0]);
  if (!header) return refuse("malformed");
  const { alg, kid, crit, b64 } = header;
  // No extension is known, so none can be critical.
  if (crit !== undefined || b64 !== undefined || !/^([RP]S(256|384|512)|ES(256|384))$/.test(alg)) {
    return refuse("algorithm");
  }
  if (kid !== undefined && typeof kid !== "string") return refuse("malformed");
  const isGiven = given.openid_configuration && Object.keys(given.openid_configuration).length > 0;
  const judgePayload = () => {
    const claims = read(parts[1]);
    return claims ? judgeClaims(claims, input, leeway) ?? { claims } : refuse("malformed");
  };
  const isSigned = params.verify_signature !== false;
  if (!isSigned && !isGiven) return judgePayload();
  if (!isGiven) fetch(CONFIGURATION_URL);
  const configuration = isGiven ? given.openid_configuration : input.openid_configuration;
  const { jwks_uri: url, id_token_signing_alg_values_supported: algorithms } = configuration;
  if (configuration.issuer !== ISSUER || !url || !Array.isArray(algorithms)) {
    return { raises: "InvalidMetadataError" };
  }
  if (!algorithms.includes(alg)) return refuse("algorithm");
  if (!isSigned) return judgePayload();
  const givenJwk = givenKey(input);
  if (!givenJwk) fetch(url);
  const all = givenJwk && [givenJwk];
  const keys = Array.isArray(input.jwks.keys) ? input.jwks.keys : [];
  const usable = (all ?? keys)
    .filter((key: Json) =>
      (key?.kty === "RSA" ? key.n && key.e : key?.kty === "EC") && (key.use ?? "sig") === "sig" &&
      (key.key_ops ?? ["verify"]).includes("verify") && !("d" in key) &&
      // 2048 bits are 342 characters.
      (key.kty === "EC" || key.n.length >= 342)
    );
  if (usable.length === 0) return { raises: "InvalidMetadataError" };
  const fits = usable.filter((key: Json) =>
    key.kty === (alg.startsWith("ES") ? "EC" : "RSA") && (key.alg ?? alg) === alg &&
    (key.kid === undefined || kid === undefined || key.kid === kid)
  );
  if (fits.length === 0) return refuse("key");
  if (!fits.some((key: Json) => isSignedBy(parts, alg, key))) return refuse("signature");
  return judgePayload();
}

function judgeClaims(claims: Json, input: Json, leeway: number): Json | undefined {
  const { now, client_id: clientId, jwt_params: params = {} } = input;
  const { iss, sub, aud, exp, iat, nbf, azp, nonce } = claims;
  for (const value of [iss, sub, aud, exp, iat]) {
    const isEmpty = value === undefined || value === null || value === "";
    if (isEmpty || Array.isArray(value) && value.length === 0) {
      return pythonClass("MissingRequiredClaimError");
    }
  }
  if (typeof iss !== "string" || typeof sub !== "string") return pythonClass("DecodeError");
  const audiences = [aud].flat();
  if (!audiences.every((item) => typeof item === "string")) {
    return pythonClass("InvalidAudienceError");
  }
  if (typeof exp !== "number") return pythonClass("DecodeError");
  if (typeof iat !== "number") return pythonClass("InvalidIssuedAtError");
  if (nbf !== undefined && typeof nbf !== "number") return pythonClass("DecodeError");
  if (iss !== ISSUER) return pythonClass("InvalidIssuerError");
  if (!audiences.includes(clientId)) return pythonClass("InvalidAudienceError");
  if (azp === undefined ? audiences.length > 1 : azp !== clientId) {
    return pythonClass("InvalidAudienceError");
  }
  if (params.verify_exp !== false && exp <= now - leeway) {
    return pythonClass("ExpiredSignatureError");
  }
  if (Math.max(iat, nbf ?? iat) > now + leeway) return pythonClass("ImmatureSignatureError");
  if (params.require?.includes("nonce")) return pythonClass("MissingRequiredClaimError");
  if (nonce !== undefined) return pythonClass("InvalidNonceError");
}

const USAGE_ERROR = { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };

function toBase64Url(bytes: Uint8Array) {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function fromBase64Url(text: string) {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

function isSignedBy([header, payload, signature]: string[], alg: string, jwk: Json): boolean {
  try {
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const hash = `sha${alg.slice(2)}`;
    const options = alg.startsWith("ES") ? { key, dsaEncoding: "ieee-p1363" as const } : key;
    const signed = new TextEncoder().encode(`${header}.${payload}`);
    return verify(hash, signed, options, fromBase64Url(signature));
  } catch {
    return false;
  }
}
