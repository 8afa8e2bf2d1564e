/**
 * Reads the HTML of a page in tests.
 *
 * @module
 */

/** The text of a page's main part, without markup. */
export function textOf(page: string): string {
  const main = page.slice(page.indexOf("<main"), page.indexOf("</main>"));
  // A `<wbr>` does not split a name.
  return main.replace(/<wbr\/?>/g, "").replace(/<[^>]*>/g, " ").replace(/&#?\w+;/g, decodeEntity)
    .replace(/\s+/g, " ")
    .trim();
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

function decodeEntity(entity: string): string {
  return ENTITIES[entity] ?? entity;
}

/** All values of a pattern's first group in a page, with entities decoded. */
export function allOf(page: string, pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map(([, value]) => value.replace(/&#?\w+;/g, decodeEntity));
}

/** The value of the button for a requirement. */
export function requirementOf(page: string): string {
  const [packed] = allOf(page, /name="requirement" value="([^"]*)"/g);
  return packed ?? allOf(page, /value="([^"]*)"[^>]*name="requirement"/g)[0];
}
