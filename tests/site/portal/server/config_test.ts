import { assertEquals, assertThrows } from "@std/assert";
import { isLoopback, readConfig } from "../../../../site/portal/server/config.ts";

function read(variables: Record<string, string> = {}) {
  return readConfig((name) => variables[name]);
}

Deno.test("readConfig() without variables describes a local site with a sandbox", () => {
  const { clientSecret, loginBy, mode, publicOrigin, sandboxUrl, storeUrl } = read();
  assertEquals([mode, loginBy, publicOrigin.origin], [
    "sandbox",
    "redirect",
    "http://localhost:8000",
  ]);
  assertEquals([sandboxUrl, storeUrl], ["http://127.0.0.1:8001", ".data/sessions.kv"]);
  assertEquals(clientSecret, undefined);
});

Deno.test("readConfig() takes live mode with a client of one's own, which has a redirect URL", () => {
  const own = read({ GLOBUS_CLIENT_ID: "own", GLOBUS_CLIENT_SECRET: "s" });
  assertEquals([own.mode, own.loginBy, own.sandboxUrl], ["live", "redirect", undefined]);
  assertEquals(own.clientSecret?.reveal(), "s");
  const tutorial = read({ GLOBUS_MODE: "live", GLOBUS_CLIENT_SECRET: "of another client" });
  assertEquals([tutorial.loginBy, tutorial.clientSecret], ["paste", undefined]);
});

Deno.test("readConfig() refuses invalid variables, and does not show secrets", () => {
  const key = "canary+/canary";
  for (
    const [variables, message] of [
      [{ PORT: "http" }, "PORT is http"],
      [{ PORT: "65536" }, "not a number from 0 to 65535"],
      [{ SANDBOX_PORT: "8001a" }, "SANDBOX_PORT is 8001a"],
      [{ GLOBUS_MODE: "test" }, "must be sandbox or live"],
      [{ PUBLIC_ORIGIN: "portal.example" }, "must be an origin"],
      [{ PUBLIC_ORIGIN: "https://portal.example/path" }, "must be an origin"],
      [{ PUBLIC_ORIGIN: "http://portal.example" }, "must be https"],
      [{ SESSION_KEY: key }, "must be 32 random bytes"],
    ] as const
  ) {
    const error = assertThrows(() => read(variables), RangeError, message);
    assertEquals(error.message.includes("canary"), false);
    assertEquals(error.message.startsWith("Cannot "), true);
  }
});

Deno.test("isLoopback() accepts only names that always mean this machine", () => {
  for (const host of ["localhost", "127.0.0.1", "127.8.9.1", "[::1]"]) {
    assertEquals(isLoopback(host), true, host);
  }
  for (const host of ["localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "::1", ""]) {
    assertEquals(isLoopback(host), false, host);
  }
});
