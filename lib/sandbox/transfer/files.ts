import { hash32, SeededRandom } from "../random.ts";
import { contentOf, type FileContent } from "./content.ts";

/** Kinds of directory entries in Transfer's listings. */
export type FileKind = "dir" | "file" | "invalid_symlink" | "chr" | "blk" | "pipe" | "other";

/** An entry of a file tree. */
export interface FileNode extends FileContent {
  /** Kind. */
  type: FileKind;
  /** Milliseconds since 1970. */
  modifiedMs: number;
  /** Target of a symbolic link. */
  linkTarget?: string;
  /** Whether the file system refuses access. */
  denied?: boolean;
  /** Seed of a directory that has not been changed yet. */
  source?: string;
  /** Entries of a directory that has been changed. */
  children?: Map<string, FileNode>;
}

const DIRECTORY_BYTES = 4096;
const NEWEST_MS = Date.UTC(2025, 10, 30, 18);
const SPAN_MS = 4 * 365 * 86_400_000;

/** A directory, from a generator or, without one, empty and changeable. */
export function directory(modifiedMs: number, source?: string): FileNode {
  const node: FileNode = { type: "dir", size: DIRECTORY_BYTES, modifiedMs };
  if (source === undefined) node.children = new Map();
  else node.source = source;
  return node;
}

/** Makes a file of a given size, whose content is made up when it is read. */
export function file(size: number, modifiedMs: number): FileNode {
  return { type: "file", size, modifiedMs };
}

const STEMS = "run scan sample spectra notes mosaic calib frame survey model output index".split(
  " ",
);
const ENDINGS = "h5 csv txt tif json nc fits log".split(" ");
const FOLDERS = "raw processed figures 2023 2024 2025 models scripts archive shared drafts".split(
  " ",
);

/** How many levels, and how many entries each, the archive of a million files has. */
const ARCHIVE_FANOUT = 100;

function pad(n: number): string {
  return String(n).padStart(3, "0");
}

/** Draws up the entries of a directory; the same source gives the same entries. */
function generate(source: string): Map<string, FileNode> {
  const [kind, ...rest] = source.split(":");
  const entries = new Map<string, FileNode>();
  const random = new SeededRandom(hash32(source));
  const when = () => NEWEST_MS - random.below(SPAN_MS / 1000) * 1000;
  switch (kind) {
    case "godata":
      for (const [i, size] of [4, 5, 6].entries()) {
        entries.set(`file${i + 1}.txt`, file(size, Date.UTC(2023, 11, 18, 16, 52, 50)));
      }
      break;
    case "archive": {
      // archive -> archive:12 -> archive:12:34 -> files: one million at 100 an level.
      const level = rest.length;
      for (let i = 0; i < ARCHIVE_FANOUT; i++) {
        if (level < 2) {
          entries.set(
            `${level ? "night" : "field"}-${pad(i)}`,
            directory(when(), `${source}:${i}`),
          );
        } else {
          entries.set(`frame-${pad(i)}.fits`, file(2_880 * (1 + random.below(5_000)), when()));
        }
      }
      break;
    }
    case "flat":
      for (let i = 0; i < Number(rest[0]); i++) {
        entries.set(`row-${String(i).padStart(6, "0")}.csv`, file(100 + (i % 1000), NEWEST_MS));
      }
      break;
    case "tree": {
      const depth = Number(rest[0]);
      const folders = depth > 0 ? 1 + random.below(4) : 0;
      for (let i = 0; i < folders; i++) {
        const name = random.pick(FOLDERS);
        entries.set(name, directory(when(), `tree:${depth - 1}:${rest[1]}/${name}`));
      }
      const files = 2 + random.below(14);
      for (let i = 0; i < files; i++) {
        const name = `${random.pick(STEMS)}-${random.below(400)}.${random.pick(ENDINGS)}`;
        entries.set(name, file(Math.floor(2 ** (4 + random.below(26)) * 1.37), when()));
      }
      if (random.chance(40)) entries.set(".cache", directory(when(), "tree:0:cache"));
      if (random.chance(30)) entries.set(".profile", file(220, when()));
      if (random.chance(15)) {
        entries.set("latest", {
          type: "invalid_symlink",
          size: 0,
          modifiedMs: when(),
          linkTarget: "gone",
        });
      }
      break;
    }
  }
  let seed = hash32(source);
  for (const node of entries.values()) if (node.type === "file") node.seed = seed++ >>> 0;
  return entries;
}

/** The last directories drawn up, so that walking down a path does not draw each one again. */
const drawn = new Map<string, Map<string, FileNode>>();
const DRAWN_KEPT = 32;

/**
 * Entries of a directory.
 *
 * @param node A directory.
 * @returns Entries by name; to be changed only through {@linkcode FileTree}.
 */
export function entriesOf(node: FileNode): ReadonlyMap<string, FileNode> {
  if (node.children) return node.children;
  const source = node.source ?? "";
  let entries = drawn.get(source);
  if (!entries) {
    entries = generate(source);
    if (entries.size <= 1000) {
      if (drawn.size >= DRAWN_KEPT) drawn.delete(drawn.keys().next().value ?? "");
      drawn.set(source, entries);
    }
  }
  return entries;
}

/** Makes a directory changeable, and gives its entries. */
function changeable(node: FileNode): Map<string, FileNode> {
  if (!node.children) {
    node.children = new Map();
    for (const [name, entry] of entriesOf({ ...node, children: undefined })) {
      node.children.set(name, { ...entry });
    }
    node.source = undefined;
  }
  return node.children;
}

/** A copy of an entry that shares nothing changeable with it. */
export function cloneNode(node: FileNode): FileNode {
  const copy = { ...node };
  if (node.children) {
    copy.children = new Map();
    for (const [name, entry] of node.children) copy.children.set(name, cloneNode(entry));
  }
  return copy;
}

/** What a subtree holds. */
export interface TreeSize {
  /** Files, links and other entries, but not directories. */
  files: number;
  /** Directories, the top one included. */
  directories: number;
  /** Bytes of all files. */
  bytes: number;
}

/** Counts a subtree. A generated archive is drawn up for it once, and not kept. */
export function measure(node: FileNode): TreeSize {
  const size: TreeSize = { files: 0, directories: 0, bytes: 0 };
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.type !== "dir") {
      size.files++;
      size.bytes += next.size;
      continue;
    }
    size.directories++;
    for (const entry of entriesOf(next).values()) waiting.push(entry);
  }
  return size;
}

/** Thrown where a path cannot be used; the service makes its own error of it. */
export class PathError extends Error {
  /** What is wrong. */
  readonly reason: "not_found" | "not_directory" | "denied" | "exists" | "is_directory";
  /** Keeps the reason. */
  constructor(reason: PathError["reason"], path: string) {
    super(`${reason}: ${path}`);
    this.reason = reason;
  }
}

/**
 * Splits a path into names, resolving `.`, `..` and repeated slashes; `..` never leaves the root.
 *
 * @param path An absolute path.
 */
export function segments(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}

/** The files of one collection. */
export class FileTree {
  /** The top directory. */
  readonly root: FileNode;

  /** A tree over a top directory. */
  constructor(root: FileNode) {
    this.root = root;
  }

  /**
   * The entry at a path.
   *
   * @throws {PathError} If there is none, or access is refused on the way.
   */
  find(path: string): FileNode {
    let node = this.root;
    for (const name of segments(path)) {
      if (node.denied) throw new PathError("denied", path);
      if (node.type !== "dir") throw new PathError("not_directory", path);
      const next = entriesOf(node).get(name);
      if (!next) throw new PathError("not_found", path);
      node = next;
    }
    return node;
  }

  /** The entry at a path, or `undefined`. */
  peek(path: string): FileNode | undefined {
    try {
      return this.find(path);
    } catch (error) {
      if (error instanceof PathError) return undefined;
      throw error;
    }
  }

  /** The changeable entries of the directory that holds a path, made where `make` says so. */
  #parent(path: string, make?: number): { entries: Map<string, FileNode>; name: string } {
    const names = segments(path);
    const name = names.pop();
    if (name === undefined) throw new PathError("exists", path);
    let node = this.root;
    for (const step of names) {
      const entries = changeable(node);
      let next = entries.get(step);
      if (!next) {
        if (make === undefined) throw new PathError("not_found", path);
        next = directory(make);
        entries.set(step, next);
      }
      if (next.denied) throw new PathError("denied", path);
      if (next.type !== "dir") throw new PathError("not_directory", path);
      node = next;
    }
    return { entries: changeable(node), name };
  }

  /**
   * The directory at a path, to be kept: changes there and changes through it are the same.
   *
   * @param path An absolute path.
   * @param fallback Put there where there is none.
   */
  directoryAt(path: string, fallback: FileNode): FileNode {
    if (segments(path).length === 0) return this.root;
    const { entries, name } = this.#parent(path, fallback.modifiedMs);
    let node = entries.get(name);
    if (node?.type !== "dir") entries.set(name, node = fallback);
    return node;
  }

  /** Makes a directory; its parent must be there, and nothing of its name. */
  makeDirectory(path: string, modifiedMs: number): void {
    const { entries, name } = this.#parent(path);
    if (entries.has(name)) throw new PathError("exists", path);
    entries.set(name, directory(modifiedMs));
  }

  /**
   * Makes a symbolic link. It shows its target as this is now; later changes of it do not show.
   *
   * @param path Where the link is to be; the place must be free.
   * @param target An absolute path, of an entry or of nothing.
   */
  makeLink(path: string, target: string, modifiedMs: number): void {
    const { entries, name } = this.#parent(path);
    if (entries.has(name)) throw new PathError("exists", path);
    const node = this.peek(target);
    const linked: FileNode = node
      ? cloneNode(node)
      : { type: "invalid_symlink", size: target.length, modifiedMs };
    entries.set(name, { ...linked, linkTarget: target });
  }

  /** Moves an entry; the new place must be free. */
  rename(from: string, to: string): void {
    this.find(from);
    const target = this.#parent(to);
    if (target.entries.has(target.name)) throw new PathError("exists", to);
    const { entries, name } = this.#parent(from);
    const node = entries.get(name)!;
    entries.delete(name);
    target.entries.set(target.name, node);
  }

  /** Puts an entry at a path and makes parent directories; replaces anything but a directory. */
  put(path: string, node: FileNode, nowMs: number): void {
    const { entries, name } = this.#parent(path, nowMs);
    const old = entries.get(name);
    if (old?.type === "dir" && node.type === "dir") {
      const into = changeable(old);
      for (const [child, entry] of entriesOf(node)) {
        const there = into.get(child);
        if (there?.type === "dir" && entry.type === "dir") {
          this.put(`${path}/${child}`, entry, nowMs);
        } else into.set(child, cloneNode(entry));
      }
      return;
    }
    if (old?.type === "dir") throw new PathError("is_directory", path);
    entries.set(name, cloneNode(node));
  }

  /**
   * Writes a file, with the directories on the way; replaces a file.
   *
   * @param path An absolute path.
   * @param content What is in the file: text, bytes or a `Blob`.
   * @param modifiedMs Milliseconds since 1970. @default {0}
   * @throws {PathError} If a directory is there, or access is refused.
   */
  write(path: string, content: BlobPart, modifiedMs = 0): void {
    const blob = content instanceof Blob ? content : new Blob([content]);
    this.put(path, { ...file(blob.size, modifiedMs), content: blob }, modifiedMs);
  }

  /**
   * Reads a file as a stream. A file to which nothing was written has made-up content, the
   * same whenever it is read.
   *
   * @param path An absolute path.
   * @throws {PathError} If it is not a file, or access is refused.
   */
  read(path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
    const node = this.find(path);
    if (node.denied) throw new PathError("denied", path);
    if (node.type === "dir") throw new PathError("is_directory", path);
    return contentOf(node);
  }

  /** Takes an entry away. */
  remove(path: string): void {
    this.find(path);
    const { entries, name } = this.#parent(path);
    entries.delete(name);
  }
}
