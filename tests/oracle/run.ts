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

function printOutcomes(reports: readonly Report[], verbose: boolean): void {
  for (const { name, outcomes } of reports) {
    for (const { id, status, detail } of outcomes) {
      if (status === "failed") {
        console.log(`failed      ${name}: ${id}${verbose ? `\n            ${detail}` : ""}`);
      } else if (verbose && status === "on purpose") {
        console.log(`on purpose  ${name}: ${id}: ${detail}`);
      }
    }
  }
}

if (import.meta.main) {
  const only = Deno.args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length) ?? "";
  const verbose = Deno.args.includes("--verbose") || only !== "";
  const { files, inventory } = readWireFiles();
  const wire: Report[] = [];
  for (const file of files) wire.push(await runWireFile(file, inventory, only));
  const topics: Report[] = [];
  for (const file of readTopicFiles()) topics.push(await runTopic(file, only));
  printOutcomes([...wire, ...topics], verbose);
  printTable("client", wire);
  printTable("topic", topics);
  const failed = [...wire, ...topics].flatMap((report) => report.outcomes)
    .filter((outcome) => outcome.status === "failed");
  if (failed.length > 0) Deno.exit(1);
}
