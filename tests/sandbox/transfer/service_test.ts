import { assertEquals } from "@std/assert";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

Deno.test("SandboxSettings.rateLimit answers 429 beyond that number of requests in ten seconds", async () => {
  const sandbox = stillSandbox({ rateLimit: 2 });
  const [ada, sam] = [
    await transferCaller(sandbox),
    await transferCaller(sandbox, "sam@globusid.org"),
  ];
  for (let i = 0; i < 20; i++) assertEquals((await ada("/task_list?limit=1")).status, 200);
  assertEquals((await ada("/task_list?limit=1")).status, 429);
  assertEquals(sandbox.requests.at(-1)!.status, 429);
  assertEquals((await sam("/task_list")).status, 200);
  sandbox.clock.advance(10_000);
  assertEquals((await ada("/task_list?limit=1")).status, 200);
});
