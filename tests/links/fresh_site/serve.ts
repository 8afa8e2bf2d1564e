import { Builder } from "fresh/dev";
import { makeApp } from "./app.tsx";

const root = decodeURI(new URL(".", import.meta.url).pathname).replace(/^\/(\w:)/, "$1");
const applied = new Builder({ root }).build({ snapshot: "memory" });

/** Asks the site; what it logs while it answers is swallowed. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Builds the site in memory, and makes the function that asks it. */
export async function openSite(): Promise<Ask> {
  const app = makeApp();
  (await applied)(app);
  const handler = app.handler();
  return async (path, init) => {
    const { error } = console;
    console.error = () => {};
    try {
      return await handler(new Request(`http://localhost${path}`, init));
    } finally {
      console.error = error;
    }
  };
}
