/** What the server file that a build writes needs. @module */
import { type FunctionComponent, h } from "preact";
import { markIsland } from "./render.ts";
import { setBuildId } from "./runtime.ts";

/** A file to send: its URL path, the file to read or the bytes, and the content type. */
export type SentFile = [path: string, source: string | Uint8Array<ArrayBuffer>, type: string];

/** A site as a build writes it down. Paths of files are relative to the site's folder. */
export interface Snapshot {
  /** Hash of all files that the site sends. */
  id: string;
  /** URL path of the script that starts the islands. */
  client: string;
  pages: string[];
  /** Path of `_app`, if the site has one. */
  shell?: string;
  islands: [path: string, chunk: string][];
  files: SentFile[];
}

/** A site that can be served. */
interface Build extends Omit<Snapshot, "shell"> {
  root: string;
  /** `_app`, which is rendered around every page; without one, the page itself. */
  // deno-lint-ignore no-explicit-any -- `_app` takes the props of a page
  shell: FunctionComponent<any>;
  /** Loads a module of the site, such as `/routes/index.tsx`. */
  // deno-lint-ignore no-explicit-any -- the caller knows what the module exports
  load(path: string): Promise<any>;
}

/** The build that an app or a request belongs to. */
export const builds: WeakMap<object, Build> = new WeakMap();

/** Renders a page alone. */
function Bare({ Component }: { Component: FunctionComponent }) {
  return h(Component, null);
}

/** Opens a build: loads islands and `_app` now, and each page at its first request. */
export async function open(root: string, snapshot: Snapshot): Promise<Build> {
  const load = (path: string) => import(`file://${root.replace(/^(?!\/)/, "/")}${path}`);
  setBuildId(snapshot.id);
  for (const [path, chunk] of snapshot.islands) markIsland((await load(path)).default, chunk);
  const shell = snapshot.shell ? (await load(snapshot.shell)).default : Bare;
  return { ...snapshot, root, shell, load };
}
