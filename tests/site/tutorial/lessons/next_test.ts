import { assertEquals } from "@std/assert";
import { EXAMPLES } from "../../../../examples/examples.ts";
import { EXAMPLE_GROUPS } from "../../../../site/tutorial/lessons/next.ts";

Deno.test("each example is in exactly one group", () => {
  const named = EXAMPLE_GROUPS.flatMap(([, names]) => names);
  assertEquals(named.toSorted(), [...EXAMPLES.keys()].toSorted());
});
