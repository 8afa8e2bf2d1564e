/** The claims of a made-up ID token, in the form of those of Globus Auth: no user has this identity. */
const CLAIMS = {
  iss: "https://auth.globus.org",
  aud: "7d1a3c52-0f9e-4a6b-8c2d-5e4f3a2b1c0d",
  sub: "5a3b1e00-9c4d-4f72-8e16-d07a2c9b6f41",
  name: "Kim Sample",
  preferred_username: "kim@sample.example",
  organization: "Sample University",
  iat: 1_700_000_000,
  exp: 1_700_172_800,
};

/**
 * Makes a JWT for visitors to try, in the browser. The signature is not real: a program that checks it
 * refuses it.
 */
export function sampleJwt(): string {
  return [JSON.stringify({ alg: "RS512", typ: "JWT" }), JSON.stringify(CLAIMS), "not a signature"]
    .map((part) => btoa(part).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_"))
    .join(".");
}
