import { assertEquals, assertMatch } from "@std/assert";
import { sharedSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();

/** The status of a POST to the login page from one of the site's own pages. */
async function statusOf(body: BodyInit, headers: Record<string, string> = {}): Promise<number> {
  const site = runningSite();
  const visitor = new Visitor(site);
  const response = await visitor.fetch("/login", {
    method: "POST",
    body,
    headers: { origin: site.origin, "sec-fetch-site": "same-origin", ...headers },
  });
  await response.body?.cancel();
  return response.status;
}

Deno.test("G8 a form of more than 64 KiB is refused, and one whose size is not declared", async () => {
  const form = (length: number) => new URLSearchParams({ return_to: "x".repeat(length) });
  assertEquals(await statusOf(form(64 * 1024)), 413);
  assertEquals(await statusOf(form(32 * 1024)), 403, "read, and refused for its missing token");
  const type = { "content-type": "application/x-www-form-urlencoded" };
  assertEquals(
    await statusOf(
      ReadableStream.from(["return_to=/"]).pipeThrough(
        new TextEncoderStream(),
      ),
      type,
    ),
    413,
  );
});

Deno.test("a form of another content type is refused", async () => {
  assertEquals(await statusOf(JSON.stringify({ return_to: "/" })), 415);
  assertEquals(await statusOf("{}", { "content-type": "application/json" }), 415);
  const form = new FormData();
  form.set("return_to", "/");
  assertEquals(await statusOf(form), 415);
});

Deno.test("G5 a client that stops sending its form leaves no stack in the log", async () => {
  const site = runningSite();
  const { hostname, port } = new URL(site.origin);
  const head = [
    "POST /login HTTP/1.1",
    `host: ${hostname}:${port}`,
    `origin: ${site.origin}`,
    "content-type: application/x-www-form-urlencoded",
    "content-length: 1000",
    "",
    "form_token=",
  ].join("\r\n");
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await connection.write(new TextEncoder().encode(head));
  connection.close();
  // The line of the access log comes when the request is over: text in development, else JSON.
  const line = / (400|499) POST \/login|"POST","route":"\/login","status":(400|499)/;
  for (let i = 0; i < 2_000 && !line.test(site.log()); i++) {
    await (await fetch(`${site.origin}/healthz`)).body?.cancel();
  }
  assertMatch(site.log(), line);
  assertEquals(/ failed:|\n +at /.test(site.log()), false, site.log());
});
