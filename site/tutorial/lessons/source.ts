import { highlight, type Language, type Piece } from "./highlight.ts";

/** A file of code, ready for display. */
export interface Source {
  /** Path in the repository. */
  path: string;
  language: Language;
  /** The colored lines. Lines in the range are marked. */
  lines: { pieces: Piece[]; isMarked: boolean }[];
}

/**
 * A range of lines: a text in the first line, and a text in the last line or the whole last line. Without
 * the latter the range goes to the end of the file.
 */
export type Range = readonly [from: string, to?: string];

const root = new URL("../../../", import.meta.url);
const known = new Map<string, Source>();

/**
 * Reads a file of this repository, so that a lesson shows the code that really runs.
 *
 * @param path Path in the repository, such as `examples/tutorial.ts`.
 * @param range The lines to mark. @default {no lines}
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {RangeError} If the file lacks the range, because the file changed after the lesson.
 */
export function readSource(path: string, range?: Range): Source {
  const name = [path, ...range ?? []].join("\n");
  let source = known.get(name);
  if (!source) known.set(name, source = read(path, range));
  return source;
}

function read(path: string, range: Range | undefined): Source {
  const code = Deno.readTextFileSync(new URL(path, root)).trimEnd();
  const language = path.endsWith(".py") ? "python" : "typescript";
  const [from, to] = range ? marked(code.split("\n"), path, range) : [0, -1];
  const lines = highlight(code, language).map((pieces, i) => ({
    pieces,
    isMarked: i >= from && i <= to,
  }));
  return { path, language, lines };
}

function marked(lines: string[], path: string, [from, to]: Range): [number, number] {
  const first = lines.findIndex((line) => line.includes(from));
  const ends = (matches: (line: string) => boolean) =>
    lines.findIndex((line, i) => i >= first && matches(line));
  const lastOf = (text: string) => {
    const whole = ends((line) => line === text);
    return whole < 0 ? ends((line) => line.includes(text)) : whole;
  };
  const last = to === undefined ? lines.length - 1 : lastOf(to);
  if (first < 0 || last < 0) {
    throw new RangeError(`Cannot mark lines of ${path}: "${first < 0 ? from : to}" is not in it`);
  }
  return [first, last];
}
