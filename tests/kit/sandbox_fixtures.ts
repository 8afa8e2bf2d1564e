/**
 * Tests that compare the documents of the sandbox with the recorded answers of a service, both ways.
 * The answers are not in this repository; the names of their fields are, so that a clean clone
 * compares them too. `UPDATE_FIXTURE_FIELDS=1` writes them again.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { added, fieldsOf, missing, otherTypes } from "./fixture_fields.ts";
import type { Answer } from "./sandbox_calls.ts";

/** A service whose documents are compared. */
export interface SandboxFixtures {
  /** Name of the file of recorded answers. */
  readonly service: string;
  /** Where the names of fields are kept. */
  readonly fields: URL;
  /** Makes the sandbox's answer to each recorded case. */
  readonly answers: () => Promise<ReadonlyMap<string, () => Promise<Answer>>>;
  /** Cases that are not compared, each with the reason. */
  readonly left: Readonly<Record<string, string>>;
  /** Statuses that differ, by method, as the service's OpenAPI description says. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** What callers give or other services answer, which is not compared. */
  readonly opaque: RegExp;
  /** Fields that have values of several types, of which only one was recorded. */
  readonly union?: RegExp;
  /** Fields that only some of the recorded answers have, or only the OpenAPI description. */
  readonly added: RegExp;
}

interface Fixture {
  method_name: string;
  case: string;
  index?: number;
  status: number;
  json: unknown;
}

function nameOf(fixture: Fixture): string {
  const { method_name, index } = fixture;
  return `${method_name}/${fixture.case}${index ? `#${index}` : ""}`;
}

/** Compares the sandbox's answers with the recorded ones. */
export function testSandboxFixtures(test: SandboxFixtures): void {
  const { service, fields, left, statuses = {}, opaque } = test;
  const file = new URL(`../../../shared/fixtures/${service}.json`, import.meta.url);
  const text = readText(file);
  const recorded: Record<string, string> = JSON.parse(readText(fields) ?? "{}");

  Deno.test({
    name: `the fields of ${service} are those of the recorded answers` +
      (text === undefined ? " (left out: they are not here)" : ""),
    ignore: text === undefined,
    fn() {
      const all: Record<string, string> = {};
      for (const fixture of JSON.parse(text!).fixtures as Fixture[]) {
        const names = [...new Set(fieldsOf(fixture.json))].filter((one) => !opaque.test(one));
        all[nameOf(fixture)] = [fixture.status, ...names.sort()].join(" ");
      }
      if (Deno.env.get("UPDATE_FIXTURE_FIELDS")) {
        Deno.writeTextFileSync(fields, JSON.stringify(all, null, 2) + "\n");
      } else assertEquals(recorded, all);
    },
  });

  Deno.test(`documents of ${service} have the fields of the recorded ones, and no others`, async () => {
    const answers = await test.answers();
    const skipped = Object.keys(left);
    assertEquals([...answers.keys(), ...skipped].sort(), Object.keys(recorded).sort());
    const problems: string[] = [];
    // Types are compared where the recorded answers are present.
    const documents = new Map<string, unknown>(
      text === undefined
        ? []
        : (JSON.parse(text).fixtures as Fixture[]).map((one) => [nameOf(one), one.json]),
    );
    for (const [name, answer] of answers) {
      const [recordedStatus, ...names] = recorded[name].split(" ");
      const { status, body } = await answer();
      const wanted = statuses[name.split("/")[0]];
      if (status !== (status < 400 && wanted || Number(recordedStatus))) {
        problems.push(`${name}: status ${status}, recorded ${recordedStatus}`);
      }
      // Answers to one method are recorded with more or fewer fields.
      const method = `${name.split("/")[0]}/`;
      const ofMethod = Object.keys(recorded).filter((one) => one.startsWith(method))
        .flatMap((one) => recorded[one].split(" ").slice(1));
      const more = added(ofMethod, body)
        .filter((one) => !opaque.test(one) && !test.added.test(one));
      problems.push(...missing(names, body).map((one) => `${name}: lacks ${one}`));
      problems.push(...more.map((one) => `${name}: adds ${one}`));
      const others = otherTypes(documents.get(name), body)
        .filter((one) => !opaque.test(one) && !test.union?.test(one));
      problems.push(...others.map((one) => `${name}: ${one}`));
    }
    assertEquals(problems, []);
    assert(answers.size > 0);
  });
}

function readText(file: URL): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
