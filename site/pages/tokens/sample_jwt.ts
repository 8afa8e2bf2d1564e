/** The claims of a made-up ID token, in the form of those of Globus Auth. */
const CLAIMS = {
  iss: "https://auth.globus.org",
  aud: "61338d24-54d5-408f-a10d-66c06b59f6d2",
  sub: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
  name: "Ada Lind",
  preferred_username: "ada@fjord.example",
  organization: "Fjord University",
  iat: 1_700_000_000,
  exp: 1_700_172_800,
};

/** Makes a JWT for readers to try. The signature is not real: a program that checks it refuses it. */
export function sampleJwt(): string {
  return [JSON.stringify({ alg: "RS512", typ: "JWT" }), JSON.stringify(CLAIMS), "not a signature"]
    .map((part) =>
      new TextEncoder().encode(part).toBase64({ alphabet: "base64url", omitPadding: true })
    )
    .join(".");
}
