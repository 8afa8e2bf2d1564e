/** What pages and islands share, on the server and in the browser. @module */
import {
  type ComponentChildren,
  type Context,
  createContext,
  toChildArray,
  type VNode,
} from "preact";
import { useContext } from "preact/hooks";

/** Whether this code runs in a browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** Query parameter that names the build, so that a file may be kept for ever. */
export const ASSET_KEY = "__frsh_c";
let build = "";

/** Says which build runs: a hash of its scripts. */
export function buildId(next = build): string {
  return (build = next);
}

/** Turns the path of a static file into one that changes with the build. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  if (!url.searchParams.has(ASSET_KEY)) url.searchParams.set(ASSET_KEY, build);
  return url.pathname + url.search + url.hash;
}

/** An error that is a status: thrown by a handler, shown by the error page. */
export class HttpError extends Error {
  /** Keeps the status (400 to 599) and what to say. */
  constructor(
    public status: number,
    message?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = this.constructor.name;
  }
}

/** Takes what pages put into the head; absent in the browser. */
export const HeadContext: Context<((child: VNode) => void) | null> = createContext<
  ((child: VNode) => void) | null
>(null);

/** Puts its children into the document's head; of two alike the last one stays. */
export function Head({ children }: { children?: ComponentChildren }): null {
  const add = useContext(HeadContext);
  for (const child of toChildArray(children)) {
    if (typeof child === "object") add?.(child);
  }
  return null;
}
