import { type RunningSite, serveSite, type SiteOptions } from "./site.ts";
import { Visitor } from "./visitor.ts";

/** Starts one site for all tests of a file, and stops it after them. */
export function sharedSite(options?: () => SiteOptions): () => RunningSite {
  let site: RunningSite;
  Deno.test.beforeAll(async () => {
    site = await serveSite(options?.());
  });
  Deno.test.afterAll(async () => {
    await site[Symbol.asyncDispose]();
  });
  return () => site;
}

/** Somebody who has logged in. */
export async function loggedIn(
  site: RunningSite,
  username = "ada@fjord.example",
): Promise<Visitor> {
  const visitor = new Visitor(site);
  await visitor.logIn("/", username);
  return visitor;
}

/** The texts of a page that matter: what stands in its main part, without markup. */
export function textOf(page: string): string {
  const main = page.slice(page.indexOf("<main"), page.indexOf("</main>"));
  // Where a long name may be broken, it is still one name.
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

/** Values of an attribute-like pattern in a page, with entities read. */
export function allOf(page: string, pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map(([, value]) => value.replace(/&#?\w+;/g, decodeEntity));
}

/** What the button of a requirement sends. */
export function requirementOf(page: string): string {
  const [packed] = allOf(page, /name="requirement" value="([^"]*)"/g);
  return packed ?? allOf(page, /value="([^"]*)"[^>]*name="requirement"/g)[0];
}
