import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { collectionUrl } from "../../lib/core/collection_url.ts";
import { HOSTILE_ADDRESSES } from "../kit/hostile_addresses.ts";

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

Deno.test("the error of collectionUrl() says what to do with a collection of Globus Connect Personal", () => {
  const endpoint = { https_server: null, gcs_manager_url: null };
  for (
    const [which, advice] of [
      ["https_server", "by a transfer"],
      ["gcs_manager_url", "TransferClient.createSharedEndpoint"],
    ] as const
  ) assertThrows(() => collectionUrl(endpoint, which), GlobusSDKUsageError, advice);
});

Deno.test("D8 collectionUrl() refuses insecure addresses, and those outside Globus", () => {
  for (const https_server of HOSTILE_ADDRESSES) {
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

const SANDBOX = "https://127.0.0.1:8900";

Deno.test("in a sandbox collectionUrl() gives the host that an address below the sandbox's stands for", () => {
  const endpoint = {
    https_server: `${SANDBOX}/g-1234.56789.data.globus.org`,
    gcs_manager_url: `${SANDBOX}/abc.08cc.data.globus.org/api/`,
  };
  for (const sandboxUrl of [SANDBOX, `${SANDBOX}/`, "HTTPS://127.0.0.1:8900"]) {
    assertEquals(
      [
        collectionUrl(endpoint, "https_server", sandboxUrl).href,
        collectionUrl(endpoint, "gcs_manager_url", sandboxUrl).href,
      ],
      ["https://g-1234.56789.data.globus.org/", "https://abc.08cc.data.globus.org/api/"],
    );
  }
  const outside = { https_server: "https://g-1234.56789.data.globus.org" };
  assertEquals(collectionUrl(outside, "https_server", SANDBOX).href, `${outside.https_server}/`);
});

Deno.test("D8 in a sandbox collectionUrl() refuses what it refuses elsewhere, and addresses beside the sandbox", () => {
  const below = HOSTILE_ADDRESSES.filter((one) => one.startsWith("https://"))
    .map((one) => `${SANDBOX}/${one.slice("https://".length)}`);
  const beside = [
    SANDBOX,
    `${SANDBOX}/`,
    `${SANDBOX}/127.0.0.1:8901/abc.org`,
    `${SANDBOX}/user@abc.org`,
    "https://127.0.0.1:8901/abc.org",
    "https://127.0.0.1/abc.org",
    "https://127.0.0.1:89000/abc.org",
    "http://127.0.0.1:8900/abc.org",
    `${SANDBOX}@evil.org/abc.org`,
    `${SANDBOX}.evil.org/abc.org`,
  ];
  assert(below.length > 30);
  for (const https_server of [...HOSTILE_ADDRESSES, ...below, ...beside]) {
    assertThrows(
      () => collectionUrl({ https_server }, "https_server", SANDBOX),
      GlobusSDKUsageError,
      "not an https address of a public host",
      https_server,
    );
  }
  const https_server = `${SANDBOX}/abc.org`;
  for (const sandboxUrl of [undefined, "", "https://127.0.0.1:8901", "not an address"]) {
    assertThrows(
      () => collectionUrl({ https_server }, "https_server", sandboxUrl),
      GlobusSDKUsageError,
    );
  }
});
