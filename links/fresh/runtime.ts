/** What pages and islands share, on the server and in the browser. @module */
import { type ComponentChildren, toChildArray, type VNode } from "preact";

/** Whether this code runs in a browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** Query parameter that names the build, so that a file may be kept for ever. */
export const ASSET_KEY = "__frsh_c";

/** What the server sets: the id of the build, and what takes the head of the page that it draws. */
export const drawn: { build: string; addToHead?: (tag: VNode) => void } = { build: "" };

/** Turns the path of a static file into one that changes with the build. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  if (!url.searchParams.has(ASSET_KEY)) url.searchParams.set(ASSET_KEY, drawn.build);
  return url.pathname + url.search + url.hash;
}

/** An error that is a status: thrown by a handler, shown by the error page. */
export class HttpError extends Error {
  /** Keeps the status (400 to 599) and what to say. */
  constructor(public status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
  }
}

/** Puts its children into the document's head; of two alike the last one stays. */
export function Head({ children }: { children?: ComponentChildren }): null {
  for (const child of toChildArray(children)) {
    if (typeof child === "object") drawn.addToHead?.(child);
  }
  return null;
}
