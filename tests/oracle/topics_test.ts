import { assertEquals } from "@std/assert";
import * as consents from "./topics/consents.ts";
import * as gare from "./topics/gare.ts";
import * as scopes from "./topics/scopes.ts";

interface Vector {
  id: string;
  input: Record<string, unknown>;
  expect: Record<string, unknown>;
}

/** What makes of a vector's input what our SDK makes of it. */
interface Topic {
  run(vector: Vector): unknown;
  instead?(vector: Vector): { expect: unknown } | undefined;
}

async function read(topic: string): Promise<Vector[]> {
  const repository = new URL("../../", import.meta.url);
  for (const folder of ["tests/oracle/semantics/", "../shared/semantics/"]) {
    try {
      const text = await Deno.readTextFile(new URL(`${folder}${topic}.json`, repository));
      return JSON.parse(text).vectors;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find the vectors of ${topic}`);
}

function isAccident(expect: unknown): boolean {
  return typeof expect === "object" && expect !== null &&
    ("accident" in expect && expect.accident === true || Object.values(expect).some(isAccident));
}

/**
 * Runs every vector of a topic, with what we do on purpose instead. A crash that no class of the SDK
 * stands for fails in any case.
 *
 * @returns How many vectors there were.
 */
async function runTopic(
  name: string,
  { run, instead }: Topic,
): Promise<number> {
  const vectors = await read(name);
  for (const vector of vectors) {
    const got = JSON.parse(JSON.stringify(run(vector)));
    if (isAccident(vector.expect)) continue;
    assertEquals(got, instead?.(vector)?.expect ?? vector.expect, vector.id);
  }
  return vectors.length;
}

Deno.test("toGare(), toGares(), isGare(), hasGares() and GARE meet every recorded vector", async () => {
  assertEquals(await runTopic("gare", gare), 107);
});

Deno.test("Scope, ScopeParser and the collections meet every recorded vector", async () => {
  assertEquals(await runTopic("scopes", scopes), 270);
});

Deno.test("ConsentForest meets every recorded vector", async () => {
  assertEquals(await runTopic("consents", consents), 56);
});
