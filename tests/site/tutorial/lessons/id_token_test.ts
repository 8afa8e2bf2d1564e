import { assertEquals, assertRejects } from "@std/assert";
import { NativeAppAuthClient } from "../../../../mod.ts";
import { Sandbox, TUTORIAL_CLIENT_ID } from "../../../../lib/sandbox/mod.ts";
import { inspectIdToken } from "../../../../site/tutorial/lessons/id_token.ts";

async function login(prepare: (sandbox: Sandbox) => void = () => {}) {
  const sandbox = new Sandbox();
  prepare(sandbox);
  const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, { fetch: sandbox.fetch });
  const flow = client.oauth2StartFlow(["openid", "profile"]);
  const code = await sandbox.approve(await flow.getAuthorizeUrl());
  const tokens = await flow.exchangeCodeForTokens(code);
  const { id_token: idToken } = tokens.data as { id_token: string };
  const accessToken = tokens.byResourceServer["auth.globus.org"].access_token;
  return { accessToken, client, idToken, sandbox };
}

function outcomes(report: Awaited<ReturnType<typeof inspectIdToken>>) {
  return report.checks.map(({ outcome }) => outcome).join(" ");
}

Deno.test("inspectIdToken() passes a valid token, and marks what only the login could check", async () => {
  const { accessToken, client, idToken } = await login();
  const report = await inspectIdToken(idToken, accessToken, client);
  assertEquals(report.verdict, "verified");
  assertEquals(outcomes(report), "passed passed passed passed passed passed passed login passed");
  assertEquals(report.header, { alg: "RS512" });
  assertEquals(report.claims.name, "Ada Lind");
  assertEquals(report.key?.kty, "RSA");
  assertEquals(report.key?.bits, 2048);
  assertEquals(report.key?.thumbprint.length, 43);
  assertEquals(report.signatureBytes, 256);
  assertEquals(report.lengths, idToken.split(".").map((text) => text.length));
});

Deno.test("G1 the report of inspectIdToken() contains neither the token nor a part of it", async () => {
  const { accessToken, client, idToken } = await login();
  const text = JSON.stringify(await inspectIdToken(idToken, accessToken, client));
  for (const part of [idToken, ...idToken.split("."), accessToken]) {
    assertEquals(text.includes(part), false);
  }
});

Deno.test("inspectIdToken() finds a signature by an unknown key, and stops there", async () => {
  const { accessToken, client, idToken } = await login((sandbox) => {
    sandbox.hostile.idToken = { foreignKey: true };
  });
  const report = await inspectIdToken(idToken, accessToken, client);
  assertEquals(report.verdict, "failed");
  assertEquals(report.key, undefined);
  assertEquals(outcomes(report), "passed passed failed open open open open open open");
});

Deno.test("inspectIdToken() finds claims of another issuer, client or user", async () => {
  const cases: [Record<string, unknown>, number][] = [
    [{ iss: "https://auth.globus.example" }, 4],
    [{ aud: "6f1b0000-0000-4000-8000-000000000000" }, 5],
    [{ exp: 1 }, 6],
    [{ at_hash: "AAAA" }, -1],
  ];
  for (const [claims, failed] of cases) {
    const { accessToken, client, idToken } = await login((sandbox) => {
      sandbox.hostile.idToken = { claims };
    });
    const report = await inspectIdToken(idToken, accessToken, client);
    assertEquals(report.checks.findIndex(({ outcome }) => outcome === "failed"), failed);
    assertEquals(report.verdict === "verified", failed < 0);
  }
});

Deno.test("inspectIdToken() accepts an access token that was renewed since the login", async () => {
  const { client, idToken } = await login();
  const report = await inspectIdToken(idToken, "another", client);
  assertEquals(report.verdict, "verified");
  assertEquals(report.checks.at(-1)?.outcome, "login");
});

Deno.test("inspectIdToken() finds an expired ID token", async () => {
  const { accessToken, client, idToken, sandbox } = await login();
  const clock = { ...client.clock, now: () => Date.now() + 49 * 3_600_000 };
  const later = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, { fetch: sandbox.fetch, clock });
  const report = await inspectIdToken(idToken, accessToken, later);
  assertEquals(report.checks[6].outcome, "failed");
  assertEquals(report.verdict, "expired");
});

Deno.test("inspectIdToken() rejects if the keys cannot be loaded", async () => {
  const { accessToken, client, idToken, sandbox } = await login();
  sandbox.faults.add({ path: "/jwk.json", fault: "html", status: 404 });
  await assertRejects(() => inspectIdToken(idToken, accessToken, client), Error, "Cannot GET");
});
