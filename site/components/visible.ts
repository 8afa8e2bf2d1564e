/** Characters that are invisible, or that change the direction of text. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Writes invisible characters as their code points, because a log must show what was sent. */
export function visible(text: string): string {
  return text.replace(UNSEEN, codePointOf);
}

/**
 * Writes a name as it really is, so that no two names look the same: line breaks, tabs, and blanks at
 * its ends become visible too.
 */
export function visibleName(name: string): string {
  return visible(name)
    .replace(/[\n\t]/g, codePointOf)
    .replace(/^\s+|\s+$/g, (blanks) => "␠".repeat(blanks.length));
}

function codePointOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
