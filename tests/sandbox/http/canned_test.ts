import { assert, assertEquals, assertThrows } from "@std/assert";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, TRANSFER, transferCaller } from "../../kit/sandbox_calls.ts";
import { fileUrl } from "../../kit/sandbox_https.ts";

const TASKS = `${TRANSFER}/task_list`;
const ROUTE = { service: "transfer", method: "GET", path: "/v0.10/task_list" } as const;

Deno.test("respond() answers in place of the service: always, once, or a number of times", async () => {
  const sandbox = stillSandbox();
  sandbox.respond({ ...ROUTE, times: 1 }, { status: 503, headers: { "retry-after": "9" } });
  sandbox.respond({ ...ROUTE, times: 2 }, { body: { DATA: [] } });
  const away = sandbox.respond(ROUTE, { body: "text" });
  const first = await sandbox.fetch(TASKS);
  assertEquals([first.status, first.headers.get("retry-after")], [503, "9"]);
  for (let i = 0; i < 2; i++) {
    const response = await sandbox.fetch(TASKS);
    assertEquals(response.headers.get("content-type"), "application/json");
    assertEquals(await response.json(), { DATA: [] });
  }
  for (let i = 0; i < 5; i++) assertEquals(await (await sandbox.fetch(TASKS)).text(), "text");
  assertEquals((await sandbox.fetch(TASKS, { method: "POST" })).status, 404);
  away();
  assertEquals((await sandbox.fetch(TASKS)).status, 401);
});

Deno.test("respond() is in the record of requests, with the service, the status and what was sent", async () => {
  const sandbox = stillSandbox();
  sandbox.respond({ path: "/v0.10/transfer" }, { status: 202, body: { code: "Accepted" } });
  await sandbox.fetch(`${TRANSFER}/transfer?x=1`, { method: "POST", body: `{"a":1}` });
  await sandbox.fetch(TASKS);
  const [canned, own] = sandbox.requests;
  assertEquals(
    [canned.canned, canned.service, canned.status, canned.route, canned.fault],
    [true, "transfer", 202, "", null],
  );
  assertEquals([canned.json, canned.query.get("x")], [{ a: 1 }, "1"]);
  assertEquals([own.canned, own.status], [false, 401]);
});

Deno.test("respond() takes a function, which sees the request and may take its time", async () => {
  const sandbox = stillSandbox();
  sandbox.respond({ path: "/v0.10/task/:task_id" }, async ({ path, method }) => {
    await Promise.resolve();
    if (method === "DELETE") return new Response("gone", { status: 410 });
    return { body: { task_id: path.split("/").at(-1) } };
  });
  for (const id of ["a", "b"]) {
    const response = await sandbox.fetch(`${TRANSFER}/task/${id}`);
    assertEquals(await response.json(), { task_id: id });
  }
  assertEquals((await sandbox.fetch(`${TRANSFER}/task/a`, { method: "DELETE" })).status, 410);
  const shared = new Response("same");
  sandbox.respond({ path: "/shared" }, () => shared);
  for (let i = 0; i < 2; i++) {
    assertEquals(
      await (await sandbox.fetch("https://groups.api.globus.org/shared")).text(),
      "same",
    );
  }
});

Deno.test("respond() reaches hosts that are none of Globus's, and files of a collection", async () => {
  const sandbox = stillSandbox();
  sandbox.respond({ host: "lab.example" }, { body: "hello" });
  sandbox.respond({ service: "https", method: "PUT" }, { status: 201 });
  assertEquals(await (await sandbox.fetch("https://lab.example/x")).text(), "hello");
  const url = fileUrl(sandbox, WELL_KNOWN.fjordShare, "/a.txt");
  assertEquals((await sandbox.fetch(url, { method: "PUT", body: "x" })).status, 201);
  assertEquals((await sandbox.fetch(url, { redirect: "manual" })).status, 302);
});

Deno.test("faults spoil these responses too, and the service does no work for them", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const id = WELL_KNOWN.adaLaptop;
  const path = `/v0.10/operation/endpoint/${id}/mkdir`;
  sandbox.respond({ path, times: 1 }, { body: { code: "DirectoryCreated" } });
  sandbox.faults.add({ fault: "truncate", bytes: 5, path });
  const url = `${TRANSFER}/operation/endpoint/${id}/mkdir`;
  assertEquals(await (await sandbox.fetch(url, { method: "POST" })).text(), '{"cod');
  const body = { DATA_TYPE: "mkdir", path: "/~/once" };
  const again = await call(`/operation/endpoint/${id}/mkdir`, { body });
  assertEquals(again.body.code, "DirectoryCreated");
});

Deno.test("respond() refuses arguments of another form, which would meet every request", () => {
  const sandbox = stillSandbox();
  // @ts-expect-error: the route is an object
  assertThrows(() => sandbox.respond("/v0.10/task_list", {}), TypeError, "Cannot add a response:");
  // @ts-expect-error: the answer is an object or a function
  assertThrows(() => sandbox.respond({ path: "/x" }, "text"), TypeError, "Cannot add a response:");
  // @ts-expect-error: there is an answer
  assertThrows(() => sandbox.respond({ path: "/x" }), TypeError, "Cannot add a response:");
});

Deno.test("on a port the control door adds such responses and takes them away", async () => {
  const sandbox = stillSandbox();
  const server = serveSandbox(sandbox, { control: true });
  const url = `${server.serviceUrl("transfer")}/v0.10/task_list`;
  const door = `${server.url}/_sandbox/respond`;
  const post = (body: unknown) =>
    fetch(door, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  try {
    const added = await post({ ...ROUTE, times: 1, status: 202, body: { made: "up" } });
    assertEquals([added.status, await added.json()], [200, {}]);
    const response = await fetch(url);
    assertEquals([response.status, await response.json()], [202, { made: "up" }]);
    const wrong = await post({ ...ROUTE, status: "202" });
    assertEquals(wrong.status, 400);
    assert((await wrong.json()).error.includes("status"));
    await (await post({ ...ROUTE, status: 202 })).body?.cancel();
    await (await fetch(door, { method: "DELETE" })).body?.cancel();
    const own = await fetch(url);
    assertEquals(own.status, 401);
    await own.body?.cancel();
  } finally {
    await server.shutdown();
  }
});

Deno.test("respond() refuses a misspelling, and says what to write", () => {
  const sandbox = stillSandbox();
  const task = { path: "/v0.10/task/1" };
  const cases: [unknown, unknown, string][] = [
    [{ ...task, methd: "GET" }, {}, `no field "methd"; its fields are service, host, method, path`],
    [{ ...task, status: 503 }, {}, `no field "status"`],
    [task, { stauts: 503 }, `no field "stauts"; its fields are status, headers, body`],
    [task, { json: {} }, `no field "json"`],
    [{ service: "transfr" }, {}, `no service "transfr"; write one of auth, transfer,`],
    [{ service: "timers" }, {}, `no service "timers"`],
    [{ method: "GETT" }, {}, `no method "GETT"; write one of GET,`],
    [{ path: "v0.10/task_list" }, {}, `path must begin with "/"`],
    [{ path: "" }, {}, `path must begin with "/"`],
    [{ path: 7 }, {}, "path must be a text or a regular expression"],
    [
      { path: "https://lab.example/a?code=hidden" },
      {},
      `not a URL: write host: "lab.example", path: "/a"`,
    ],
    [{ path: "/v0.10/task_list?limit=1" }, {}, "before the query"],
    [{ path: "/a#b" }, {}, "before the query"],
    [{ path: "/a/*/b" }, {}, `for one segment write ":name"`],
    [{ path: "/a b" }, {}, `percent-encoded: "/a%20b"`],
    [{ path: "/a/{id" }, {}, "percent-encoded"],
    [{ path: "/a/../b" }, {}, `"/b"`],
    [{ host: "https://lab.example" }, {}, "host must be a host name"],
    [{ when: true }, {}, "when must be a function"],
    [{ ...task, times: 0 }, {}, "times must be a whole number from 1"],
    [{ ...task, times: NaN }, {}, "times must be"],
    [{ ...task, times: "2" }, {}, "times must be"],
    [{ ...task, skip: -1 }, {}, "skip must be a whole number from 0"],
    ...[199, 600, 0, 200.5, "200", null].map((status): [unknown, unknown, string] => [
      task,
      { status },
      "status must be a whole number from 200 to 599",
    ]),
    [task, { status: 204, body: {} }, "status 204 has no body"],
    [task, { headers: new Headers({ a: "b" }) }, "headers must be an object of texts"],
    [task, { headers: { a: 1 } }, "headers must be an object of texts"],
  ];
  for (const [match, answer, reason] of cases) {
    const error = assertThrows(() => sandbox.respond(match as never, answer as never), TypeError);
    assert(error.message.startsWith("Cannot add a response"), error.message);
    assert(error.message.includes(reason), error.message);
    assert(!error.message.includes("hidden"), error.message);
  }
  // @ts-expect-error: services have names
  assertThrows(() => sandbox.respond({ service: "transfr" }, {}), TypeError);
  assertEquals(sandbox.unusedResponses, []);
});

Deno.test("the path of an error's route meets the requests of that route", async () => {
  const sandbox = stillSandbox();
  for (const path of ["/v0.10/task/{}", "/v0.10/task/{task_id}", "/v0.10/task/:task_id"]) {
    sandbox.respond({ path, times: 1 }, { status: 503 });
    assertEquals((await sandbox.fetch(`${TRANSFER}/task/1`)).status, 503, path);
  }
  assertEquals((await sandbox.fetch(`${TRANSFER}/task/1`)).status, 401);
});

Deno.test("a response that no request has met is listed as unused", async () => {
  const sandbox = stillSandbox();
  sandbox.respond(ROUTE, {});
  sandbox.respond({ path: /^\/never/ }, {});
  const away = sandbox.respond({ host: "lab.example" }, {});
  sandbox.respond({ service: "auth", times: 2 }, {});
  assertEquals(sandbox.unusedResponses, [
    "GET transfer /v0.10/task_list",
    "/^\\/never/",
    "lab.example",
    "auth",
  ]);
  away();
  await sandbox.fetch(TASKS);
  await sandbox.fetch("https://auth.globus.org/x");
  assertEquals(sandbox.unusedResponses, ["/^\\/never/", "auth"]);
  await sandbox.fetch("https://auth.globus.org/x");
  assertEquals(sandbox.unusedResponses, ["/^\\/never/"]);
  sandbox.forgetResponses();
  assertEquals(sandbox.unusedResponses, []);
});

Deno.test("a function that gives no response fails the request", async () => {
  const sandbox = stillSandbox();
  sandbox.respond(ROUTE, (() => ({ stauts: 503 })) as never);
  const error = await sandbox.fetch(TASKS).catch((reason) => reason);
  assert(error instanceof TypeError && error.message.includes(`"stauts"`), error.message);
});
