import {
  type AuthLoginClient,
  IDTokenDecoder,
  type IDTokenFault,
  InvalidIDTokenError,
  type Jwk,
} from "@globus-deno/sdk";

/** One of the checks that an ID token has to pass. */
export interface Check {
  /** What is looked at. */
  title: string;
  /** What was found. */
  found: string;
  /** `login`: it was passed at the login, and cannot be repeated. `open`: it was not come to. */
  outcome: "passed" | "failed" | "login" | "open";
}

/** The key that signed an ID token. */
export interface KeyFacts {
  kty: string;
  alg: string;
  /** Its name, if it has one. */
  kid: string;
  bits: number;
  /** Its thumbprint (RFC 7638), which names it for people. */
  thumbprint: string;
}

/** An ID token taken apart. It holds neither the token nor its signature. */
export interface IdTokenReport {
  /** Characters of its three texts: header, claims, signature. */
  lengths: number[];
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** Length of the signature. */
  signatureBytes: number;
  /** Absent if no key of the issuer has signed it. */
  key?: KeyFacts;
  checks: Check[];
  /** Whether all checks were passed. */
  isGood: boolean;
}

/** The checks, in order, each with the faults that it finds. */
const STAGES: readonly [title: string, ...faults: IDTokenFault[]][] = [
  ["Three parts, well formed", "malformed"],
  ["A strong algorithm, and one that the issuer uses", "algorithm"],
  ["Signed with a key of the issuer", "key", "signature"],
  ["All claims that must be there", "missing_claim", "malformed_claim"],
  ["From Globus Auth (iss)", "issuer"],
  ["For this client (aud)", "audience", "authorized_party"],
  ["In its time (iat, exp)", "not_yet_valid", "expired"],
  ["For this login (nonce)", "nonce"],
  ["With this access token (at_hash)", "access_token_hash"],
];

/** Reads one part of a token. Nothing that it says is to be believed yet. */
function partOf(part: string): Record<string, unknown> {
  const bytes = Uint8Array.fromBase64(part, { alphabet: "base64url" });
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Checks an ID token with the issuer's keys, one by one, and tells how each check went.
 *
 * @param accessToken The token for Globus Auth that the session holds now.
 * @throws {GlobusError} If the issuer's configuration or keys cannot be had.
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
  // The nonce of the login is gone: what the site compared then can only be repeated here.
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
      key ? `the key below` : "no key fits",
      "iss, sub, aud, exp, iat",
      `${claims.iss}`,
      `${claims.aud}`,
      `${timeText(claims.iat)} to ${timeText(claims.exp)}; now ${timeText(now / 1000)}`,
      "compared at the login, and forgotten since",
      fault === "access_token_hash"
        ? "compared at the login; the access token has been renewed since"
        : `${claims.at_hash ?? "not there"}`,
    ][stage];
  // A renewed access token is no fault of the ID token.
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
    isGood: failed === undefined && key !== undefined,
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

/** Seconds since 1970 as a moment for people. */
export function timeText(seconds: unknown): string {
  if (typeof seconds !== "number") return "no time";
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** What each claim says. */
export const CLAIM_TEXTS: ReadonlyMap<string, string> = new Map([
  ["iss", "Issuer: who says all this, and has signed it."],
  ["sub", "Subject: your identity. It never changes: know people by this, not by their name."],
  ["aud", "Audience: the client that it was made for. Other clients must not accept it."],
  ["exp", "When it ends."],
  ["iat", "When it was issued."],
  ["nonce", "The random text that the site sent along with the login."],
  ["at_hash", "Half of a hash of the access token that came with it: they belong together."],
  ["name", "Your name. From the scope profile."],
  [
    "email",
    "Your mail address. From the scope email. It can change hands: do not know people by it.",
  ],
  ["preferred_username", "Your name at your institution. From the scope profile."],
  ["organization", "Where you work, as you told Globus. From the scope profile."],
  ["identity_provider", "Which institution vouches for you, as an id."],
  ["identity_provider_display_name", "The same, as a name."],
  ["last_authentication", "When you last gave your password there."],
]);
