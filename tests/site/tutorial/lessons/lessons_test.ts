import { assertEquals } from "@std/assert";
import { readUuid } from "../../../../site/components/uuid.ts";
import { ScopeParser } from "../../../../mod.ts";
import { EXAMPLES } from "../../../../examples/examples.ts";
import { wireAddress } from "../../../../site/tutorial/components/WireLogView.tsx";
import {
  codeOf,
  composeScopes,
  readScopeChoice,
  writeScopeChoice,
} from "../../../../site/tutorial/lessons/compose_scope.ts";
import { isDone, LESSONS, nextLesson, stepsOf } from "../../../../site/tutorial/lessons/lessons.ts";
import { EXAMPLE_GROUPS } from "../../../../site/tutorial/lessons/next.ts";

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

Deno.test("each example is in exactly one group", () => {
  const named = EXAMPLE_GROUPS.flatMap(([, names]) => names);
  assertEquals(named.toSorted(), [...EXAMPLES.keys()].toSorted());
});

Deno.test("all lessons together take half an hour", () => {
  assertEquals(LESSONS.reduce((sum, { minutes }) => sum + minutes, 0), 30);
});

const ID = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";

Deno.test("composeScopes() makes data_access a dependency of the scope for Transfer", () => {
  const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
  const wish = { collection: ID, isOptional: true, withGroups: false };
  assertEquals(
    composeScopes(wish).join(" "),
    `${all}[*https://auth.globus.org/scopes/${ID}/data_access]`,
  );
  const others = composeScopes({ isOptional: true, withGroups: true });
  assertEquals(ScopeParser.parse(others.join(" ")).length, 2);
  assertEquals(`${others[0]}`, all);
});

Deno.test("codeOf() shows the calls that compose the same scopes", () => {
  const code = codeOf({ collection: ID, isOptional: true, withGroups: true });
  assertEquals(code.includes("dataAccess.withOptional(true)"), true);
  assertEquals(code.includes("GroupsScopes.viewMyGroupsAndMemberships"), true);
  assertEquals(codeOf({ isOptional: true, withGroups: false }).includes("dataAccess"), false);
});

Deno.test("readScopeChoice() reads what writeScopeChoice() wrote, and drops a collection that is not a UUID", () => {
  for (const collection of [ID, undefined]) {
    const wish = { collection, isOptional: true, withGroups: true };
    assertEquals(readScopeChoice(new URLSearchParams(writeScopeChoice(wish))), wish);
  }
  const hostile = new URLSearchParams({ collection: `${ID}] other[` });
  assertEquals(readScopeChoice(hostile).collection, undefined);
});

Deno.test("readUuid() accepts a UUID in upper or lower case, and nothing else", () => {
  assertEquals(readUuid(` ${ID.toUpperCase()} `), ID);
  for (const text of [null, "", `${ID}0`, ID.replaceAll("-", ""), "../../x", `${ID}\n${ID}`]) {
    assertEquals(readUuid(text), undefined);
  }
});

Deno.test("wireAddress() shows a request to a sandbox as one to Globus, with its masks", () => {
  const sandbox = "http://127.0.0.1:8001";
  assertEquals(
    wireAddress(`${sandbox}/auth.globus.org/v2/oauth2/token?code=••••`, sandbox),
    { host: "auth.globus.org", rest: "/v2/oauth2/token?code=••••" },
  );
  assertEquals(
    wireAddress("https://transfer.api.globus.org/v0.10/task_list", sandbox),
    { host: "transfer.api.globus.org", rest: "/v0.10/task_list" },
  );
  assertEquals(wireAddress(`${sandbox}/auth.globus.org`, sandbox), {
    host: "auth.globus.org",
    rest: "",
  });
  assertEquals(wireAddress("no address", sandbox), { host: "", rest: "no address" });
});
