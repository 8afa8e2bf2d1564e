import { assertEquals } from "@std/assert";
import { isDone, LESSONS, nextLesson, stepsOf } from "../../../../site/tutorial/lessons/lessons.ts";

Deno.test("isDone() counts a step that needs the sandbox only in the sandbox", () => {
  const fifth = LESSONS[4];
  const progress = ["5.renewed", "5.revoked"];
  assertEquals(isDone(fifth, progress, "sandbox"), false);
  assertEquals(isDone(fifth, progress, "live"), true);
  assertEquals(stepsOf(fifth, "live").length, 2);
});

Deno.test("nextLesson() is the first lesson that is not done, and undefined at the end", () => {
  assertEquals(nextLesson([], "sandbox")?.number, 1);
  assertEquals(nextLesson(["1.client", "4.verified"], "sandbox")?.number, 2);
  const all = LESSONS.flatMap(({ steps }) => steps.map(({ id }) => id));
  assertEquals(nextLesson(all, "sandbox"), undefined);
});

Deno.test("lessons are numbered in order, and the ids of steps start with the lesson's number", () => {
  LESSONS.forEach(({ number, steps }, i) => {
    assertEquals(number, i + 1);
    for (const { id } of steps) assertEquals(id.startsWith(`${number}.`), true);
  });
});

Deno.test("all lessons together take half an hour", () => {
  assertEquals(LESSONS.reduce((sum, { minutes }) => sum + minutes, 0), 30);
});
