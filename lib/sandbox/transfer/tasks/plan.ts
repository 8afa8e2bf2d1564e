import { hasSameContent } from "../content.ts";
import { entriesOf, type FileNode } from "../files.ts";
import { fitsPattern } from "../pattern.ts";

/** A rule of `filter_rules`, in order; the first that fits decides. */
export interface FilterRule {
  /** What happens to what fits. */
  method: "include" | "exclude";
  /** Pattern for the name, with `*` and `?`. */
  name: string;
  /** Only files or only directories; both where it is absent. */
  type?: "file" | "dir" | null;
}

/** What decides which files of a tree are copied. */
export interface CopyRules {
  /** Rules for names. */
  filters: FilterRule[];
  /** 0 what is not there, 1 other size, 2 newer, 3 other checksum; `null` everything. */
  syncLevel: number | null;
  /** What becomes of symbolic links. */
  symlinks: "ignore" | "keep" | "copy";
}

/** Something to copy. */
export interface CopyStep {
  /** Path at the source. */
  source: string;
  /** Path at the destination. */
  destination: string;
  /** What is copied. */
  node: FileNode;
  /** Whether it is skipped, because the destination has it already. */
  skipped: boolean;
}

/** What is copied, and where to. */
export interface CopyTop {
  /** What is copied. */
  node: FileNode;
  /** Its path. */
  source: string;
  /** Where it goes. */
  destination: string;
  /** What stands there, if anything. */
  existing: FileNode | undefined;
}

/**
 * Walks what a copy touches: the top itself, then all below it.
 *
 * @param top What is copied.
 * @param rules Which of it is copied.
 */
export function* copySteps(top: CopyTop, rules: CopyRules): Generator<CopyStep> {
  const waiting = [top];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, existing } = next;
    const skipped = node.type !== "dir" && !needsCopy(node, existing, rules.syncLevel);
    yield { source: next.source, destination: next.destination, node, skipped };
    if (node.type !== "dir") continue;
    const there = existing?.type === "dir" ? entriesOf(existing) : undefined;
    for (const [name, entry] of entriesOf(node)) {
      if (entry.type === "invalid_symlink" && rules.symlinks !== "keep") continue;
      if (isExcluded(name, entry, rules.filters)) continue;
      waiting.push({
        node: entry,
        source: `${next.source}/${name}`,
        destination: `${next.destination}/${name}`,
        existing: there?.get(name),
      });
    }
  }
}

function needsCopy(node: FileNode, existing: FileNode | undefined, level: number | null): boolean {
  if (level === null || !existing) return true;
  if (level === 0) return false;
  if (node.size !== existing.size) return true;
  return level === 2
    ? node.modifiedMs > existing.modifiedMs
    : level === 3 && !hasSameContent(node, existing);
}

function isExcluded(name: string, node: FileNode, filters: FilterRule[]): boolean {
  const type = node.type === "dir" ? "dir" : "file";
  const rule = filters.find((one) =>
    (!one.type || one.type === type) && fitsPattern(one.name, name)
  );
  return rule?.method === "exclude";
}
