import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import type { FunctionInput } from "../../../lib/sandbox/compute/functions.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import {
  addition,
  computeApi,
  playedAddition,
  submitted,
  TWO_AND_THREE,
} from "../../kit/sandbox_compute.ts";

async function setting() {
  const sandbox = stillSandbox();
  const call = await computeApi(sandbox);
  const functionId = await playedAddition(sandbox, call);
  /** Runs one call to its end. */
  const outcome = async (payload = TWO_AND_THREE, more: Record<string, unknown> = {}) => {
    const [id] = await submitted(call, functionId, [payload], more);
    sandbox.clock.advance(1000);
    await sandbox.settle();
    sandbox.clock.advance(1000);
    return (await call("GET", `/v2/tasks/${id}`)).body;
  };
  return { sandbox, call, functionId, outcome };
}

Deno.test("a handler gets the arguments by position and by name, of JSON or of several serializers", async () => {
  const { sandbox, outcome, functionId } = await setting();
  const seen: FunctionInput[] = [];
  sandbox.functions.set(functionId, (input) => {
    seen.push(input);
    return { result: input.kwargs.name ?? null };
  });
  const emoji = '11\n["🚀"]';
  const packed = (text: string) => `${Array.from(text).length}\n${text}`;
  const named = packed(emoji) + packed('11\n{"name":"µ"}');
  const several = (json: string) => packed(`13\n${packed(json)}${packed("00\ngASVAA==\n")}`);
  assertEquals((await outcome(named)).result, '11\n"µ"');
  assertEquals((await outcome(several(emoji) + several("11\n{}"))).result, "11\nnull");
  assertEquals(seen.map(({ args, kwargs }) => [args, kwargs]), [
    [["🚀"], { name: "µ" }],
    [["🚀"], {}],
  ]);
  assertEquals([seen[0].function_id, seen[0].endpoint_id], [functionId, COMPUTE_ENDPOINT_ID]);
});

Deno.test("an error of a handler, arguments of dill and a missing handler fail the task, and say why", async () => {
  const { sandbox, outcome } = await setting();
  sandbox.functions.set("add", () => {
    throw new RangeError("too many");
  });
  const thrown = await outcome();
  assertEquals([thrown.status, thrown.result], ["failed", undefined]);
  assertStringIncludes(thrown.exception, "Traceback");
  assertStringIncludes(thrown.exception, "RangeError: too many");
  for (
    const payload of ["9\n00\ngASV==9\n00\ngASV==", "8\n11\n[2,3]", "x", "99\n11\n[]", "3\n11\n"]
  ) {
    assertStringIncludes((await outcome(payload)).exception, "serialized as JSON");
  }
  sandbox.functions.delete("add");
  assertStringIncludes((await outcome()).exception, 'functions.set("add"');
});

Deno.test("a result is JSON only where the submission asks for it", async () => {
  const { outcome } = await setting();
  const path = "globus_compute_sdk.serialize";
  for (const name of [`${path}.JSONData`, `${path}.concretes.JSONData`]) {
    assertEquals((await outcome(undefined, { result_serializers: [name] })).result, "11\n5");
  }
  for (const list of [undefined, [], [`${path}.DillDataBase64`]]) {
    const { result } = await outcome(undefined, { result_serializers: list });
    assert(result.startsWith("00\n"), result);
  }
});

Deno.test("a handler chooses the serialized result, and one of more than 10 MB fails the task", async () => {
  const { sandbox, outcome } = await setting();
  sandbox.functions.set("add", () => ({ payload: "00\nabc\n" }));
  assertEquals((await outcome()).result, "00\nabc\n");
  sandbox.functions.set("add", () => ({ result: "x".repeat(10_000_000) }));
  const { status, exception } = await outcome();
  assertEquals(status, "failed");
  assertStringIncludes(exception, "MaxResultSizeExceeded");
});

Deno.test("a handler may ask the sandbox, also for tasks of Compute", async () => {
  const { sandbox, call, functionId, outcome } = await setting();
  sandbox.functions.set("add", async ({ args: [a] }) => {
    if (a !== 2) return { result: a };
    const [inner] = await submitted(call, functionId, ["6\n11\n[7]5\n11\n{}"]);
    return { result: (await call("GET", `/v2/tasks/${inner}`)).body.status };
  });
  assertEquals((await outcome()).result, '11\n"waiting-for-launch"');
});

Deno.test("each task runs once, although requests arrive at the same time", async () => {
  const { sandbox, call, functionId } = await setting();
  let calls = 0;
  sandbox.functions.set("add", async () => {
    calls++;
    await Promise.resolve();
    return { result: calls };
  });
  const ids = await submitted(call, functionId, [TWO_AND_THREE, TWO_AND_THREE, TWO_AND_THREE]);
  sandbox.clock.advance(1000);
  await Promise.all(ids.map((id) => call("GET", `/v2/tasks/${id}`)));
  sandbox.clock.advance(1000);
  const { body } = await call("POST", "/v2/batch_status", { task_ids: ids });
  assertEquals([calls, Object.keys(body.results).length], [3, 3]);
});

Deno.test("a function is found by its id before its name", async () => {
  const { sandbox, call, functionId, outcome } = await setting();
  sandbox.functions.set(functionId, () => ({ result: "by id" }));
  assertEquals((await outcome()).result, '11\n"by id"');
  const { body } = await call("POST", "/v3/functions", addition());
  const [id] = await submitted(call, body.function_uuid);
  sandbox.clock.advance(1000);
  await sandbox.settle();
  sandbox.clock.advance(1000);
  assertEquals((await call("GET", `/v2/tasks/${id}`)).body.result, "11\n5");
});

Deno.test("a result that JSON does not have fails the task, and says where it is", async () => {
  const { sandbox, outcome } = await setting();
  const circle: unknown[] = [];
  circle.push(circle);
  const cases: [unknown, string][] = [
    [NaN, "result, which is NaN"],
    [{ rows: [1, -Infinity] }, "result.rows[1], which is -Infinity"],
    [[undefined], "result[0], which is of type undefined"],
    [() => 5, "result, which is of type function"],
    [{ count: 5n }, "result.count, which is of type bigint"],
    [new Map([[1, 2]]), "result, which is a Map"],
    [circle, "result[0], which contains itself"],
  ];
  for (const [result, place] of cases) {
    sandbox.functions.set("add", () => ({ result }));
    for (const more of [{}, { result_serializers: [] }]) {
      const { status, exception, result: sent } = await outcome(undefined, more);
      assertEquals([status, sent], ["failed", undefined]);
      assertStringIncludes(exception, place);
    }
  }
  for (
    const [result, json] of [[undefined, "null"], [
      { a: undefined, b: null },
      `{"b":null}`,
    ]] as const
  ) {
    sandbox.functions.set("add", () => ({ result }));
    assertEquals((await outcome()).result, `11\n${json}`);
  }
});

Deno.test("a handler that returns no outcome fails the task, and says what to return", async () => {
  const { sandbox, outcome } = await setting();
  for (const made of [5, NaN, "5", null, undefined, [5], { reslt: 5 }, { error: "no" }]) {
    sandbox.functions.set("add", (() => made) as never);
    const { status, exception } = await outcome();
    assertEquals(status, "failed");
    assertStringIncludes(exception, "The handler returned ");
    assertStringIncludes(exception, "return { result: value }");
  }
  for (const made of [{ seconds: NaN }, { seconds: -1 }, { payload: 5 }]) {
    sandbox.functions.set("add", () => made as never);
    assertStringIncludes((await outcome()).exception, "The handler's ");
  }
});
