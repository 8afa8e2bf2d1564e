/** What pages and islands share, on the server and in the browser. @module */
import { type ComponentChildren, toChildArray, type VNode } from "preact";

/** Whether this code runs in a browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** Query parameter that names the build, so that browsers may cache a file forever. */
export const ASSET_KEY = "__frsh_c";

/** The id of the build that is served; empty before one is opened. */
export let buildId = "";
let addToHead: ((tag: VNode) => void) | undefined;

/** Names the build that is served. */
export function setBuildId(id: string): void {
  buildId = id;
}

/** Gives the tags of each `<Head>` to a function, until the next call. */
export function collectHead(collect: typeof addToHead): void {
  addToHead = collect;
}

/** Turns the path of a static file into one that changes with the build. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  if (!url.searchParams.has(ASSET_KEY)) url.searchParams.set(ASSET_KEY, buildId);
  return url.pathname + url.search + url.hash;
}

/** An error with an HTTP status: a handler throws it, the error page shows it. */
export class HttpError extends Error {
  /** Takes a status from 400 to 599, and a message for the reader. */
  constructor(public status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
  }
}

/** Puts its children into the document's head. The last of two tags with the same key wins. */
export function Head({ children }: { children?: ComponentChildren }): null {
  for (const child of toChildArray(children)) {
    if (typeof child === "object") addToHead?.(child);
  }
  return null;
}
