import { assertEquals } from "@std/assert";
import {
  crumbsOf,
  directoryPath,
  MAX_PATH_LENGTH,
  nameOf,
  parentOf,
} from "../../../../site/pages/files/paths.ts";

Deno.test("directoryPath() makes a directory of what somebody types", () => {
  const paths: [string, string | undefined][] = [
    ["", "/"],
    ["/", "/"],
    ["home", "/home/"],
    ["/home//ada/", "/home/ada/"],
    ["/home/./ada/../noor", "/home/noor/"],
    ["../../..", "/"],
    ["~", "/~/"],
    ["~/data", "/~/data/"],
    ["/a b/ c ", "/a b/ c /"],
    ["/%2e%2e/", "/%2e%2e/"],
    ["/a\0b", undefined],
    ["/a\nb", undefined],
    ["x".repeat(MAX_PATH_LENGTH + 1), undefined],
  ];
  for (const [typed, path] of paths) assertEquals(directoryPath(typed), path, typed);
});

Deno.test("crumbsOf() leads from the top to a directory, parentOf() one step back", () => {
  assertEquals(crumbsOf("/a/b/"), [
    { name: "/", path: "/" },
    { name: "a", path: "/a/" },
    { name: "b", path: "/a/b/" },
  ]);
  assertEquals(parentOf("/a/b/"), "/a/");
  assertEquals(parentOf("/a/"), "/");
  assertEquals(parentOf("/"), undefined);
});

Deno.test("parentOf() knows nothing above the home directory", () => {
  assertEquals(crumbsOf("/~/x/").map(({ name }) => name), ["~", "x"]);
  assertEquals(parentOf("/~/"), undefined);
});

Deno.test("nameOf() is the last part of a path", () => {
  assertEquals(nameOf("/a/b.txt"), "b.txt");
  assertEquals(nameOf("/a/b/"), "b");
  assertEquals(nameOf("/"), "");
});
