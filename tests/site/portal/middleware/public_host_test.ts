import { assertEquals } from "@std/assert";
import { sharedSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();

Deno.test("G10 forged host headers change neither URLs nor cookies", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.formToken();
  const response = await visitor.submit("/login", {}, {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
  });
  await response.body?.cancel();
  const redirectUri = new URL(response.headers.get("location")!).searchParams.get("redirect_uri");
  assertEquals(redirectUri, `${site.origin}/callback/sandbox`);
});

Deno.test("G10 another name of this machine redirects to the public origin, and accepts no form", async () => {
  const { origin } = runningSite();
  const other = origin.replace("localhost", "127.0.0.1");
  const page = await fetch(`${other}/tokens?a=1`, { redirect: "manual" });
  await page.body?.cancel();
  assertEquals([page.status, page.headers.get("location")], [302, `${origin}/tokens?a=1`]);
  const form = await fetch(`${other}/login`, {
    method: "POST",
    body: new URLSearchParams({ return_to: "/" }),
    headers: { origin, "sec-fetch-site": "same-origin" },
  });
  await form.body?.cancel();
  assertEquals(form.status, 403);
});

Deno.test("G10 a foreign host name that leads to this machine is refused", async () => {
  const { port } = new URL(runningSite().origin);
  for (const [host, status] of [["evil.example", 421], [`localhost:${port}`, 200]] as const) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const request = `GET /login HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const response = await new Response(connection.readable).text();
    assertEquals(response.split(" ")[1], `${status}`, host);
    assertEquals(response.includes("evil.example"), false);
  }
});
