import { assertEquals, assertThrows } from "@std/assert";
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
