import { assert, assertEquals } from "@std/assert";
import { GlobusSDKUsageError, InvalidResponseError } from "../../../lib/core/errors.ts";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { DESTINATION, fakeTransfer, SOURCE } from "../../kit/fake_transfer.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const ACCEPTED = { code: "Accepted", task_id: "t1" };

function newData(submission_id?: string | null): TransferData {
  const data = new TransferData(SOURCE, DESTINATION, { submission_id });
  data.addItem("/a", "/b");
  return data;
}

/** A service that gives ids, and answers submissions with these responses. */
function service(...answers: Answer[]): (seen: Sent) => Answer {
  let ids = 0;
  return ({ address: url }) => {
    if (url.pathname.endsWith("/submission_id")) return { json: { value: `id-${++ids}` } };
    return answers.shift() ?? { json: ACCEPTED };
  };
}

function posts(requests: Sent[]) {
  return requests.filter(({ method }) => method === "POST");
}

Deno.test("submitTransfer() gets a submission id and writes it into the document", async () => {
  const { client, requests } = fakeTransfer(service());
  const data = newData();
  const result = await client.submitTransfer(data);
  assertEquals(result.task_id, "t1");
  assertEquals(data.submission_id, "id-1");
  assertEquals(requests.map(({ address: url }) => url.pathname), [
    "/v0.10/submission_id",
    "/v0.10/transfer",
  ]);
  assertEquals((requests[1].json as TransferData).submission_id, "id-1");
  assertEquals(requests[1].headers.get("content-type"), "application/json");
});

Deno.test("submitTransfer() repeats under the same id after a lost response (R7)", async () => {
  const reset = { throws: new TypeError("connection reset") };
  const duplicate = { json: { code: "Duplicate", task_id: "t1" } };
  const { client, requests } = fakeTransfer(service(reset, { status: 503 }, duplicate));
  const result = await client.submitTransfer(newData());
  assertEquals([result.code, result.task_id], ["Duplicate", "t1"]);
  const sent = posts(requests).map(({ json: body }) => (body as TransferData).submission_id);
  assertEquals(sent, ["id-1", "id-1", "id-1"]);
});

Deno.test("submitTransfer() keeps the id, so that a second call gives the same task", async () => {
  const failures = Array.from({ length: 4 }, () => ({ status: 500 }));
  const { client, requests } = fakeTransfer(service(...failures));
  const data = newData();
  assert(await errorOf(client.submitTransfer(data)) instanceof TransferAPIError);
  await client.submitTransfer(data);
  const ids = new Set(
    posts(requests).map(({ json: body }) => (body as TransferData).submission_id),
  );
  assertEquals([...ids], ["id-1"]);
  assertEquals(posts(requests).length, 5);
});

Deno.test("submitTransfer() gets one id if a document is submitted twice at once", async () => {
  const { client, requests } = fakeTransfer(service());
  const data = newData();
  await Promise.all([client.submitTransfer(data), client.submitTransfer(data)]);
  const ids = posts(requests).map(({ json: body }) => (body as TransferData).submission_id);
  assertEquals(ids, ["id-1", "id-1"]);
});

Deno.test("submitTransfer() refuses a changed document under a used id, sending nothing (R7)", async () => {
  const { client, requests } = fakeTransfer(service());
  const data = newData("mine");
  await client.submitTransfer(data);
  data.addItem("/c", "/d");
  const error = await errorOf(client.submitTransfer(data));
  assert(error instanceof GlobusSDKUsageError);
  assertEquals(requests.length, 1);
  delete data.submission_id;
  await client.submitTransfer(data);
  assertEquals(data.submission_id, "id-1");
});

Deno.test("submitTransfer() refuses a change inside an item under a used id", async () => {
  const { client } = fakeTransfer(service());
  const data = newData("mine");
  await client.submitTransfer(data);
  data.DATA[0].destination_path = "/elsewhere";
  assert(await errorOf(client.submitTransfer(data)) instanceof GlobusSDKUsageError);
});

Deno.test("submitDelete() refuses the id of a transfer", async () => {
  const { client } = fakeTransfer(service());
  await client.submitTransfer(newData("mine"));
  const data = new DeleteData(SOURCE, { submission_id: "mine" });
  data.addItem("/a");
  assert(await errorOf(client.submitDelete(data)) instanceof GlobusSDKUsageError);
});

Deno.test("submitTransfer() accepts a changed document after a refusal", async () => {
  const refusal = { status: 400, json: { code: "ClientError.BadRequest.NoTransferItems" } };
  const { client } = fakeTransfer(service(refusal));
  const data = new TransferData(SOURCE, DESTINATION);
  assert(await errorOf(client.submitTransfer(data)) instanceof TransferAPIError);
  data.addItem("/a", "/b");
  assertEquals((await client.submitTransfer(data)).task_id, "t1");
  assertEquals(data.submission_id, "id-1");
});

Deno.test("submitTransfer() refuses a changed document that may have been accepted before", async () => {
  const { client } = fakeTransfer(service({ status: 503 }, { status: 403, json: { code: "x" } }));
  const data = newData();
  assert(await errorOf(client.submitTransfer(data)) instanceof TransferAPIError);
  data.addItem("/c", "/d");
  assert(await errorOf(client.submitTransfer(data)) instanceof GlobusSDKUsageError);
});

Deno.test("submitTransfer() sends a document with a null id once: the service cannot recognize a repetition", async () => {
  const { client, requests } = fakeTransfer(service({ status: 503 }));
  assert(await errorOf(client.submitTransfer(newData(null))) instanceof TransferAPIError);
  assertEquals(requests.length, 1);
});

Deno.test("submitTransfer() throws a typed error for a response without a task id", async () => {
  for (const json of [{}, [], null, "text", 5, { task_id: 7 }]) {
    const { client } = fakeTransfer(service({ json }));
    assert(await errorOf(client.submitTransfer(newData())) instanceof InvalidResponseError);
  }
  for (const json of [{}, null, { value: 7 }]) {
    const { client, requests } = fakeTransfer(() => ({ json }));
    assert(await errorOf(client.submitTransfer(newData())) instanceof InvalidResponseError);
    assertEquals(requests.length, 1);
  }
});

Deno.test("submitTransfer() requests an id again after it could not get one", async () => {
  let first = true;
  const { client } = fakeTransfer(({ address: url }) => {
    if (!url.pathname.endsWith("/submission_id")) return { json: ACCEPTED };
    const failed = first;
    first = false;
    return failed ? { status: 403 } : { json: { value: "second" } };
  });
  const data = newData();
  assert(await errorOf(client.submitTransfer(data)) instanceof TransferAPIError);
  await client.submitTransfer(data);
  assertEquals(data.submission_id, "second");
});

Deno.test("hooks see the document of submitTransfer()", async () => {
  const bodies: (string | undefined)[] = [];
  const { client } = fakeTransfer(service(), {
    hooks: { onRequest: (event) => bodies.push(event.body) },
  });
  await client.submitTransfer(newData("mine"));
  assert(bodies[0]?.includes('"source_path":"/a"'));
});

Deno.test("a document that is not an object is refused before any request", async () => {
  const { client, requests } = fakeTransfer(() => ({ throws: new TypeError("offline") }));
  const text = JSON.stringify(newData());
  const wrong: unknown[] = [text, "", null, undefined, 5, [newData()], () => newData(), true];
  wrong.push(Promise.resolve(newData()), new Map(Object.entries(newData())), Symbol("s"));
  for (const document of wrong) {
    for (
      const call of [
        () => client.submitTransfer(document as TransferData),
        () => client.submitDelete(document as never),
      ]
    ) {
      const error = await errorOf(call());
      assert(error instanceof GlobusSDKUsageError, `${typeof document}: ${error}`);
      assert(error.message.startsWith("Cannot "), error.message);
    }
  }
  assertEquals(requests.length, 0);
});

Deno.test("a document that JSON cannot represent is a typed error", async () => {
  const { client } = fakeTransfer(service());
  const loop = newData("a");
  Object.assign(loop, { loop });
  const big = newData("b");
  Object.assign(big, { size: 5n });
  for (const document of [loop, big]) {
    const error = await errorOf(client.submitTransfer(document));
    assert(
      error instanceof TypeError && error.message.startsWith("Cannot send a body"),
      `${error}`,
    );
  }
});

Deno.test("R7 a changed document under a used id is refused, whichever client sends it", async () => {
  for (const id of [undefined, "of-the-caller"]) {
    const first = fakeTransfer(service());
    const second = fakeTransfer(({ address: url }) => ({
      json: url.pathname.endsWith("/submission_id") ? { value: "another" } : ACCEPTED,
    }));
    const data = newData(id);
    await first.client.submitTransfer(data);
    // The unchanged document is the same submission.
    await second.client.submitTransfer(data);
    data.addItem("/c", "/d");
    const before = second.requests.length;
    for (const { client } of [second, first, fakeTransfer(service())]) {
      const error = await errorOf(client.submitTransfer(data));
      assert(error instanceof GlobusSDKUsageError, `${error}`);
      assert(error.message.includes("delete it from this one"), error.message);
    }
    assertEquals(second.requests.length, before);
    delete data.submission_id;
    await second.client.submitTransfer(data);
    assert(data.submission_id !== undefined && data.submission_id !== id);
  }
});

Deno.test("R7 a document that was refused may be changed and sent by another client", async () => {
  const refusal = { status: 400, json: { code: "ClientError.BadRequest.NoTransferItems" } };
  const first = fakeTransfer(service(refusal));
  const second = fakeTransfer(service());
  const data = new TransferData(SOURCE, DESTINATION);
  assert(await errorOf(first.client.submitTransfer(data)) instanceof TransferAPIError);
  data.addItem("/a", "/b");
  assertEquals((await second.client.submitTransfer(data)).task_id, "t1");
});

Deno.test("R7 two clients that submit one document at once get one id", async () => {
  const first = fakeTransfer(service());
  const second = fakeTransfer(service());
  const data = newData();
  await Promise.all([first.client.submitTransfer(data), second.client.submitTransfer(data)]);
  const [one, other] = [first, second].map(({ requests }) =>
    (posts(requests)[0].json as TransferData).submission_id
  );
  assertEquals([one, other], ["id-1", "id-1"]);
});

Deno.test("a deadline that is set later or in a plain document also needs a zone", async () => {
  const { client, requests } = fakeTransfer(service());
  for (const deadline of ["2026-12-01T09:30:00", "2026-12-01", 1_796_117_400, new Date(NaN)]) {
    const data = newData("mine");
    data.deadline = deadline as string;
    const deletion = { DATA_TYPE: "delete", endpoint: SOURCE, DATA: [], deadline } as never;
    for (const call of [client.submitTransfer(data), client.submitDelete(deletion)]) {
      assert(await errorOf(call) instanceof RangeError);
    }
  }
  assertEquals(requests.length, 0);
  const data = newData("mine");
  data.deadline = new Date(0) as never;
  await client.submitTransfer(data);
  assertEquals((requests[0].json as TransferData).deadline, "1970-01-01T00:00:00.000Z");
});

Deno.test("a Windows path in a plain document is refused", async () => {
  const { client, requests } = fakeTransfer(service());
  const [good, bad] = ["/data/a", "C:\\Users\\me\\data.h5"];
  const item = (source_path: string, destination_path: string, DATA_TYPE = "transfer_item") => ({
    DATA_TYPE,
    source_path,
    destination_path,
  });
  const items = [
    item(bad, good),
    item(good, bad),
    item(good, bad, "transfer_symlink_item"),
    { DATA_TYPE: "delete_item", path: bad },
  ];
  for (const one of items) {
    const document = { DATA_TYPE: "transfer", DATA: [item(good, good), one] } as never;
    for (const call of [client.submitTransfer(document), client.submitDelete(document)]) {
      const error = await errorOf(call);
      assert(error instanceof RangeError && error.message.includes("/C/Users/me/data.h5"));
    }
  }
  assertEquals(requests.length, 0);
});
