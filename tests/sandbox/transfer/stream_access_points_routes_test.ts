import { assertEquals } from "@std/assert";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

Deno.test("stream access points page by the links of each page", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const ids = new Set<string>();
  let pages = 0;
  let next: string | null = "/v2/stream_access_points?page[size]=90";
  for (; next !== null; pages++) {
    const url: URL = new URL(next, "https://transfer.api.globus.org");
    const { body } = await call(`${url.pathname}${url.search}`);
    for (const point of body.data) ids.add(point.id);
    next = body.links?.next ?? null;
  }
  assertEquals([pages, ids.size], [3, 230]);
  const [id] = ids;
  assertEquals((await call(`/v2/stream_access_points/${id}`)).body.data.id, id);
  assertEquals((await call("/v2/stream_access_points/x")).status, 404);
});
