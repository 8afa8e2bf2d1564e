import { assertEquals } from "@std/assert";
import {
  crumbsOf,
  directoryPath,
  MAX_PATH_LENGTH,
  nameOf,
  parentOf,
} from "../../../../site/pages/files/paths.ts";

Deno.test("directoryPath() normalizes the path that a user types", () => {
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

Deno.test("crumbsOf() lists the directories from the top, parentOf() is the one above", () => {
  assertEquals(crumbsOf("/a/b/"), [
    { name: "/", path: "/" },
    { name: "a", path: "/a/" },
    { name: "b", path: "/a/b/" },
  ]);
  assertEquals(parentOf("/a/b/"), "/a/");
  assertEquals(parentOf("/a/"), "/");
  assertEquals(parentOf("/"), undefined);
});

Deno.test("parentOf() is undefined for the home directory", () => {
  assertEquals(crumbsOf("/~/x/").map(({ name }) => name), ["~", "x"]);
  assertEquals(parentOf("/~/"), undefined);
});

Deno.test("nameOf() is the last part of a path", () => {
  assertEquals(nameOf("/a/b.txt"), "b.txt");
  assertEquals(nameOf("/a/b/"), "b");
  assertEquals(nameOf("/"), "");
});
