import { assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { collectionUrl } from "../../lib/core/collection_url.ts";

Deno.test("collectionUrl() gives the address of a collection's servers", () => {
  const endpoint = {
    https_server: "https://g-1234.56789.data.globus.org",
    gcs_manager_url: "https://abc.08cc.data.globus.org/",
  };
  const url = collectionUrl(endpoint, "https_server");
  assertEquals(url.href, "https://g-1234.56789.data.globus.org/");
  assertEquals(collectionUrl(endpoint, "gcs_manager_url").hostname, "abc.08cc.data.globus.org");
  const own = { https_server: "https://data.university.edu:443" };
  assertEquals(collectionUrl(own, "https_server").origin, "https://data.university.edu");
});

Deno.test("the error of collectionUrl() says that a collection has no such address", () => {
  for (const endpoint of [{}, { https_server: null }]) {
    assertThrows(() => collectionUrl(endpoint, "https_server"), GlobusSDKUsageError, "has none");
  }
});

Deno.test("D8 collectionUrl() refuses insecure addresses, and those outside Globus", () => {
  const addresses = [
    "http://g-1.data.globus.org",
    "https://g-1.data.globus.org:8443",
    "https://user@g-1.data.globus.org",
    "https://user:secret@g-1.data.globus.org",
    "https://g-1.data.globus.org/#x",
    "https://g-1.data.globus.org/?x=1",
    "https://evil.com#.globus.org",
    "https://evil.com?.globus.org",
    "https://127.0.0.1",
    "https://169.254.169.254",
    "https://169.254.169.254/latest/meta-data",
    "https://0x7f.1",
    "https://2130706433",
    "https://017700000001",
    "https://10.0.0.1",
    "https://192.168.1.1",
    "https://0",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://[fd00::1]",
    "https://localhost",
    "https://localhost.",
    "https://a.localhost",
    "https://printer.local",
    "https://metadata.google.internal",
    "https://server.corp",
    "https://server.lan",
    "https://1.0.0.127.in-addr.arpa",
    "https://intranet",
    "https://kubernetes.default.svc/",
    "https://kubernetes.default.svc",
    "https://api.default.svc.cluster.local",
    "https://vault.service.consul",
    "https://db.node.dc1.consul",
    "https://host.docker.internal",
    "https://registry.docker",
    "https://web.nomad",
    "https://files.private",
    "https://nas.home",
    "https://fileserver.home.arpa",
    "https://router.workgroup",
    "https://hidden.onion",
    "https://docs.example",
    "https://@g-1.data.globus.org",
    "https://g-1.data.globus.org/?",
    "https://g-1.data.globus.org/#",
    " https://g-1.data.globus.org",
    "https://g-1.data.glo\nbus.org",
    "https:\\\\g-1.data.globus.org",
    "https:g-1.data.globus.org",
    "https://host.invalid",
    "https://g-1.data.globus.org.",
    "https://g_1.data.globus.org",
    `https://${"a".repeat(60)}.${"b.".repeat(120)}org`,
    "ftp://g-1.data.globus.org",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "//g-1.data.globus.org",
    "g-1.data.globus.org",
    "",
    "https://",
    "not a URL",
  ];
  for (const https_server of addresses) {
    assertThrows(
      () => collectionUrl({ https_server }, "https_server"),
      GlobusSDKUsageError,
      "not an https address of a public host",
      https_server,
    );
  }
  for (const https_server of [5, {}, ["https://a.org"]] as unknown as string[]) {
    assertThrows(() => collectionUrl({ https_server }, "https_server"), GlobusSDKUsageError);
  }
});
