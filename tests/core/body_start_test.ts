import { assert, assertEquals } from "@std/assert";
import type { BodyStart, ResponseEvent } from "../../lib/core/hooks.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";

const canary = `live-${crypto.randomUUID()}`;

/** The event of a response with this body to a request that carries the canary as its token. */
async function eventOf(body: BodyInit, type = "application/json"): Promise<ResponseEvent> {
  const events: ResponseEvent[] = [];
  const client = new TransferClient({
    authorizer: new AccessTokenAuthorizer(canary),
    fetch: () => Promise.resolve(new Response(body, { headers: { "content-type": type } })),
    hooks: { onResponse: (event) => void events.push(event) },
  });
  await client.get("/v0.10/endpoint/x").catch(() => {});
  return events[0];
}

async function startOf(body: BodyInit, max: number, type?: string): Promise<BodyStart | undefined> {
  return (await eventOf(body, type)).bodyStart(max);
}

Deno.test("bodyStart() shows the first characters of the masked and indented body", async () => {
  const items = Array.from({ length: 1_000 }, (_, id) => ({ id, name: `file ${id}` }));
  const document = { DATA: items, has_next_page: false };
  const body = JSON.stringify(document);
  const whole = JSON.stringify(document, null, 2);
  for (const max of [0, 1, 2, 17, 100, 2_000, 20_000, whole.length - 1]) {
    assertEquals(await startOf(body, max), {
      text: whole.slice(0, max),
      isCut: true,
      length: body.length,
    }, `${max}`);
  }
  assertEquals(await startOf(body, whole.length), {
    text: whole,
    isCut: false,
    length: body.length,
  });
});

Deno.test("H1 bodyStart() shows no secret, wherever the text is cut", async () => {
  const bodies: [string, string?][] = [
    [JSON.stringify({ a: 1, access_token: canary, z: ["x".repeat(5_000)] })],
    [JSON.stringify({ a: { refresh_token: [canary, { b: canary }] } })],
    [JSON.stringify({ message: `The token ${canary} is invalid` })],
    [JSON.stringify({ message: JSON.stringify({ id_token: canary }) })],
    [`{"access_token":"${canary}"`],
    [`<p>Bearer ${canary}</p>`, "text/html"],
    [canary, "text/plain"],
  ];
  for (const [body, type] of bodies) {
    for (let max = 0; max < 120; max++) {
      const { text } = (await startOf(body, max, type))!;
      assert(!/live-[\da-f]/.test(text), text);
      assert(text.length <= max);
    }
  }
});

Deno.test("bodyStart() without a body is undefined, and a document nested too deep is not shown", async () => {
  assertEquals(await startOf("", 10), undefined);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const { text } = (await startOf(deep, 100))!;
  assert(/^\(200000 characters/.test(text), text);
});
