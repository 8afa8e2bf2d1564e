/**
 * Splits a line into words as a POSIX shell does: by white space, but for what is quoted. `#` begins no
 * comment.
 *
 * @returns The words without their quotes; undefined if a quote is not closed, or the line ends with a
 * backslash.
 */
export function shellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (character === quote) {
      quote = undefined;
    } else if (character === "\\" && quote !== "'") {
      const next = line[++i];
      if (next === undefined) return undefined;
      // Within quotes a backslash stands for itself before any other character.
      const escapes = quote === undefined || next === quote || next === "\\";
      word = (word ?? "") + (escapes ? next : `\\${next}`);
    } else if (quote !== undefined) {
      word = (word ?? "") + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
