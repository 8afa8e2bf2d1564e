import { assert, assertEquals } from "@std/assert";
import { base64url } from "../../../lib/sandbox/random.ts";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { AUTH, claimsOf, stillSandbox } from "../../kit/sandbox_calls.ts";

function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

function headerOf(jwt: string) {
  return JSON.parse(new TextDecoder().decode(bytesOf(jwt.split(".")[0])));
}

async function verifies(sandbox: Sandbox, jwt: string): Promise<boolean[]> {
  const { keys } = await (await sandbox.fetch(`${AUTH}/jwk.json`)).json();
  const [header, payload, signature] = jwt.split(".");
  return await Promise.all(keys.map(async (jwk: JsonWebKey) => {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" };
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    const input = new TextEncoder().encode(`${header}.${payload}`);
    return await crypto.subtle.verify(algorithm, key, bytesOf(signature), input);
  }));
}

async function idToken(sandbox: Sandbox) {
  return (await sandbox.login({ scopes: "openid" })).id_token!;
}

Deno.test("addIdToken() signs RS512 with a key of the key set, without kid", async () => {
  const sandbox = stillSandbox();
  const jwt = await idToken(sandbox);
  assertEquals(headerOf(jwt), { alg: "RS512" });
  assertEquals(await verifies(sandbox, jwt), [true]);
  const { keys } = await (await sandbox.fetch(`${AUTH}/jwk.json`)).json();
  assertEquals(Object.keys(keys[0]).sort(), ["alg", "e", "kty", "n", "use"]);
});

Deno.test("addIdToken() hashes the access token that goes along", async () => {
  const sandbox = stillSandbox();
  const tokens = await sandbox.login({ scopes: "openid profile email" });
  const digest = await crypto.subtle.digest(
    "SHA-512",
    new TextEncoder().encode(tokens.access_token),
  );
  const claims = claimsOf(tokens.id_token!);
  assertEquals(claims.at_hash, base64url(new Uint8Array(digest, 0, 32)));
  assertEquals([claims.iss, claims.aud], [AUTH, sandbox.world.tutorialClientId]);
  const now = sandbox.clock.now() / 1000;
  assertEquals([claims.iat, claims.exp, claims.last_authentication], [now, now + 172_800, now]);
  assertEquals([claims.name, claims.email], ["Ada Lind", "ada@fjord.example"]);
});

Deno.test("addIdToken() tells only what the scopes allow", async () => {
  const sandbox = stillSandbox();
  const claims = claimsOf(await idToken(sandbox));
  for (const name of ["name", "email", "identity_set"]) assertEquals(name in claims, false, name);
  const { id_token } = await sandbox.login({ scopes: "profile" });
  assertEquals(id_token, undefined);
});

Deno.test("KeyRing.rotate() signs with a new key and keeps the old key for a while", async () => {
  const sandbox = stillSandbox({ keyIds: true });
  const before = await idToken(sandbox);
  sandbox.world.keys.rotate();
  const after = await idToken(sandbox);
  assertEquals(await verifies(sandbox, before), [false, true]);
  assertEquals(await verifies(sandbox, after), [true, false]);
  assert(headerOf(before).kid !== headerOf(after).kid);
  sandbox.world.keys.dropOld();
  assertEquals(await verifies(sandbox, before), [false]);
});

Deno.test("Hostile.idToken spoils header, claims and signature", async () => {
  const sandbox = stillSandbox();
  const spoiled = async (idTokenMode: NonNullable<typeof sandbox.hostile.idToken>) => {
    sandbox.hostile.idToken = idTokenMode;
    return await idToken(sandbox);
  };
  const none = await spoiled({ header: { alg: "none" } });
  assertEquals([headerOf(none).alg, none.endsWith(".")], ["none", true]);
  assertEquals(headerOf(await spoiled({ header: { alg: "HS512" } })).alg, "HS512");
  assertEquals(headerOf(await spoiled({ header: { alg: "RS256" } })).alg, "RS256");
  assertEquals(claimsOf(await spoiled({ claims: { iss: "x", aud: ["a"] } })).aud, ["a"]);
  assertEquals("exp" in claimsOf(await spoiled({ omit: ["exp"] })), false);
  assertEquals(await verifies(sandbox, await spoiled({ foreignKey: true })), [false]);
  assertEquals(await spoiled({ raw: "junk" }), "junk");
  assertEquals((await spoiled({ change: (jwt) => `${jwt}.x` })).split(".").length, 4);
  delete sandbox.hostile.idToken;
  assertEquals(await verifies(sandbox, await idToken(sandbox)), [true]);
});
