/**
 * Measures verifying an ID token: all our checks, against jose's `jwtVerify` with the same key, issuer
 * and audience.
 *
 * @module
 */

import { importJWK, jwtVerify, SignJWT } from "jose";
import { IDTokenDecoder } from "../lib/oauth/id_token.ts";
import { NativeAppAuthClient } from "../lib/services/auth/native_client.ts";

const ISSUER = "https://auth.globus.org";
const CLIENT_ID = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";

/** Milliseconds that `checks` checks take. */
async function time(checks: number, check: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < checks; i++) await check();
  return performance.now() - start;
}

/**
 * Microseconds for one check, ours and jose's: the median of rounds in which both take turns, so that
 * other load of the machine affects both.
 */
export async function run(): Promise<{ name: string; ours: number; theirs: number }[]> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-512",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"],
  );
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", publicKey);
  const jwk = { kty: kty!, n, e, alg: "RS512", use: "sig" };
  const idToken = await new SignJWT({
    email: "ann@uni.example.edu",
    name: "Ann Example",
    preferred_username: "ann@uni.example.edu",
    organization: "Example University",
    last_authentication: null,
  })
    .setProtectedHeader({ alg: "RS512" })
    .setIssuer(ISSUER)
    .setAudience(CLIENT_ID)
    .setSubject("8ca28797-3541-4a5d-a264-05b00f91e608")
    .setIssuedAt()
    .setExpirationTime("2h")
    .sign(privateKey);

  const decoder = new IDTokenDecoder(new NativeAppAuthClient(CLIENT_ID), {
    openidConfiguration: {
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/jwk.json`,
      id_token_signing_alg_values_supported: ["RS512"],
    },
    jwk,
  });
  const key = await importJWK(jwk, "RS512");
  const expected = {
    issuer: ISSUER,
    audience: CLIENT_ID,
    algorithms: ["RS512"],
    clockTolerance: 300,
    requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
  };
  const ours = () => decoder.decode(idToken);
  const theirs = () => jwtVerify(idToken, key, expected);

  const checks = 500;
  await time(checks, ours);
  await time(checks, theirs);
  const rounds: { ours: number; theirs: number }[] = [];
  for (let i = 0; i < 15; i++) {
    rounds.push({ ours: await time(checks, ours), theirs: await time(checks, theirs) });
  }
  const median = (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1] * 1000 / checks;
  return [{
    name: "ID token check, µs",
    ours: median(rounds.map((round) => round.ours)),
    theirs: median(rounds.map((round) => round.theirs)),
  }];
}

if (import.meta.main) {
  for (const { name, ours, theirs } of await run()) {
    console.log(name, ours.toFixed(1), theirs.toFixed(1), (ours / theirs).toFixed(2));
  }
}
