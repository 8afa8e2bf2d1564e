/** Languages that code panels show. */
export type Language = "typescript" | "python";

/** The kind of a piece of code. Each kind has a color. */
export type Kind = "comment" | "string" | "keyword" | "number" | "call" | "plain";

/** Adjacent characters of one kind. */
export interface Piece {
  kind: Kind;
  text: string;
}

// A comment or string that is not closed goes on to the end. If it did not match, each quote in it
// would scan the rest again.
const TYPESCRIPT = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\x60(?:[^\x60\\]|\\[^])*\x60?)`,
    String.raw`(?<keyword>\b(?:as|async|await|break|const|else|export|for|from|function|if|` +
    String
      .raw`import|in|let|new|null|of|return|throw|true|false|try|catch|type|undefined|while)\b)`,
    String.raw`(?<number>\b\d[\d_.]*\b)`,
    String.raw`(?<call>\b[A-Za-z_$][\w$]*(?=\())`,
    String.raw`[A-Za-z_$][\w$]*`,
  ].join("|"),
  "g",
);

const PYTHON = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<string>[fr]?(?:"""[^]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?))`,
    String.raw`(?<keyword>\b(?:and|as|def|elif|else|except|False|for|from|if|import|in|is|` +
    String.raw`lambda|None|not|or|print|raise|return|True|try|while|with)\b)`,
    String.raw`(?<number>\b\d[\d_.]*\b)`,
    String.raw`(?<call>\b[A-Za-z_]\w*(?=\())`,
    String.raw`[A-Za-z_]\w*`,
  ].join("|"),
  "g",
);

/**
 * Splits code into lines of colored pieces. It does not parse the grammar, which is enough for the
 * site's own examples.
 *
 * @returns The lines without their line breaks. The texts of the pieces, joined, are the code.
 */
export function highlight(code: string, language: Language): Piece[][] {
  const lines: Piece[][] = [[]];
  const add = (kind: Kind, text: string) => {
    text.split("\n").forEach((part, i) => {
      if (i > 0) lines.push([]);
      const line = lines[lines.length - 1];
      const last = line.at(-1);
      if (last?.kind === kind) last.text += part;
      else if (part) line.push({ kind, text: part });
    });
  };
  let end = 0;
  for (const match of code.matchAll(language === "python" ? PYTHON : TYPESCRIPT)) {
    add("plain", code.slice(end, match.index));
    const found = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined);
    add((found?.[0] ?? "plain") as Kind, match[0]);
    end = match.index + match[0].length;
  }
  add("plain", code.slice(end));
  return lines;
}
