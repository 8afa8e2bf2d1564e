import { assertEquals } from "@std/assert";
import { runInNewContext } from "node:vm";
import { isDate, isError } from "../../lib/core/guards.ts";

/** A value of another realm. */
const foreign = (code: string): unknown => runInNewContext(code);

Deno.test("C8 isError() knows errors of every realm, and what looks like one", () => {
  const errors = [
    new Error("m"),
    new DOMException("m", "QuotaExceededError"),
    foreign("new TypeError('m')"),
    { name: "Error", message: "m" },
  ];
  for (const error of errors) assertEquals(isError(error), true);
  const others = [null, undefined, "Error", 5, {}, [], { message: 5, name: "Error" }, () => {}];
  for (const other of others) assertEquals(isError(other), false);
});

Deno.test("C8 isDate() knows dates of every realm, and nothing else", () => {
  for (const date of [new Date(0), new Date(NaN), foreign("new Date(0)")]) {
    assertEquals(isDate(date), true);
  }
  const others = [
    null,
    undefined,
    0,
    "1970-01-01",
    {},
    { getTime: () => 0 },
    Date,
    foreign("({})"),
  ];
  for (const other of others) assertEquals(isDate(other), false);
});

/** Classes that each realm has for itself. */
const builtIn =
  /instanceof (Array|ArrayBuffer|Abort\w+|Blob|Date|DOMException|(Type|Range|Syntax)?Error|FormData|Headers|Map|Promise|Re(quest|sponse|gExp|adableStream)|Set|URL\w*|Uint8Array)\b/;

Deno.test("C8 the SDK tells no built-in class by instanceof: a value may come from another realm", async () => {
  const found: string[] = [];
  const walk = async (folder: URL): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      // The sandbox makes its own values.
      if (isDirectory && name !== "sandbox") await walk(new URL(`${name}/`, folder));
      if (!name.endsWith(".ts")) continue;
      const text = await Deno.readTextFile(new URL(name, folder));
      for (const line of text.split("\n")) if (builtIn.test(line)) found.push(`${name}: ${line}`);
    }
  };
  await walk(new URL("../../lib/", import.meta.url));
  assertEquals(found, []);
});
