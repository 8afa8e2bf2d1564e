import { assertEquals } from "@std/assert";
import { mayName } from "../../../lib/sandbox/serve/host_names.ts";

Deno.test("mayName() knows loopback hosts, the server's own, and no other names", () => {
  const own = ["localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]"];
  for (const name of [...own, "localhost."]) assertEquals(mayName(name, "127.0.0.1"), true, name);
  const foreign = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.evil.example",
    "evillocalhost",
    "192.168.0.2",
    "0.0.0.0",
    "[::2]",
    "",
  ];
  for (const name of foreign) assertEquals(mayName(name, "127.0.0.1"), false, name);
});

Deno.test("mayName() takes the host that the server listens on", () => {
  assertEquals(mayName("sandbox", "sandbox"), true);
  assertEquals(mayName("Sandbox.", "sandbox"), true);
  assertEquals(mayName("other", "sandbox"), false);
  assertEquals(mayName("192.168.0.2", "192.168.0.2"), true);
});

Deno.test("on all interfaces any address is the server's, but no name", () => {
  for (const own of ["0.0.0.0", "::", "[::]"]) {
    assertEquals(mayName("192.168.0.2", own), true);
    assertEquals(mayName("[fe80::1]", own), true);
    assertEquals(mayName("evil.example", own), false);
    assertEquals(mayName("1.2.3.4.evil.example", own), false);
  }
});
