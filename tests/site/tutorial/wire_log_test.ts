import { assert, assertEquals } from "@std/assert";
import { NativeAppAuthClient } from "@globus-deno/sdk";
import { WireLog } from "../../../site/tutorial/wire_log.ts";

const canary = `live-${crypto.randomUUID()}`;
const document = JSON.stringify({
  access_token: `${canary}-1`,
  refresh_token: `${canary}-2`,
  other_tokens: [{ access_token: `${canary}-3` }],
});

Deno.test("H1 the wire log shows no token, whatever content type a token endpoint declares", async () => {
  for (
    const type of ["application/json", "text/plain", "text/html", "application/problem+json", ""]
  ) {
    for (const body of [document, document.slice(1), `access_token=${canary}`, canary]) {
      const log = new WireLog();
      const client = new NativeAppAuthClient(crypto.randomUUID(), {
        hooks: log.hooks,
        fetch: () => {
          const answer = new Response(body);
          if (type) answer.headers.set("content-type", type);
          else answer.headers.delete("content-type");
          return Promise.resolve(answer);
        },
      });
      await client.oauth2RefreshToken(`${canary}-refresh`).catch(() => {});
      assertEquals(log.entries.length, 1);
      assert(!JSON.stringify(log.entries).includes(canary), JSON.stringify(log.entries));
    }
  }
});
