import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { playFunctions } from "../../examples/run.ts";
import { play, testInTerminal } from "../kit/terminal_example.ts";

testInTerminal(
  "run_flow copies a file, describes it in an index, and finds it there",
  async (place) => {
    const { shown, code, logins } = await play("run_flow", place);
    // One login for Flows and Search, and one for the new flow.
    assertEquals([code, logins], [0, 2], shown);
    const steps = ["ActionStarted Copy", "ActionCompleted Copy", "ActionCompleted Describe"];
    for (const step of steps) assertStringIncludes(shown, step);
    assertStringIncludes(shown, "The run has succeeded.");
    assertMatch(
      shown,
      /Found globus:\/\/\S+\/~\/copy-of-file1\.txt: \{"file":"file1\.txt","bytes":4\}/,
    );
    const { flows, runs } = place.sandbox.world;
    assertEquals([flows.size, runs.size], [1, 1]);
  },
);

testInTerminal(
  "scheduled_transfer creates a timer that copies at once, foretells its runs, and deletes it",
  async (place) => {
    const { shown, code, logins } = await play("scheduled_transfer", place);
    assertEquals([code, logins], [0, 1], shown);
    assertMatch(shown, /Created timer [0-9a-f-]{36}\. It runs:\r?\n( {2}20\S+Z\r?\n){3}/);
    assertMatch(shown, /Ran at \S+: SUCCEEDED, 3 files copied/);
    assertMatch(shown, /My timers:\r?\n {2}Nightly copy: active, next run 20\S+/);
    assertStringIncludes(shown, "Deleted the timer.");
    assertEquals(place.sandbox.world.timers.size, 0);
  },
);

testInTerminal("scheduled_transfer keeps its timer if told to", async (place) => {
  const { shown, code } = await play("scheduled_transfer", place, ["--keep"]);
  assertEquals(code, 0, shown);
  const [timer] = place.sandbox.world.timers.values();
  assertEquals([timer.name, timer.runs, timer.schedule.maxRuns], ["Nightly copy", 1, 30]);
});

testInTerminal(
  "run_function registers Python source, gathers what its calls return, and deletes it",
  async (place) => {
    playFunctions(place.sandbox);
    const { shown, code, logins } = await play("run_function", place);
    assertEquals([code, logins], [0, 1], shown);
    assertMatch(shown, /Compute tutorial endpoint is online\./);
    assertEquals([...shown.matchAll(/Task [0-9a-f-]{36}: succeeded/g)].length, 8, shown);
    assertMatch(shown, /Pi is about 3\.14\.\r?\nDeleted the function\./);
    const { computeFunctions, computeTasks } = place.sandbox.world;
    assertEquals([computeFunctions.size, computeTasks.byId.size], [0, 8]);
  },
);

testInTerminal("run_function deletes its function also if a call fails", async (place) => {
  const { shown, code } = await play("run_function", place);
  assertEquals(code, 1, shown);
  assertStringIncludes(shown, "Cannot use the result of call 0: it failed");
  assertStringIncludes(shown, "Deleted the function.");
  assertEquals(place.sandbox.world.computeFunctions.size, 0);
});
