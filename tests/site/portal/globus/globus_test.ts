import { assertEquals, assertRejects } from "@std/assert";
import { GlobusTimeoutError } from "@globus-deno/sdk";
import { asciiName, Globus } from "../../../../site/portal/globus/globus.ts";
import { readConfig } from "../../../../site/portal/server/config.ts";
import { Cipher } from "../../../../site/portal/session/cipher.ts";
import { openSessionStore } from "../../../../site/portal/session/open_store.ts";
import { emptySession } from "../../../../site/portal/session/session_data.ts";
import { Sessions } from "../../../../site/portal/session/sessions.ts";
import { FakeClock } from "../../../kit/clock.ts";

Deno.test("G6 a page waits 15 seconds for a service that never answers", async () => {
  const clock = new FakeClock();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const stop = new AbortController();
  const silent = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    resolve();
    return new Promise<Response>((answer) =>
      stop.signal.addEventListener("abort", () => answer(new Response()))
    );
  });
  const config = readConfig((name) =>
    name === "GLOBUS_SDK_SANDBOX_URL" ? `http://127.0.0.1:${silent.addr.port}` : undefined
  );
  const store = await openSessionStore(":memory:");
  const sessions = new Sessions(
    store,
    await Cipher.fromSessionKey(crypto.getRandomValues(new Uint8Array(32))),
    emptySession,
  );
  const session = await sessions.load(undefined);
  const server = "transfer.api.globus.org";
  await session.update((data) => {
    data.tokens[server] = {
      access_token: crypto.randomUUID(),
      refresh_token: null,
      scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
      token_type: "Bearer",
      resource_server: server,
      identity_id: crypto.randomUUID(),
      expires_in: 172_800,
      expires_at_seconds: Math.round(clock.now() / 1000) + 172_800,
    };
  });
  const globus = new Globus(config, store, clock, () => session);
  const page = assertRejects(
    () => globus.transfer().endpointSearch({ filter_scope: "my-endpoints" }).page(),
    GlobusTimeoutError,
  );
  await asked;
  const startedAtMs = clock.elapsedMs;
  while (clock.timers > 0) clock.advance(1_000);
  await page;
  assertEquals(clock.elapsedMs - startedAtMs, 15_000);
  stop.abort();
  await silent.shutdown();
  await store.close();
});

Deno.test("a name becomes one that a header may carry", () => {
  assertEquals(asciiName("Globus tutorial"), "globus-tutorial");
  assertEquals(asciiName("Zürich: Café\r\nX-Evil: 1"), "zurich-cafe-x-evil-1");
  assertEquals([asciiName("研究室"), asciiName("")], ["portal", "portal"]);
});
