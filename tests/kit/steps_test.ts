import { assert, assertEquals } from "@std/assert";
import { countSteps } from "./steps.ts";

function pairs(count: number, found: (i: number, j: number) => void) {
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) found(i, j);
}

Deno.test("countSteps() counts the turns of loops, the same each time", async () => {
  const steps = (count: number) => countSteps(() => pairs(count, () => {}));
  const [ten, hundred] = [await steps(10), await steps(100)];
  assert(ten >= 110 && ten < 300, `${ten}`);
  assert(hundred >= 10_100 && hundred < 30_000, `${hundred}`);
  assertEquals([await steps(10), await steps(100)], [ten, hundred]);
});
