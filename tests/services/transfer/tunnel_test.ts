import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { TransferClientV2 } from "../../../lib/services/transfer/client_v2.ts";
import { fakeTransfer } from "../../kit/fake_transfer.ts";
import { FakeClock } from "../../kit/clock.ts";
import { fakeFetch, type Sent } from "../../kit/fake_fetch.ts";

interface Body {
  data: { type?: string; attributes?: { submission_id?: unknown; label?: string } };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

Deno.test("createTunnel() adds a submission id to a body that the caller wrote", async () => {
  const { client, requests } = fakeTransfer(() => ({}));
  const own = { data: { type: "Tunnel", attributes: { label: "a" } } };
  await client.createTunnel(own);
  await client.createTunnel({ data: { type: "Tunnel" } });
  await client.createTunnel({ data: { attributes: { submission_id: undefined } } });
  await client.createTunnel({ data: { attributes: { submission_id: "mine" } } });
  await client.createTunnel({ data: { attributes: { submission_id: null } } });
  const sent = requests.map(({ json: body }) => body as Body);
  for (const { data } of sent.slice(0, 3)) assertMatch(`${data.attributes?.submission_id}`, UUID);
  assertEquals(sent[0].data.attributes?.label, "a");
  assertEquals(sent.slice(3).map(({ data }) => data.attributes?.submission_id), ["mine", null]);
  // Each is a separate submission, and the caller's object is unchanged.
  assert(sent[0].data.attributes?.submission_id !== sent[1].data.attributes?.submission_id);
  assertEquals(own, { data: { type: "Tunnel", attributes: { label: "a" } } });
});

Deno.test("createTunnel() refuses a body without data, or with data of another kind", async () => {
  const { client, requests } = fakeTransfer(() => ({}));
  const v2Requests: Sent[] = [];
  const clock = new FakeClock({ jumps: "quick" });
  const v2 = new TransferClientV2({ clock, fetch: fakeFetch(() => ({}), clock, v2Requests).fetch });
  const access = { listener_stream_access_point: "l", initiator_stream_access_point: "i" };
  const wrong: unknown[] = [{}, { attributes: {} }, { type: "Tunnel", attributes: {} }];
  for (const data of [null, undefined, "text", 5, [], () => ({})]) wrong.push({ data });
  for (const name of Object.keys(access)) wrong.push({ ...access, [name]: undefined });
  for (const body of wrong as never[]) {
    const shown = JSON.stringify(body);
    await assertRejects(() => client.createTunnel(body), GlobusSDKUsageError, "Cannot ", shown);
    await assertRejects(() => v2.createTunnel(body), GlobusSDKUsageError, "Cannot ", shown);
  }
  const attributes = "text" as never;
  await assertRejects(() => client.createTunnel({ data: { attributes } }), GlobusSDKUsageError);
  assertEquals([...requests, ...v2Requests], []);
});

Deno.test("version 2 sends a body that the caller wrote unchanged, as in Python", async () => {
  const requests: Sent[] = [];
  const clock = new FakeClock({ jumps: "quick" });
  const v2 = new TransferClientV2({ clock, fetch: fakeFetch(() => ({}), clock, requests).fetch });
  await v2.createTunnel({ data: { type: "Tunnel" } });
  await v2.createBookmark({ data: { type: "Bookmark" } });
  assertEquals(requests.map(({ json: body }) => body), [
    { data: { type: "Tunnel" } },
    { data: { type: "Bookmark" } },
  ]);
  const nowhere = { name: "a", path: "/" } as never;
  await assertRejects(() => v2.createBookmark(nowhere), GlobusSDKUsageError, "collection");
});
