/**
 * Writes `docs/python-names.md`: every operation of the Python SDK with its form here, and every
 * difference that the oracle checks.
 *
 *     deno run -A tools/python_names.ts
 *
 * @module
 */

import * as sdk from "../mod.ts";
import { inventory } from "../tests/oracle/clients.ts";
import { camelCase, type Report } from "../tests/oracle/harness.ts";
import {
  type Method,
  OWN_TO_PYTHON,
  type Parameter,
  REQUEST_OPTIONS,
  SDK_ONLY,
} from "../tests/oracle/python.ts";
import { readTopicFiles, runTopic } from "../tests/oracle/semantics.ts";
import { readWireFiles, runWireFile } from "../tests/oracle/wire.ts";

/** Where the page is. */
export const PAGE: URL = new URL("../docs/python-names.md", import.meta.url);

/** An operation in both languages. */
export interface NameRow {
  /** The client's class, of the same name in both. */
  readonly client: string;
  /** The method of the Python SDK. */
  readonly python: string;
  /** A call of it here. What stands in braces may be left out. */
  readonly here: string;
}

/** Methods whose form here does not follow from the grammar. */
const OWN_FORMS: Readonly<Record<string, string>> = {
  "GCSClient.get_gcs_endpoint_scopes": "GCSClient.getGcsEndpointScopes(endpointId)",
  "GCSClient.get_gcs_collection_scopes": "GCSClient.getGcsCollectionScopes(collectionId)",
};

function isPlace({ kind, required }: Parameter): boolean {
  return kind === "positional" && required;
}

/** The form of a call here: positions, then what goes into `params`. */
function callOf({ name, parameters }: Method): string {
  const own = parameters.filter(({ name }) =>
    !(name in REQUEST_OPTIONS) && !OWN_TO_PYTHON.has(name)
  );
  const places = own.filter(isPlace).map(({ name }) => camelCase(name));
  const keys = own.filter((each) => !isPlace(each)).map(({ name }) => SDK_ONLY[name] ?? name);
  const params = keys.length > 0 ? [`{ ${keys.join(", ")} }`] : [];
  return `${camelCase(name)}(${[...places, ...params].join(", ")})`;
}

/** Every operation of the inventory. */
export function nameRows(): NameRow[] {
  return inventory.clients.flatMap(({ client, methods, properties }) => [
    ...methods.map((method) => ({
      client,
      python: method.name,
      here: OWN_FORMS[`${client}.${method.name}`] ?? callOf(method),
    })),
    // A property that asks the service is a method here.
    ...properties.map((name) => ({ client, python: name, here: `${camelCase(name)}()` })),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function clientsPart(): string {
  const rows = nameRows();
  return [...new Set(rows.map(({ client }) => client))].map((client) => {
    const own = rows.filter((row) => row.client === client)
      .map(({ python, here }) => [`\`${python}\``, `\`${here}\``]);
    return `### ${client}\n\n${table(["Python", "here"], own)}`;
  }).join("\n\n");
}

function helpersPart(): string {
  const names = inventory.payload_classes.map(({ name }) => name);
  const [classes, objects] = [true, false].map((wanted) =>
    names.filter((name) => name in sdk === wanted).map((name) => `\`${name}\``).join(", ")
  );
  return `Classes here too: ${classes}.\n\nPlain objects here: ${objects}.`;
}

/** The reasons of all differences in a list of reports, by where they were met. */
async function differencesPart(): Promise<string> {
  const { files, inventory } = readWireFiles();
  const reports: Report[] = [];
  for (const file of files) reports.push(await runWireFile(file, inventory));
  for (const file of readTopicFiles()) reports.push(await runTopic(file));
  const places = new Map<string, Set<string>>();
  for (const { name, outcomes } of reports) {
    for (const reason of outcomes.flatMap(({ reasons = [] }) => [...reasons])) {
      const known = places.get(reason) ?? new Set();
      places.set(reason, known.add(name));
    }
  }
  const rows = [...places].map(([reason, names]) => [
    reason.replaceAll("|", "\\|"),
    [...names].map((name) => `\`${name}\``).join(", "),
  ]);
  return table(["here", "recordings"], rows);
}

/** The page, before it is formatted. */
export async function pythonNamesPage(): Promise<string> {
  return `# The Python SDK and this one, name by name

This page is written by \`deno run -A tools/python_names.ts\` from recordings of globus-sdk 4.10.0;
a test says when it is out of date. [Coming from Python](coming-from-python.md) explains the rules
and has programs side by side.

Arguments in braces are one object and may be left out. Each call also takes the options of the
request last: Python's \`query_params\` and \`headers\` are \`{ query, headers }\` there, beside \`signal\`
and \`timeoutMs\`. What Python has in \`client.paginated\` is the method itself: it returns a listing.

## Operations

${clientsPart()}

## Helper classes

${helpersPart()}

## Differences on purpose

\`deno task oracle\` plays the recordings on this SDK. It behaves as the Python SDK does, but for the
following. The second column names the recordings in \`tests/oracle\` that show it.

${await differencesPart()}
`;
}

/** Formats Markdown as `deno fmt` does. */
export async function formatted(markdown: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    cwd: new URL("../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await new Blob([markdown]).stream().pipeTo(child.stdin);
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format the page: deno fmt failed");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  await Deno.writeTextFile(PAGE, await formatted(await pythonNamesPage()));
}
