/**
 * `deno task oracle`: how our SDK compares with the recorded behaviour of Python's, as a table for
 * each client and topic. `--verbose` tells what failed and where we differ on purpose;
 * `--only=transfer/get_task` runs the vectors whose ids begin so. `WIRE_VECTORS` and
 * `SEMANTICS_VECTORS` name other folders of the same format. Exits with 1 if anything failed.
 *
 * @module
 */

import type { Outcome, Report } from "./harness.ts";
import { readTopicFiles, runTopic } from "./semantics.ts";
import { readWireFiles, runWireFile } from "./wire.ts";

const statuses = ["passed", "on purpose", "failed", "not yet there"] as const;

function printTable(title: string, reports: readonly Report[]): void {
  const shown = reports.filter((report) => report.outcomes.length > 0);
  if (shown.length === 0) return;
  const count = (outcomes: readonly Outcome[], status: string) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const row = (name: string, cells: readonly (string | number)[]) =>
    console.log(name.padEnd(20) + cells.map((cell) => String(cell).padStart(15)).join(""));
  row(title, statuses);
  for (const { name, outcomes } of shown) {
    row(name, statuses.map((status) => count(outcomes, status) || "-"));
  }
  const all = shown.flatMap((report) => report.outcomes);
  row("all", statuses.map((status) => count(all, status)));
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

/** The table of differences on purpose: each reason, how often it counts, and where. */
function printDifferences(reports: readonly Report[]): void {
  const byReason = new Map<string, string[]>();
  for (const { name, outcomes } of reports) {
    for (const { id, reasons = [] } of outcomes) {
      for (const reason of reasons) {
        byReason.set(reason, [...byReason.get(reason) ?? [], `${name}: ${id}`]);
      }
    }
  }
  if (byReason.size > 0) console.log("On purpose, and checked to be so:");
  for (const [reason, ids] of [...byReason].sort(([, a], [, b]) => b.length - a.length)) {
    const more = ids.length > 3 ? ` and ${ids.length - 3} more` : "";
    console.log(`${String(ids.length).padStart(5)}  ${reason}`);
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
  if (verbose) printDifferences([...wire, ...topics]);
  printTable("client", wire);
  printTable("topic", topics);
  const failed = [...wire, ...topics].flatMap((report) => report.outcomes)
    .filter((outcome) => outcome.status === "failed");
  if (failed.length > 0) Deno.exit(1);
}
