import type { BrowserContext } from "playwright-core";
import type { RunningSite } from "./site.ts";
import { Visitor } from "./visitor.ts";

/** Logs a visitor in, and gives the cookies to a browser. */
export async function logIn(
  context: BrowserContext,
  site: RunningSite,
  username = "ada@fjord.example",
): Promise<Visitor> {
  const visitor = new Visitor(site);
  await visitor.logIn("/", username);
  await visitor.page("/");
  await context.addCookies(
    [...visitor.cookies].map(([name, value]) => ({ name, value, url: site.origin })),
  );
  return visitor;
}
