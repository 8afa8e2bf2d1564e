import {
  type AuthLoginClient,
  IDTokenDecoder,
  type IDTokenFault,
  InvalidIDTokenError,
  type Jwk,
} from "@globus-deno/sdk";

/** One of the checks that an ID token must pass. */
export interface Check {
  /** What the check compares. */
  title: string;
  /** The value in the token. */
  found: string;
  /** `login`: passed at the login; cannot be repeated. `open`: not reached after a failed check. */
  outcome: "passed" | "failed" | "login" | "open";
}

/** The key that signed an ID token. */
interface KeyFacts {
  kty: string;
  alg: string;
  /** The name of the key, or `none`. */
  kid: string;
  bits: number;
  /** The thumbprint of the key (RFC 7638). */
  thumbprint: string;
}

/** The parts of an ID token, without the token itself and its signature. */
export interface IdTokenReport {
  /** Numbers of characters of header, claims and signature. */
  lengths: number[];
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** Length of the decoded signature. */
  signatureBytes: number;
  /** Absent if no key of the issuer has signed the token. */
  key?: KeyFacts;
  checks: Check[];
  /** `expired`: all checks up to that of the times have passed, so Globus Auth did issue it. */
  verdict: "verified" | "expired" | "failed";
}

/** The checks in order, each with the faults that it finds. */
const STAGES: readonly [title: string, ...faults: IDTokenFault[]][] = [
  ["Three parts, well formed", "malformed"],
  ["A strong algorithm, and one that the issuer uses", "algorithm"],
  ["Signed with a key of the issuer", "key", "signature"],
  ["Required claims are present", "missing_claim", "malformed_claim"],
  ["From Globus Auth (iss)", "issuer"],
  ["For this client (aud)", "audience", "authorized_party"],
  ["Not expired (iat, exp)", "not_yet_valid", "expired"],
  ["Nonce matches (nonce)", "nonce"],
  ["Access token matches (at_hash)", "access_token_hash"],
];

/** Decodes one part of a token. Its content is not trusted yet. */
function partOf(part: string): Record<string, unknown> {
  const bytes = Uint8Array.fromBase64(part, { alphabet: "base64url" });
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Checks an ID token with each of the issuer's keys, and reports the result of each check.
 *
 * @param accessToken The session's current token for Globus Auth.
 * @throws {GlobusError} If the issuer's configuration or keys cannot be loaded.
 */
export async function inspectIdToken(
  idToken: string,
  accessToken: string | undefined,
  client: AuthLoginClient,
): Promise<IdTokenReport> {
  const [header, claims] = idToken.split(".", 2).map(partOf);
  const signature = idToken.slice(idToken.lastIndexOf(".") + 1);
  const openidConfiguration = await client.getOpenidConfiguration();
  const { keys } = await client.getJwk({ openidConfiguration });
  // The site compared the nonce at the login and then deleted it, so here it equals itself.
  const nonce = typeof claims.nonce === "string" ? claims.nonce : undefined;
  let fault: IDTokenFault | undefined;
  let key: Jwk | undefined;
  for (const jwk of keys) {
    const decoder = new IDTokenDecoder(client, { openidConfiguration, jwk });
    fault = await faultOf(() => decoder.decode(idToken, { nonce, accessToken }));
    if (fault === "key" || fault === "signature") continue;
    key = jwk;
    break;
  }
  const now = client.clock.now();
  const found = (stage: number) =>
    [
      `${idToken.length} characters`,
      `${header.alg}`,
      key ? `the key below` : "no key matches",
      "iss, sub, aud, exp, iat",
      `${claims.iss}`,
      `${claims.aud}`,
      `${timeText(claims.iat)} to ${timeText(claims.exp)}; now ${timeText(now / 1000)}`,
      "checked at login",
      fault === "access_token_hash"
        ? "checked at login; the access token has been refreshed since"
        : `${claims.at_hash ?? "absent"}`,
    ][stage];
  // A mismatch with a renewed access token does not make the ID token invalid.
  const failed = fault === "access_token_hash" ? undefined : fault;
  const stop = failed ? STAGES.findIndex(([, ...faults]) => faults.includes(failed)) : Infinity;
  const checks = STAGES.map(([title, ...faults], stage): Check => ({
    title,
    found: found(stage),
    outcome: stage > stop
      ? "open"
      : stage === stop
      ? "failed"
      : faults.includes("nonce") || fault && faults.includes(fault)
      ? "login"
      : "passed",
  }));
  return {
    lengths: idToken.split(".").map((text) => text.length),
    header,
    claims,
    signatureBytes: Math.floor(signature.length * 3 / 4),
    key: key && await keyFacts(key),
    checks,
    verdict: failed === "expired" ? "expired" : !failed && key ? "verified" : "failed",
  };
}

async function faultOf(decode: () => Promise<unknown>): Promise<IDTokenFault | undefined> {
  try {
    await decode();
  } catch (error) {
    if (error instanceof InvalidIDTokenError) return error.fault;
    throw error;
  }
}

async function keyFacts(key: Jwk): Promise<KeyFacts> {
  const { kty, alg, kid, n, e } = key;
  const members = JSON.stringify({ e, kty, n });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(members));
  return {
    kty,
    alg: alg ?? "not given",
    kid: kid ?? "none",
    bits: typeof n === "string" ? Math.floor(n.length * 6 / 8) * 8 : 0,
    thumbprint: new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true }),
  };
}

/** Formats seconds since 1970, such as `2030-01-02 03:04 UTC`. */
export function timeText(seconds: unknown): string {
  if (typeof seconds !== "number") return "not a time";
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** The meaning of each claim. */
export const CLAIM_TEXTS: ReadonlyMap<string, string> = new Map([
  ["iss", "Issuer: who issued and signed this token."],
  ["sub", "Subject: your identity. It never changes. Use it to identify users."],
  ["aud", "Audience: the client that it is for. Other clients must not accept it."],
  ["exp", "When it expires."],
  ["iat", "When it was issued."],
  ["nonce", "The random value that the site sent with the login."],
  [
    "at_hash",
    "Half of a hash of the access token that came with it. It shows that they belong together.",
  ],
  ["name", "Your name. From the scope profile."],
  [
    "email",
    "Your email address. From the scope email. It can change. Do not use it to identify users.",
  ],
  ["preferred_username", "Your name at your institution. From the scope profile."],
  ["organization", "Where you work, as you told Globus. From the scope profile."],
  ["identity_provider", "ID of your identity provider."],
  ["identity_provider_display_name", "Name of your identity provider."],
  ["last_authentication", "When you last entered your password there."],
]);
