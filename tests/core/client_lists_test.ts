import { assert, assertEquals, assertThrows } from "@std/assert";
import type { CallOptions, ListOptions } from "../../lib/core/client_options.ts";
import type { Hooks, WarningEvent } from "../../lib/core/hooks.ts";
import { markerPaging } from "../../lib/core/paging.ts";
import type { QueryParams } from "../../lib/core/query.ts";
import { json } from "../kit/fake_fetch.ts";
import { ThingsClient } from "../kit/things_client.ts";

/** A client of a service that lists objects. */
class ListsClient extends ThingsClient {
  things(params: QueryParams = {}, options?: ListOptions & CallOptions) {
    return this.list<{ n: number }, { DATA: { n: number }[] }>(
      "/things",
      { paging: markerPaging({ marker: "next" }), items: (page) => page.DATA },
      params,
      options,
    );
  }
}

/** A client of a service that has 30 things and pages of any size. */
function listing(hooks: Hooks = {}) {
  const asked: string[] = [];
  const client = new ListsClient({
    hooks,
    fetch: (url) => {
      const { search, searchParams } = new URL(url);
      asked.push(search);
      const from = Number(searchParams.get("next") ?? 0);
      const size = ["limit", "page_size", "per_page"].map((name) => searchParams.get(name))
        .find((value) => value !== null);
      const to = Math.min(30, from + Number(size ?? 20));
      const DATA = Array.from({ length: to - from }, (_, i) => ({ n: from + i }));
      return Promise.resolve(json({ DATA, next: to < 30 ? `${to}` : null }));
    },
  });
  return { client, asked };
}

Deno.test("a listing ends after the first `max` items, and requests no further page", async () => {
  const numbers = (items: { n: number }[]) => items.map(({ n }) => n);
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
  for (
    const [max, limit, requests] of [
      [0, 10, 0],
      [-1, 10, 0],
      [1, 10, 1],
      [10, 10, 1],
      [11, 10, 2],
      [25, 10, 3],
      [100, 10, 3],
      [Infinity, 10, 3],
    ]
  ) {
    for (const prefetch of [0, 3]) {
      const count = Math.max(0, Math.min(max, 30));
      const { client, asked } = listing();
      const options = { max, prefetch };
      assertEquals(numbers(await client.things({ limit }, options).toArray()), upTo(count));
      const items = [];
      for await (const item of client.things({ limit }, options)) items.push(item);
      assertEquals(numbers(items), upTo(count));
      let pages = 0;
      for await (const page of client.things({ limit }, options).pages()) {
        pages++;
        assertEquals(page.DATA.length, 10);
      }
      assertEquals([pages, asked.length], [requests, 3 * requests], `${max} ${prefetch}`);
    }
  }
  const { client } = listing();
  assertEquals((await client.things({}, { max: 7 }).toArray({ max: 3 })).length, 3);
  assertEquals((await client.things({}, { max: 3 }).toArray({ max: 7 })).length, 3);
  assertEquals(await client.things({}, { max: 0 }).first(), undefined);
  assertThrows(() => client.things({}, { max: NaN }), RangeError, "max");
});

Deno.test("onWarning reports pages of fewer than 10 items, when a reading requests a second page", async () => {
  const told: WarningEvent[] = [];
  const { client } = listing({ onWarning: (warning) => void told.push(warning) });
  for (const params of [{}, { limit: 10 }, { limit: 100 }, { limit: 9.5e9 }]) {
    await client.things(params).toArray();
  }
  await client.things({ limit: 3 }).first();
  await client.things({ limit: 3 }).page();
  await client.things({ limit: 3 }, { max: 3 }).toArray();
  assertEquals(told, []);
  for (const name of ["limit", "page_size", "per_page"]) {
    await client.things({ [name]: 9 }).toArray();
    for await (const _ of client.things({ [name]: "5" }).pages());
  }
  assertEquals(told.map(({ kind }) => kind), Array(6).fill("small-pages"));
  assert(told[0].message.includes("`max`"), told[0].message);
});

Deno.test("without a hook, the console shows each kind of warning once per process", async () => {
  const program = `
    const { BaseClient } = await import(${JSON.stringify(import.meta.resolve("../../mod.ts"))});
    class Client extends BaseClient {
      things() {
        const paging = { start: (q) => q, next: (page, q) => q.n ? undefined : { n: 1 } };
        return this.list("/x", { paging, items: (page) => page.DATA }, { limit: 5, secret: "canary" });
      }
    }
    for (let i = 0; i < 3; i++) {
      const client = new Client({
        baseUrl: "https://things.example",
        fetch: () => Promise.resolve(Response.json({ DATA: [{}] })),
      });
      await client.things().toArray();
    }`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
  }).output();
  const shown = new TextDecoder().decode(stderr);
  assertEquals(new TextDecoder().decode(stdout), "");
  assertEquals(shown.split("fewer than 10 items").length, 2, shown);
  assert(!shown.includes("canary"), shown);
});

Deno.test("a listing by POST puts its paging parameters into the body, and the query into the address", async () => {
  const bodies: unknown[] = [];
  const urls: string[] = [];
  class PostedClient extends ThingsClient {
    things(body: object, options?: ListOptions) {
      return this.list<{ n: number }, { DATA: { n: number }[] }>(
        "/things",
        { paging: markerPaging({ marker: "next" }), items: (page) => page.DATA },
        { marker: undefined },
        { ...options, body },
      );
    }
  }
  let failures = 1;
  const client = new PostedClient({
    fetch: (url, { method, body }) => {
      urls.push(`${method} ${new URL(url).search}`);
      bodies.push(JSON.parse(body as string));
      // A call that only reads is repeated after a failure, even if it is a POST.
      if (failures-- > 0) return Promise.resolve(json({}, 503));
      const isLast = bodies.length > 2;
      return Promise.resolve(json({ DATA: [{ n: bodies.length }], next: isLast ? null : "m" }));
    },
  });
  const listing = client.things({ q: "a", next: undefined }, { query: { extra: "1" } });
  assertEquals(await listing.toArray(), [{ n: 2 }, { n: 3 }]);
  assertEquals(bodies, [{ q: "a" }, { q: "a" }, { q: "a", next: "m" }]);
  assertEquals(urls, Array(3).fill("POST ?extra=1"));
});
