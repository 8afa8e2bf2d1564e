import { assertEquals } from "@std/assert";
import { SKY_INDEX_ID } from "../../../lib/sandbox/search/sky_index.ts";
import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";

const BASE = `https://search.api.globus.org/v1/index/${SKY_INDEX_ID}`;

async function ask(path: string, body?: unknown, token?: string): Promise<Answer> {
  const response = await stillSandbox().fetch(BASE + path, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      "content-type": "application/json",
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

Deno.test("search() pages by offset and stops at 10,000 results", async () => {
  const all = (await ask("/search?q=*&limit=100")).body;
  assertEquals([all.total, all.count, all.has_next_page], [25_000, 100, true]);
  const last = (await ask("/search?q=*&limit=100&offset=9900")).body;
  assertEquals([last.count, last.has_next_page], [100, false]);
  const beyond = await ask("/search?q=*&limit=100&offset=9901");
  assertEquals([beyond.status, beyond.body["@datatype"]], [400, "GError"]);
  assertEquals((await ask("/search")).status, 400);
});

Deno.test("search() by POST finds every word, and scroll() goes on to the end", async () => {
  const found = (await ask("/search", { q: "infrared", limit: 5 })).body;
  assertEquals([found.count, found.gmeta[0].entries[0].content.filter], [5, "infrared"]);
  let rows = 0;
  for (let marker: string | null = ""; marker !== null;) {
    const { body } = await ask("/scroll", { q: "*", ...(marker ? { marker } : {}) });
    rows += body.count;
    marker = body.has_next_page ? body.marker : null;
  }
  assertEquals(rows, 25_000);
});

Deno.test("the index needs no token, but refuses a bad one", async () => {
  assertEquals((await ask("", undefined, "nonsense")).status, 401);
  assertEquals((await ask("")).body.num_subjects, 25_000);
  assertEquals((await ask("/role_list")).body.role_list[0].role_name, "owner");
  const subject = await ask("/subject?subject=sky:frame:00042");
  assertEquals(subject.body.subject, "sky:frame:00042");
  assertEquals((await ask("/subject?subject=sky:frame:99999")).status, 404);
});
