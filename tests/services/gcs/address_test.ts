import { assertEquals, assertThrows } from "@std/assert";
import type { AppLike } from "../../../lib/core/client_options.ts";
import { managerUrl } from "../../../lib/services/gcs/address.ts";

function app(sandboxUrl?: string): AppLike {
  return {
    clientOptions: { sandboxUrl },
    addScopeRequirements() {},
    getAuthorizer: () => ({ getAuthorizationHeader: () => "" }),
  };
}

Deno.test("the address of a manager is made from its DNS name or its URL, with one /api", () => {
  const addresses = {
    "abc.xyz": "https://abc.xyz/api/",
    "abc.xyz/": "https://abc.xyz/api/",
    "abc.xyz/api": "https://abc.xyz/api",
    "https://abc.xyz": "https://abc.xyz/api/",
    "https://abc.xyz/": "https://abc.xyz/api/",
    "https://abc.xyz//": "https://abc.xyz/api/",
    "https://abc.xyz/api": "https://abc.xyz/api",
    "https://abc.xyz/api/": "https://abc.xyz/api/",
    "HTTPS://abc.xyz": "https://abc.xyz/api/",
    "https://abc.xyz:8443": "https://abc.xyz:8443/api/",
    "abc.xyz:8443": "https://abc.xyz:8443/api/",
    "http://127.0.0.1:8001/abc.xyz": "http://127.0.0.1:8001/abc.xyz/api/",
  };
  for (const [given, made] of Object.entries(addresses)) {
    assertEquals(managerUrl(given), made, given);
  }
});

Deno.test("D8 an address of a manager that is neither https nor on this machine is refused", () => {
  const addresses = [
    "",
    " ",
    "http://abc.xyz",
    "HTTP://abc.xyz",
    "http://localhost.evil.com",
    "http://127.0.0.1.evil.com",
    "ftp://abc.xyz",
    "file:///etc/passwd",
    "javascript://abc.xyz/%0aalert(1)",
    "https://",
    "https:///abc.xyz",
    "https://u@abc.xyz",
    "https://u:p@abc.xyz",
    "u@abc.xyz",
    "https://@abc.xyz",
    "https://abc.xyz/?x=1",
    "https://abc.xyz/api/?",
    "https://abc.xyz/#x",
    "abc.xyz#",
    "abc.xyz?",
    "https://abc.xyz\\@evil.com",
    "abc xyz",
    "abc.xyz\n",
    "abc.xyz\r\nHost: evil.com",
    "\tabc.xyz",
    "https://[::1",
    "https://abc.xyz:99999",
    "https://%",
  ];
  for (const address of addresses) {
    assertThrows(() => managerUrl(address), TypeError, "Cannot use this address", address);
  }
  for (const address of [undefined, null, 5, {}, ["abc.xyz"], new URL("https://abc.xyz")]) {
    assertThrows(() => managerUrl(address as string), TypeError, "gcsAddress must be a string");
  }
});

Deno.test("in a sandbox on a port the host of a manager is the first segment of the path", () => {
  const sandboxUrl = "http://127.0.0.1:8001";
  const made = "http://127.0.0.1:8001/abc.xyz/api/";
  assertEquals(managerUrl("https://abc.xyz/api/", { sandboxUrl }), made);
  assertEquals(managerUrl("abc.xyz", { app: app(sandboxUrl) }), made);
  // An app's tokens stay with their issuer.
  assertEquals(managerUrl("abc.xyz", { app: app(), sandboxUrl }), "https://abc.xyz/api/");
  assertEquals(managerUrl(made, { sandboxUrl }), made);
});

Deno.test("an address below that of a sandbox is the manager's there, with and without an app", () => {
  for (const sandboxUrl of ["https://127.0.0.1:8900", "http://127.0.0.1:8900"]) {
    const expected = `${sandboxUrl}/abc.xyz/api/`;
    for (const options of [{ sandboxUrl }, { app: app(sandboxUrl) }]) {
      for (const given of ["abc.xyz", "https://abc.xyz/", `${sandboxUrl}/abc.xyz`, expected]) {
        assertEquals(managerUrl(given, options), expected, given);
      }
    }
  }
  const elsewhere = "https://127.0.0.1:8901/abc.xyz/api/";
  assertEquals(managerUrl(elsewhere), elsewhere);
  assertEquals(managerUrl(elsewhere, { app: app() }), elsewhere);
});
