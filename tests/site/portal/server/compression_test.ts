import { assert, assertEquals, assertMatch } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/mod.ts";
import { allOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn, Visitor } from "../../../kit/visitor.ts";

const site = sharedSite();

interface Received {
  status: number;
  headers: Headers;
  /** The bytes of the body, still compressed. */
  body: Uint8Array<ArrayBuffer>;
}

/** Sends a request without any header that the test does not name, and reads the bytes that arrive. */
async function receive(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Received> {
  const { host, hostname, port } = new URL(site().origin);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = Object.entries({ host, connection: "close", ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`);
  await connection.write(
    new TextEncoder().encode(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`),
  );
  const bytes = await new Response(connection.readable).bytes();
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  const [first, ...fields] = text.slice(0, end).split("\r\n");
  const received = new Headers(
    fields.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]),
  );
  const rest = bytes.slice(end + 4);
  const isChunked = received.get("transfer-encoding") === "chunked";
  return {
    status: Number(first.split(" ")[1]),
    headers: received,
    body: isChunked ? joined(rest) : rest,
  };
}

/** Joins the chunks of a body (RFC 9112 section 7.1). */
function joined(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const parts: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const size = parseInt(new TextDecoder().decode(bytes.subarray(at, end)), 16);
    parts.push(...bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 2;
  }
  return Uint8Array.from(parts);
}

async function plain({ body, headers }: Received): Promise<string> {
  const encoding = headers.get("content-encoding");
  if (!encoding) return new TextDecoder().decode(body);
  const format = encoding === "br" ? "brotli" : encoding as CompressionFormat;
  return await new Response(
    new Blob([body]).stream().pipeThrough(new DecompressionStream(format)),
  ).text();
}

/** The path of a file that every page loads: its style sheet or a script. */
async function fileOf(kind: "css" | "js"): Promise<string> {
  const page = await new Visitor(site()).page("/");
  return (kind === "css" ? /href="(\/styles\.css[^"]*)"/ : /from ?"([^"]+\.js)"/).exec(page)![1];
}

const ENCODINGS: [accepted: string | undefined, sent: string | null][] = [
  ["gzip, deflate, br, zstd", "br"],
  ["br", "br"],
  ["gzip", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["identity", null],
  ["gzip;q=0, br;q=0", null],
  ["*;q=0", null],
  ["zstd", null],
  [";;,=q", null],
  [undefined, null],
];

Deno.test("pages, style sheets and scripts are compressed as the browser accepts it", async () => {
  for (const path of ["/", await fileOf("css"), await fileOf("js"), "/no-such-page"]) {
    const whole = await receive(path, { accept: "text/html" });
    const status = path === "/no-such-page" ? 404 : 200;
    for (const [accepted, sent] of ENCODINGS) {
      const given: Record<string, string> = accepted ? { "accept-encoding": accepted } : {};
      const answer = await receive(path, { accept: "text/html", ...given });
      assertEquals([answer.status, answer.headers.get("content-encoding")], [status, sent], path);
      if (!sent) continue;
      assertMatch(answer.headers.get("vary") ?? "", /accept-encoding/i);
      assert(answer.body.length < whole.body.length * 0.75, `${path}: ${answer.body.length}`);
      if (/\.(css|js)/.test(path)) assertEquals(await plain(answer), await plain(whole));
      else assertMatch(await plain(answer), /^<!DOCTYPE html>.*<\/html>$/s);
    }
  }
});

Deno.test("a HEAD request gets the same status and no body", async () => {
  for (const path of ["/", await fileOf("css")]) {
    const answer = await receive(path, { accept: "text/html", "accept-encoding": "br" }, "HEAD");
    assertEquals([answer.status, answer.body.length], [200, 0]);
  }
});

Deno.test("redirects and short texts are not compressed", async () => {
  const short = await receive("/healthz", { "accept-encoding": "br, gzip" });
  assertEquals([short.status, await plain(short)], [200, "ok\n"]);
  assertEquals(short.headers.has("content-encoding"), false);
  const redirect = await receive("/lessons", { "accept-encoding": "br, gzip" });
  assertEquals([redirect.status, redirect.headers.has("content-encoding")], [303, false]);
});

Deno.test("an event stream is not compressed, and its events arrive one by one", async () => {
  const visitor = await loggedIn(site());
  const [submission_id] = allOf(
    await visitor.page("/transfer"),
    /name="submission_id" value="([^"]+)"/g,
  );
  const sent = await visitor.submit("/transfer", {
    submission_id,
    source: WELL_KNOWN.tutorial1,
    destination: WELL_KNOWN.tutorial2,
    destination_path: "/home/",
    item: "/share/godata/",
  });
  const path = `${sent.headers.get("location")}/progress`;
  const stream = await visitor.fetch(path, { headers: { "accept-encoding": "br, gzip" } });
  assertEquals(stream.headers.get("content-type"), "text/event-stream");
  assertEquals(stream.headers.has("content-encoding"), false);
  // The first event arrives although the stream goes on.
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  assertMatch(value!, /^data: \{/);
  await reader.cancel();
});

Deno.test("the form token of a page is another one in each response, and each is accepted", async () => {
  const visitor = await loggedIn(site());
  const tokens = new Set<string>();
  for (let i = 0; i < 10; i++) {
    const page = await visitor.page("/tokens?text=reflected");
    const onPage = new Set(allOf(page, /name="form_token" value="([^"]+)"/g));
    assertEquals(onPage.size, 1);
    for (const token of onPage) tokens.add(token);
  }
  assertEquals(tokens.size, 10);
  for (const form_token of tokens) {
    const response = await visitor.submit("/tokens/inspect", { form_token, token: "x" });
    await response.body?.cancel();
    assertEquals(response.status, 422);
  }
});
