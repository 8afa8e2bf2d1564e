import { assertEquals } from "@std/assert";
import { inputFaults, schemaFault } from "../../../lib/sandbox/flows/input_schema.ts";

async function told(schema: Record<string, unknown>, input: unknown): Promise<string[]> {
  return (await inputFaults(schema, input)).map(({ loc: [place], msg }) => `${place}: ${msg}`);
}

Deno.test("inputFaults() names each fault with its place, in the words of Flows", async () => {
  const schema = {
    type: "object",
    required: ["a", "b"],
    properties: {
      a: { type: "boolean" },
      b: { type: ["string", "null"] },
      "c/d": { type: "object", properties: { e: { type: "integer" } } },
      f: { type: "array", items: { type: "string" } },
    },
    additionalProperties: false,
  };
  assertEquals(await told(schema, { a: true, b: null, f: ["x"] }), []);
  assertEquals(await told(schema, { a: "no", "c/d": { e: 0.5 }, f: ["x", 1], g: 1 }), [
    "$: 'b' is a required property",
    "$.a: 'no' is not of type 'boolean'",
    "$.c/d.e: 0.5 is not of type 'integer'",
    "$.f.1: 1 is not of type 'string'",
    "$: Additional properties are not allowed ('g' was unexpected)",
  ]);
  assertEquals(await told(schema, { a: true, b: 1 }), ["$.b: 1 is not of type 'string', 'null'"]);
});

Deno.test("inputFaults() follows references, and an empty schema allows everything", async () => {
  const schema = {
    definitions: { name: { type: "string", minLength: 2 } },
    properties: { a: { $ref: "#/definitions/name" } },
  };
  assertEquals(await told(schema, { a: "ab" }), []);
  assertEquals((await told(schema, { a: "a" })).length, 1);
  const [wrongType] = await told(schema, { a: 1 });
  assertEquals(wrongType.startsWith("$.a: ") && !wrongType.includes("undefined"), true, wrongType);
  assertEquals(await told({}, { a: [1, { b: null }] }), []);
});

Deno.test("inputFaults() refuses every input by a schema that leads nowhere, and does not throw", async () => {
  const schema = { properties: { a: { $ref: "#/definitions/absent" } } };
  assertEquals((await told(schema, { a: 1 })).length, 1);
});

Deno.test("schemaFault() finds types that do not exist and patterns that cannot be read, at any depth", () => {
  const good = [
    {},
    { type: "object", properties: { a: true, b: { type: ["string", "null"] } } },
    { items: [{ type: "string" }, { pattern: "^x+$" }] },
  ];
  for (const schema of good) assertEquals(schemaFault(schema), undefined, JSON.stringify(schema));
  const bad = [
    null,
    [],
    "object",
    { type: "text" },
    { type: ["string", "text"] },
    { properties: { a: { items: { type: "text" } } } },
    { anyOf: [{ not: { pattern: "(" } }] },
    { items: [{ type: "text" }] },
    { definitions: { a: 1 } },
  ];
  for (const schema of bad) {
    assertEquals(typeof schemaFault(schema), "string", JSON.stringify(schema));
  }
});
