import { assertEquals } from "@std/assert";

interface Vector {
  id: string;
  input: Record<string, unknown>;
  expect: Record<string, unknown>;
}

/** What makes of a vector's input what our SDK makes of it. */
export interface Topic {
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
export async function runTopic(
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

/** The least time of five, in milliseconds: what else the machine does can only add to a time. */
export function leastTimeMs(act: () => unknown): number {
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    const before = performance.now();
    act();
    least = Math.min(least, performance.now() - before);
  }
  return least;
}
