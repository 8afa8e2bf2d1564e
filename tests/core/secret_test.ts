import { assert, assertEquals } from "@std/assert";
import { format, inspect } from "node:util";
import { Secret } from "../../lib/core/secret.ts";

const CANARY = "canary-secret-text";
const secret = new Secret(CANARY);

/** Every way in which a program may print or store a value. */
const prints: Record<string, (value: unknown) => string> = {
  "String()": (value) => String(value),
  "a template": (value) => `${value}`,
  "concatenation": (value) => "" + value,
  "join()": (value) => [value, value].join(),
  "toLocaleString()": (value) => (value as Secret).toLocaleString(),
  "JSON.stringify()": (value) => JSON.stringify({ value, list: [value] }),
  "Deno.inspect()": (value) => Deno.inspect(value, { showHidden: true, depth: 9, colors: true }),
  "Deno.inspect() of an object around it": (value) =>
    Deno.inspect({ a: { b: [value], c: new Map([["d", value]]) } }, { depth: 9, getters: true }),
  "inspect() of node:util": (value) => inspect({ value }, { showHidden: true, getters: true }),
  "format() of node:util": (value) => format("%s %j %o %O", value, value, value, value),
  "an error's message": (value) => new Error(`Cannot use ${value}`).stack!,
  "its properties": (value) =>
    JSON.stringify([
      ...Reflect.ownKeys(value as object),
      ...Object.entries(Object.getOwnPropertyDescriptors(value as object)),
      { ...value as object },
    ].map(String)),
};

for (const [name, print] of Object.entries(prints)) {
  Deno.test(`H1 Secret shows nothing in ${name}`, () => {
    const shown = print(secret);
    assert(shown.length > 0 && !shown.includes(CANARY), shown);
  });
}

Deno.test("H1 Secret prints as [redacted]", () => {
  assertEquals([`${secret}`, JSON.stringify(secret)], ["[redacted]", '"[redacted]"']);
  assertEquals([Deno.inspect(secret), inspect(secret)], ["[redacted]", "[redacted]"]);
});

Deno.test("H1 structuredClone() and messages do not copy the text of a Secret", async () => {
  const cloned = structuredClone({ secret });
  assert(!Deno.inspect(cloned, { showHidden: true }).includes(CANARY));
  const { port1, port2 } = new MessageChannel();
  const received = new Promise((resolve) => port2.onmessage = ({ data }) => resolve(data));
  port1.postMessage({ secret });
  assert(!JSON.stringify(await received).includes(CANARY));
  port1.close();
  port2.close();
});

Deno.test("reveal() gives the text", () => assertEquals(secret.reveal(), CANARY));
