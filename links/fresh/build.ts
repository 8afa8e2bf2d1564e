/** What the server file that a build writes is made of. @module */
import type { FunctionComponent } from "preact";
import type { HandlerByMethod } from "./define.ts";
import { markIsland } from "./render.ts";
import { drawn } from "./runtime.ts";

// deno-lint-ignore no-explicit-any -- a page knows what it is given
type Part = FunctionComponent<any>;

/** What the module of a route exports. */
export interface RouteModule {
  default?: Part;
  handler?: HandlerByMethod<unknown, unknown>;
}

/** A file to send: its address, where to read it or what it holds, and its type. */
export type SentFile = [path: string, at: string | Uint8Array<ArrayBuffer>, type: string];

/** A site as a build writes it down: paths to read start at the site's folder. */
export interface Snapshot {
  /** A hash of all that is sent. */
  id: string;
  /** Address of the script that brings islands to life. */
  client: string;
  pages: string[];
  islands: [path: string, chunk: string][];
  files: SentFile[];
}

/** A site that can be served. */
export interface Build extends Snapshot {
  root: string;
  /** `_app`, drawn around every page. */
  shell: Part;
  load(path: string): Promise<RouteModule>;
}

/** Builds by app, and by request. */
export const builds: WeakMap<object, Build> = new WeakMap();

/** Loads what a build wrote down: islands and `_app` now, pages at their first request. */
export async function open(root: string, snapshot: Snapshot): Promise<Build> {
  const load = (path: string) => import(`file://${root.replace(/^(?!\/)/, "/")}${path}`);
  drawn.build = snapshot.id;
  for (const [path, chunk] of snapshot.islands) markIsland((await load(path)).default, chunk);
  return { ...snapshot, root, shell: (await load("/routes/_app.tsx")).default, load };
}
