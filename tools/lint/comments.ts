/** What stands after a doc comment, up to the name that is declared. */
const DECLARATION =
  /^\s*(?:(?:export|default|declare|abstract|override|public|static|readonly|async|function|class|interface|type|enum|const|let|get|set)\b[ *]*)*#?["']?([A-Za-z_$][\w$]*)/;

/** A comment, or several line comments that follow each other, as one text. */
export interface Prose {
  /** The words, without `*` and `//`. */
  text: string;
  /** Where the comment stands in the file. */
  range: Deno.lint.Range;
}

/**
 * Reads the comments of a file. Line comments that only white space parts are one text, because a
 * sentence goes on from one to the next.
 */
export function comments(source: Deno.lint.SourceCode): Prose[] {
  const found: Prose[] = [];
  let lastLine = -1;
  for (const { type, value, range } of source.getAllComments()) {
    const last = found.at(-1);
    const between = last ? source.text.slice(last.range[1], range[0]) : "";
    if (type === "Line" && last && lastLine === last.range[1] && /^\s*$/.test(between)) {
      last.text += `\n${value}`;
      last.range = [last.range[0], range[1]];
    } else {
      found.push({ text: value.replace(/^[ \t]*\*+ ?/gm, ""), range: [...range] });
    }
    if (type === "Line") lastLine = range[1];
  }
  return found;
}

/**
 * The names that doc comments stand before, each with the description: what comes before the
 * first tag.
 */
export function documented(source: Deno.lint.SourceCode): (Prose & { name: string })[] {
  const found: (Prose & { name: string })[] = [];
  for (const { type, value, range } of source.getAllComments()) {
    if (type !== "Block" || !value.startsWith("*")) continue;
    const name = source.text.slice(range[1], range[1] + 200).match(DECLARATION)?.[1];
    if (!name) continue;
    const text = value.replace(/^[ \t]*\*+ ?/gm, "").replace(/(^|\s)@[a-z][\s\S]*$/, "");
    found.push({ name, text: text.replace(/\s+/g, " ").trim(), range: [...range] });
  }
  return found;
}
