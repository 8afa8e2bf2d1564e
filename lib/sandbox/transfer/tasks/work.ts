import type { Collection } from "../collection.ts";
import type { CollectionStore } from "../collections.ts";
import {
  cloneNode,
  entriesOf,
  type FileNode,
  measure,
  PathError,
  type TreeSize,
} from "../files.ts";
import { fitsPattern } from "../pattern.ts";
import { type CopyRules, copySteps } from "./plan.ts";
import type { Task } from "./task.ts";

/** A fault: what `nice_status` and the event say. */
export interface WorkFault {
  /** Code, for example `FILE_NOT_FOUND`. */
  code: string;
  /** A few words. */
  short: string;
  /** More of it. */
  details: string;
  /** Whether the task ends with it. */
  fatal?: boolean;
  /** Whether `skip_source_errors` passes over it. */
  skippable?: boolean;
}

/** One item of a submission. */
export interface WorkUnit {
  /** Absolute path at the source, or of what is deleted. */
  source: string;
  /** Absolute path at the destination; null for a deletion. */
  destination: string | null;
  /** Whether a directory is meant. */
  recursive: boolean;
  /** Whether the link itself is meant. */
  symlink: boolean;
  /** Given with the item, and shown again in errors. */
  checksum: string | null;
  /** Name of the checksum. */
  algorithm: string | null;
  /** How it stands. */
  state: "pending" | "running" | "stuck" | "done" | "skipped";
  /** When it is tried next. */
  nextTryMs: number;
  /** What is copied or deleted, from when it began. */
  node?: FileNode;
  /** What it holds, once known. */
  size: TreeSize & { skipped: number };
  /** Files copied, where rules choose among them; else all of `node`. */
  chosen?: { source: string; destination: string }[];
  /** Why it was passed over. */
  error?: { fault: WorkFault; timeMs: number };
}

/** Makes a unit of work that has not started. */
export function workUnit(
  source: string,
  destination: string | null,
  more: Partial<WorkUnit> = {},
): WorkUnit {
  return {
    source,
    destination,
    recursive: false,
    symlink: false,
    checksum: null,
    algorithm: null,
    state: "pending",
    nextTryMs: 0,
    size: { files: 0, directories: 0, bytes: 0, skipped: 0 },
    ...more,
  };
}

function fault(
  code: string,
  short: string,
  details: string,
  more: Partial<WorkFault> = {},
): WorkFault {
  return { code, short, details, ...more };
}

/** The rules of a transfer's options. */
function copyRules(task: Task): CopyRules {
  return {
    filters: (task.options.get("filter_rules") as CopyRules["filters"] | null) ?? [],
    syncLevel: (task.options.get("sync_level") as number | null) ?? null,
    symlinks: (task.options.get("recursive_symlinks") as CopyRules["symlinks"]) ?? "ignore",
  };
}

/**
 * Looks whether a unit can begin now, and what it will take.
 *
 * @returns The fault that keeps it from beginning, or `undefined`.
 */
export function beginUnit(
  collections: CollectionStore,
  task: Task,
  unit: WorkUnit,
): WorkFault | undefined {
  const ends = [task.sourceId, task.destinationId].filter((id) => id !== null)
    .map((id) => collections.get(id));
  for (const end of ends) {
    if (!end) {
      return fault("ENDPOINT_ERROR", "endpoint deleted", "An endpoint was deleted", {
        fatal: true,
      });
    }
    if (!end.connected) {
      return fault("GC_NOT_CONNECTED", "not connected", `${end.displayName} is not connected`);
    }
  }
  const [source, destination] = ends as Collection[];
  try {
    return task.type === "DELETE"
      ? beginDelete(task, unit, source)
      : beginCopy(task, unit, source, destination);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    return ofPathError(error, unit.source);
  }
}

function ofPathError(error: PathError, path: string): WorkFault {
  switch (error.reason) {
    case "denied":
      return fault("PERMISSION_DENIED", "permission denied", `Access to ${path} is denied`, {
        skippable: true,
      });
    case "not_directory":
      return fault("NOT_A_DIRECTORY", "not a directory", `${path} is not a directory`);
    default:
      return fault("FILE_NOT_FOUND", "file not found", `No such file or directory: ${path}`, {
        skippable: true,
      });
  }
}

function beginDelete(task: Task, unit: WorkUnit, collection: Collection): WorkFault | undefined {
  const found = globbed(collection, unit.source, task.options.get("interpret_globs") === true);
  if (found.length === 0) {
    if (task.options.get("ignore_missing") === true) return undefined;
    throw new PathError("not_found", unit.source);
  }
  for (const { node } of found) {
    if (node.denied) throw new PathError("denied", unit.source);
    if (node.type === "dir" && task.options.get("recursive") !== true) {
      return fault("IS_A_DIRECTORY", "is a directory", `${unit.source} is a directory`);
    }
    addSize(unit, measure(node));
  }
  return undefined;
}

/** What a path names; with globs, `*` and `?` in its last part may name several. */
function globbed(
  collection: Collection,
  path: string,
  globs: boolean,
): { path: string; node: FileNode }[] {
  const at = path.lastIndexOf("/");
  const last = path.slice(at + 1);
  if (!globs || !/[*?]/.test(last)) {
    const node = collection.tree.peek(path);
    return node ? [{ path, node }] : [];
  }
  const parent = collection.tree.find(path.slice(0, at) || "/");
  return [...entriesOf(parent)].filter(([name]) => fitsPattern(last, name))
    .map(([name, node]) => ({ path: `${path.slice(0, at)}/${name}`, node }));
}

function addSize(unit: WorkUnit, size: TreeSize): void {
  unit.size.files += size.files;
  unit.size.directories += size.directories;
  unit.size.bytes += size.bytes;
}

function beginCopy(
  task: Task,
  unit: WorkUnit,
  source: Collection,
  destination: Collection,
): WorkFault | undefined {
  const node = source.tree.find(unit.source);
  if (node.denied) throw new PathError("denied", unit.source);
  if (node.type === "dir" && !unit.recursive) {
    return fault("IS_A_DIRECTORY", "is a directory", `${unit.source} is a directory`);
  }
  if (node.type !== "dir" && unit.recursive) {
    return fault("NOT_A_DIRECTORY", "not a directory", `${unit.source} is not a directory`);
  }
  const target = unit.destination ?? "";
  const existing = destination.tree.peek(target);
  if (existing && (existing.type === "dir") !== (node.type === "dir")) {
    const code = existing.type === "dir" ? "IS_A_DIRECTORY" : "NOT_A_DIRECTORY";
    return fault(code, code.toLowerCase().replaceAll("_", " "), `Cannot write ${target}`);
  }
  if (existing?.denied) {
    return fault("PERMISSION_DENIED", "permission denied", `Access to ${target} is denied`);
  }
  unit.node = cloneNode(node);
  const rules = copyRules(task);
  if (rules.syncLevel === null && rules.filters.length === 0) {
    addSize(unit, measure(unit.node));
    return undefined;
  }
  unit.chosen = [];
  for (
    const step of copySteps(
      { node: unit.node, source: unit.source, destination: target, existing },
      rules,
    )
  ) {
    if (step.node.type === "dir") unit.size.directories++;
    else if (step.skipped) unit.size.skipped++;
    else {
      unit.size.files++;
      unit.size.bytes += step.node.size;
      unit.chosen.push({ source: step.source, destination: step.destination });
    }
  }
  return undefined;
}

/**
 * Does what a unit was to do.
 *
 * @returns The fault that kept it from ending well, or `undefined`.
 */
export function endUnit(
  collections: CollectionStore,
  task: Task,
  unit: WorkUnit,
  nowMs: number,
): WorkFault | undefined {
  const source = collections.get(task.sourceId);
  try {
    if (task.type === "DELETE") {
      const globs = task.options.get("interpret_globs") === true;
      for (const { path } of source ? globbed(source, unit.source, globs) : []) {
        source?.tree.remove(path);
      }
      return undefined;
    }
    const destination = collections.get(task.destinationId ?? "");
    if (destination) writeCopy(task, unit, destination, nowMs);
    return undefined;
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    return ofPathError(error, unit.destination ?? unit.source);
  }
}

function writeCopy(task: Task, unit: WorkUnit, { tree }: Collection, nowMs: number): void {
  const node = unit.node!;
  const target = unit.destination ?? "";
  const keepsTime = task.options.get("preserve_timestamp") === true;
  const written = (one: FileNode) => keepsTime ? one : { ...one, modifiedMs: nowMs };
  if (node.type !== "dir") {
    if (!unit.chosen || unit.chosen.length) tree.put(target, written(node), nowMs);
    return;
  }
  if (!unit.chosen) {
    tree.put(target, node, nowMs);
  } else {
    if (!tree.peek(target)) {
      tree.put(target, { ...node, source: undefined, children: new Map() }, nowMs);
    }
    const chosen = new Set(unit.chosen.map((one) => one.destination));
    const rules = { ...copyRules(task), syncLevel: null };
    const top = { node, source: unit.source, destination: target, existing: undefined };
    for (const step of copySteps(top, rules)) {
      if (step.node.type !== "dir" && chosen.has(step.destination)) {
        tree.put(step.destination, written(step.node), nowMs);
      } else if (step.node.type === "dir" && !tree.peek(step.destination)) {
        tree.makeDirectory(step.destination, nowMs);
      }
    }
  }
  if (task.options.get("delete_destination_extra") === true) removeExtra(node, target, tree);
}

function removeExtra(node: FileNode, path: string, tree: Collection["tree"]): void {
  for (const [name, there] of [...entriesOf(tree.find(path))]) {
    const here = entriesOf(node).get(name);
    if (!here) tree.remove(`${path}/${name}`);
    else if (here.type === "dir" && there.type === "dir") {
      removeExtra(here, `${path}/${name}`, tree);
    }
  }
}

/** Files that a finished unit has copied, in pairs of paths. */
export function* copiedFiles(unit: WorkUnit): Generator<{ source: string; destination: string }> {
  if (unit.state !== "done" || !unit.node || unit.destination === null) return;
  if (unit.chosen) {
    yield* unit.chosen;
    return;
  }
  const all: CopyRules = { filters: [], syncLevel: null, symlinks: "keep" };
  const { node, source, destination } = unit;
  for (const step of copySteps({ node, source, destination, existing: undefined }, all)) {
    if (step.node.type !== "dir") yield step;
  }
}
