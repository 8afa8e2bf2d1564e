/**
 * Whether a name matches a pattern, in which `*` stands for any text and `?` for any character.
 *
 * The number of steps is at most the length of the name times the length of the pattern.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let inName = 0;
  let star = -1;
  let afterStar = 0;
  while (inName < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      afterStar = inName;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[inName])) {
      at++;
      inName++;
    } else if (star >= 0) {
      // The last star matches one more character.
      at = star + 1;
      inName = ++afterStar;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
