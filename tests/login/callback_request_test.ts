import { assert, assertEquals } from "@std/assert";
import { NOT_FOUND_PAGE, REFUSED_PAGE, SUCCESS_PAGE } from "../../lib/login/callback_page.ts";
import { answerRequest } from "../../lib/login/callback_request.ts";
import type { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import { CALLBACK_TOOLS } from "../../lib/oauth/callback_tools.ts";

Deno.test("answerRequest() lets no text of a request into a page or an untyped error", () => {
  const flow = { state: "the-state", issuer: "https://auth.globus.org" };
  const outcomes: unknown[] = [];
  const code = {
    resolve: (received: string) => void outcomes.push(received),
    reject: (error: Error) => void outcomes.push(error),
  };
  const origin = "http://127.0.0.1:5000";
  const ask = (target: string) =>
    answerRequest(
      { method: "GET", host: "127.0.0.1:5000", target },
      { origin, flow, code },
      CALLBACK_TOOLS,
    );
  for (
    const target of ["/?%", "/?state=%ff&code=%", "/?" + "&".repeat(9999), "/?\u0000", "*", ""]
  ) {
    assertEquals(ask(target), NOT_FOUND_PAGE, target);
  }
  assertEquals(outcomes, []);
  const refusal = ask("/?state=the-state&error=x&error_description=%3Cimg%20onerror%3E%1b[31m");
  assertEquals(refusal, REFUSED_PAGE);
  assertEquals((outcomes[0] as LoginCallbackError).errorDescription, "<img onerror> [31m");
});

Deno.test("only a Host header that names the server, with or without its default port, is accepted", () => {
  const flow = { state: "the-state", issuer: "https://auth.globus.org" };
  const taken = (host: string, origin: string) => {
    let received: string | undefined;
    const code = { resolve: (value: string) => void (received = value), reject() {} };
    const target = "/?state=the-state&code=c";
    const page = answerRequest(
      { method: "GET", host, target },
      { origin, flow, code },
      CALLBACK_TOOLS,
    );
    assertEquals(page, received === "c" ? SUCCESS_PAGE : NOT_FOUND_PAGE);
    return received === "c";
  };
  for (
    const [origin, hosts] of [
      ["http://127.0.0.1:80", ["127.0.0.1", "127.0.0.1:80"]],
      ["http://[::1]:80", ["[::1]", "[::1]:80"]],
      ["http://127.0.0.1:443", ["127.0.0.1:443"]],
      ["http://127.0.0.1:8765", ["127.0.0.1:8765"]],
      ["http://[::1]:8765", ["[::1]:8765"]],
    ] as const
  ) {
    for (const host of hosts) assert(taken(host, origin), `${host} ${origin}`);
    const others = [
      "",
      "localhost",
      "localhost:80",
      "127.0.0.1:81",
      "127.0.0.1:080",
      "127.0.0.1:",
      "127.0.0.1:80:80",
      "127.0.0.1.",
      "127.1",
      "2130706433",
      "x@127.0.0.1",
      "127.0.0.1/",
      "127.0.0.1#",
      " 127.0.0.1",
      "evil.example",
      "evil.example:80",
      "127.0.0.1:8765:80",
      "127.0.0.1:443:80",
    ];
    for (const host of others) assert(!taken(host, origin), `${host} ${origin}`);
    const [first] = hosts;
    if (first.includes(":8765")) assert(!taken(first.replace(":8765", ""), origin));
    if (first.includes(":443")) assert(!taken("127.0.0.1", origin));
  }
});
