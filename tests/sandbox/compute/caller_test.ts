import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { computeApi } from "../../kit/sandbox_compute.ts";

Deno.test("Compute takes 20 requests of a user in 10 seconds, and says when to ask again", async () => {
  const sandbox = stillSandbox();
  const ada = await computeApi(sandbox);
  const kofi = await computeApi(sandbox, "kofi@harbor.example");
  for (let i = 0; i < 19; i++) assertEquals((await ada("GET", "/v2/version")).status, 200);
  sandbox.clock.advance(4000);
  assertEquals((await ada("GET", "/v2/version")).status, 200);
  const refused = await ada("GET", "/v2/version");
  assertEquals([refused.status, refused.body.code], [429, "TOO_MANY_REQUESTS"]);
  assertEquals((await kofi("GET", "/v2/version")).status, 200);
  sandbox.clock.advance(5999);
  assertEquals((await ada("GET", "/v2/version")).status, 429);
  sandbox.clock.advance(1);
  assertEquals((await ada("GET", "/v2/version")).status, 200);
});

Deno.test("Retry-After of Compute says the seconds until the first of the 20 requests counts no more", async () => {
  const sandbox = stillSandbox({ computeRateLimit: 1 });
  const { access_token } = await sandbox.login({
    scopes: "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all",
  });
  const ask = async () => {
    const response = await sandbox.fetch("https://compute.api.globus.org/v2/version", {
      headers: { authorization: `Bearer ${access_token}` },
    });
    await response.body?.cancel();
    return response.headers.get("retry-after");
  };
  assertEquals(await ask(), null);
  sandbox.clock.advance(2500);
  assertEquals(await ask(), "8");
  sandbox.settings.retryAfter = false;
  assertEquals(await ask(), null);
});
