/**
 * Runs the recorded inputs through our SDK, topic by topic, and compares what it makes of them with
 * what the Python SDK made of them.
 *
 * @module
 */

import {
  compare,
  isTyped,
  type Json,
  NotYetThere,
  type Outcome,
  outcomeOf,
  readVectorFiles,
  type Report,
  show,
  vectorFolder,
} from "./harness.ts";

/** One input with the recorded outcome. */
export interface Vector {
  readonly id: string;
  readonly input: Json;
  readonly expect: Json;
}

/** A file of vectors: its head and the vectors. */
export interface VectorFile {
  readonly topic: string;
  readonly vectors: readonly Vector[];
  readonly [head: string]: Json;
}

/** What our SDK deliberately does in place of Python's. */
export interface Instead {
  /** One, or several that count together. */
  readonly reason: string | readonly string[];
  readonly expect: Json;
}

/** A module `topics/<topic>.ts`. */
export interface Topic {
  /** What our SDK makes of the input, in the form of `expect`; it may throw what it refuses. */
  run(vector: Vector, file: VectorFile): unknown;
  /** By rule: what we do on purpose instead, which is then compared just as strictly. */
  instead?(
    vector: Vector,
    file: VectorFile,
  ): Instead | undefined | Promise<Instead | undefined>;
  /** Splits a vector with several cases, some of which may not be there yet. */
  expand?(vector: Vector): Vector[];
}

/** Reads the files of vectors. */
export function readTopicFiles(): VectorFile[] {
  return readVectorFiles(vectorFolder("SEMANTICS_VECTORS", "semantics/"))
    .filter((file) => Array.isArray(file.content.vectors))
    .map((file) => file.content);
}

/** The module for a topic, if it is written. */
async function topicModule(topic: string): Promise<Topic | undefined> {
  const url = new URL(`topics/${topic}.ts`, import.meta.url);
  try {
    Deno.statSync(url);
  } catch {
    return undefined;
  }
  return await import(url.href);
}

/** Runs all vectors of a topic whose ids begin with `only`. */
export async function runTopic(file: VectorFile, only = ""): Promise<Report> {
  const name = file.topic;
  const topic = await topicModule(name);
  const outcomes: Outcome[] = [];
  const cases = file.vectors.flatMap((vector) => topic?.expand?.(vector) ?? [vector]);
  for (const vector of cases) {
    if (!`${name}/${vector.id}`.startsWith(only) && !vector.id.startsWith(only)) continue;
    outcomes.push(
      topic
        ? await runVector(topic, vector, file)
        : { id: vector.id, status: "not yet there", detail: `topic ${name}` },
    );
  }
  return { name, outcomes };
}

async function runVector(topic: Topic, vector: Vector, file: VectorFile): Promise<Outcome> {
  const { id } = vector;
  try {
    const actual = await outcomeOf(() => topic.run(vector, file));
    const rule = await topic.instead?.(vector, file);
    const instead = rule && compare(rule.expect, vector.expect) ? rule : undefined;
    const fault = compare((instead ?? vector).expect, actual);
    if (!fault) {
      return instead
        ? { id, status: "on purpose", reasons: [instead.reason].flat() }
        : { id, status: "passed" };
    }
    const crashed = actual instanceof Error && !isTyped(actual);
    const detail = crashed ? `crashed: ${actual.stack ?? show(actual)}` : fault;
    return { id, status: "failed", detail };
  } catch (error) {
    if (error instanceof NotYetThere) return { id, status: "not yet there", detail: error.message };
    return { id, status: "failed", detail: `the runner: ${(error as Error).stack ?? error}` };
  }
}
