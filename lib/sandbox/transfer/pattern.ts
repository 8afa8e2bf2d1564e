/**
 * Whether a name fits a pattern with `*` and `?`, in time linear in both for practical patterns.
 *
 * @param pattern The pattern.
 * @param name The name; compared without regard to case (assumed).
 */
export function fitsPattern(pattern: string, name: string): boolean {
  const p = pattern.toLowerCase();
  const s = name.toLowerCase();
  let i = 0;
  let j = 0;
  let star = -1;
  let mark = 0;
  while (i < s.length) {
    if (p[j] === "*") {
      star = j++;
      mark = i;
    } else if (j < p.length && (p[j] === "?" || p[j] === s[i])) {
      i++;
      j++;
    } else if (star >= 0) {
      j = star + 1;
      i = ++mark;
    } else return false;
  }
  while (p[j] === "*") j++;
  return j === p.length;
}
