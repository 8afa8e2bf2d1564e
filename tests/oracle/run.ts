/**
 * `deno task oracle`: how our SDK compares with the recorded behavior of Python's, as a table for
 * each client and topic. `--verbose` tells what failed and where we differ on purpose;
 * `--only=transfer/get_task` runs the vectors whose ids begin so. `WIRE_VECTORS` and
 * `SEMANTICS_VECTORS` name other folders of the same format. Exits with 1 if anything failed.
 *
 * @module
 */

import type { Outcome, Report } from "./harness.ts";
import { readTopicFiles, runTopic } from "./semantics.ts";
import { readWireFiles, runWireFile } from "./wire.ts";

const STATUSES = ["passed", "on purpose", "failed", "not yet there"] as const;

function printTable(title: string, reports: readonly Report[]): void {
  const shown = reports.filter((report) => report.outcomes.length > 0);
  if (shown.length === 0) return;
  const count = (outcomes: readonly Outcome[], status: string) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const row = (name: string, cells: readonly (string | number)[]) =>
    console.log(name.padEnd(20) + cells.map((cell) => String(cell).padStart(15)).join(""));
  row(title, STATUSES);
  for (const { name, outcomes } of shown) {
    row(name, STATUSES.map((status) => count(outcomes, status) || "-"));
  }
  const all = shown.flatMap((report) => report.outcomes);
  row("all", STATUSES.map((status) => count(all, status)));
  console.log();
}

function printFailures(reports: readonly Report[], verbose: boolean): void {
  for (const { name, outcomes } of reports) {
    for (const { id, status, detail } of outcomes) {
      if (status !== "failed") continue;
      console.log(`failed  ${name}: ${id}${verbose ? `\n        ${detail}` : ""}`);
    }
  }
}

/** Groups ids by a part of their outcomes, the largest group first. */
function printGroups(
  title: string,
  reports: readonly Report[],
  keys: (outcome: Outcome) => readonly string[],
): void {
  const groups = new Map<string, string[]>();
  for (const { name, outcomes } of reports) {
    for (const outcome of outcomes) {
      for (const key of keys(outcome)) {
        groups.set(key, [...groups.get(key) ?? [], `${name}: ${outcome.id}`]);
      }
    }
  }
  if (groups.size > 0) console.log(title);
  for (const [key, ids] of [...groups].sort(([, a], [, b]) => b.length - a.length)) {
    const more = ids.length > 3 ? ` and ${ids.length - 3} more` : "";
    console.log(`${String(ids.length).padStart(5)}  ${key}`);
    console.log(`       ${ids.slice(0, 3).join(", ")}${more}`);
  }
  console.log();
}

if (import.meta.main) {
  const only = Deno.args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length) ?? "";
  const verbose = Deno.args.includes("--verbose") || only !== "";
  const { files, inventory } = readWireFiles();
  const wire: Report[] = [];
  for (const file of files) wire.push(await runWireFile(file, inventory, only));
  const topics: Report[] = [];
  for (const file of readTopicFiles()) topics.push(await runTopic(file, only));
  printFailures([...wire, ...topics], verbose);
  if (verbose) {
    const reports = [...wire, ...topics];
    const missing = ({ status, detail = "" }: Outcome) =>
      status === "not yet there" ? [detail] : [];
    printGroups("Not yet there:", reports, missing);
    printGroups("On purpose, and checked to be so:", reports, ({ reasons = [] }) => reasons);
  }
  printTable("client", wire);
  printTable("topic", topics);
  const failed = [...wire, ...topics].flatMap((report) => report.outcomes)
    .filter((outcome) => outcome.status === "failed");
  if (failed.length > 0) Deno.exit(1);
}
