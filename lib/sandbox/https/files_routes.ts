import { ConnectionReset } from "../faults/connection_reset.ts";
import type { Context } from "../http/context.ts";
import type { Refusal } from "../http/refusal.ts";
import type { Router } from "../http/router.ts";
import { hash32 } from "../random.ts";
import type { Collection } from "../transfer/collection.ts";
import { contentOf } from "../transfer/content.ts";
import { file, type FileNode, PathError, segments } from "../transfer/files.ts";
import { COMMON_HEADERS, pageRefusal } from "./answers.ts";
import { collectionOf, requireAccess } from "./caller.ts";
import { readRange } from "./ranges.ts";

/** Methods that collections answer, in the order of the recorded header. */
export const METHODS: readonly string[] = ["HEAD", "GET", "PUT", "DELETE", "OPTIONS"];

/** Request headers that pages of other sites may send. */
const ALLOWED_HEADERS: readonly string[] = [
  "Authorization",
  "Content-Type",
  "X-Requested-With",
  "Range",
];

const TYPES: ReadonlyMap<string, string> = new Map([
  ["csv", "text/csv"],
  ["html", "text/html"],
  ["json", "application/json"],
  ["txt", "text/plain"],
]);

/** Adds the routes of files: any path of a collection. */
export function addFileRoutes(router: Router): void {
  router
    .on("GET /*", (context) => getFile(context))
    .on("HEAD /*", (context) => getFile(context))
    .on("PUT /*", (context) => putFile(context))
    .on("DELETE /*", (context) => deleteFile(context))
    .on("OPTIONS /*", (context) => answerPreflight(context));
}

/** The collection and the path in it that a request names, once the caller may use them. */
function target(context: Context, mode: "r" | "rw"): { collection: Collection; path: string } {
  const collection = collectionOf(context);
  const methods = collection.fields.get("https_methods");
  const method = context.method === "HEAD" ? "GET" : context.method;
  if (Array.isArray(methods) && !methods.includes(method)) {
    throw pageRefusal(405, "This collection does not allow the method over HTTPS.", {
      allow: METHODS.filter((one) => methods.includes(one === "HEAD" ? "GET" : one)).join(", "),
    });
  }
  const path = pathOf(context);
  requireAccess(context, collection, path, mode);
  return { collection, path };
}

/** The path of a request, decoded part by part: `%2F` does not divide it. */
function pathOf({ url }: Context): string {
  const parts = url.pathname.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw pageRefusal(400, "The path is not percent-encoded as UTF-8.");
    }
  });
  if (parts.some((part) => /[/\0]/.test(part))) {
    throw pageRefusal(404, "The requested file is not on this server.");
  }
  return `/${segments(parts.join("/")).join("/")}`;
}

/** The answer where a path cannot be used. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof PathError)) throw error;
  switch (error.reason) {
    case "denied":
      return pageRefusal(403, "You do not have permission to access this file.");
    case "is_directory":
    case "exists":
      return pageRefusal(409, "A folder is in the place of the file.");
    default:
      return pageRefusal(404, "The requested file is not on this server.");
  }
}

/** The entry at a path. */
function entryAt(collection: Collection, path: string): FileNode {
  try {
    const node = collection.tree.find(path);
    if (node.denied) throw new PathError("denied", path);
    return node;
  } catch (error) {
    throw refusalOf(error);
  }
}

function getFile(context: Context): Response {
  const { collection, path } = target(context, "r");
  const node = entryAt(collection, path);
  if (node.type === "dir") return directoryAnswer(context, node, path);
  const endsInSlash = context.url.pathname.endsWith("/");
  if (node.type !== "file" || endsInSlash) throw refusalOf(new PathError("not_found", path));
  const headers: Record<string, string> = {
    ...COMMON_HEADERS,
    "accept-ranges": "bytes",
    date: new Date(context.now).toUTCString(),
    "content-type": TYPES.get(path.split(".").at(-1) ?? "") ?? "application/octet-stream",
  };
  if (context.settings.httpsValidators) {
    headers["last-modified"] = new Date(node.modifiedMs).toUTCString();
    headers.etag = tagOf(context, node);
  }
  if (context.query.has("download")) {
    const name = encodeURIComponent(path.split("/").at(-1) ?? "");
    headers["content-disposition"] = `attachment; filename*=UTF-8''${name}`;
  }
  if (context.method === "HEAD") {
    return new Response(null, { headers: { ...headers, "content-length": String(node.size) } });
  }
  const range = mayAnswerPart(context, headers)
    ? readRange(context.headers.get("range"), node.size)
    : undefined;
  if (range === "unsatisfiable") {
    throw pageRefusal(416, "The file ends before the range.", {
      "content-range": `bytes */${node.size}`,
    });
  }
  const { start, end } = range ?? { start: 0, end: node.size };
  headers["content-length"] = String(end - start);
  if (range) headers["content-range"] = `bytes ${start}-${end - 1}/${node.size}`;
  return new Response(contentOf(node, start, end), { status: range ? 206 : 200, headers });
}

/** Whether the file is still the one of which the caller has a part (RFC 9110 section 13.1.5). */
function mayAnswerPart(context: Context, headers: Record<string, string>): boolean {
  const condition = context.headers.get("if-range");
  return condition === null || condition === headers.etag ||
    condition === headers["last-modified"];
}

/** Numbers of contents that were written, for their tags. */
const versions = new WeakMap<Blob, number>();

/** Changes whenever the content does. */
function tagOf(context: Context, { size, modifiedMs, seed, content }: FileNode): string {
  if (content && !versions.has(content)) versions.set(content, context.random.next());
  const version = content ? versions.get(content) : seed;
  return `"${hash32(`${size} ${modifiedMs} ${version}`).toString(16)}-${size.toString(16)}"`;
}

/**
 * A folder: recorded is that `HEAD` gives its size on the disk, and that the root alone says what it
 * is. That `GET` sends as many bytes, which list nothing, is assumed.
 */
function directoryAnswer({ method }: Context, { size }: FileNode, path: string): Response {
  return new Response(method === "HEAD" ? null : new Uint8Array(size), {
    headers: {
      ...COMMON_HEADERS,
      "content-length": String(size),
      ...(path === "/" ? { "content-type": "httpd/unix-directory" } : {}),
    },
  });
}

/** Writes a file. That its folder must be there, and that a new file gets 200 too, is assumed. */
async function putFile(context: Context): Promise<Response> {
  const { collection, path } = target(context, "rw");
  if (context.headers.has("content-range")) {
    // RFC 9110 section 14.5: a server that cannot write a part must not write a whole file.
    throw pageRefusal(400, "A file can be written only as a whole.");
  }
  if (context.url.pathname.endsWith("/")) throw refusalOf(new PathError("is_directory", path));
  requireRoom(collection, path);
  const maxBytes = context.settings.maxUploadBytes || Infinity;
  const announced = Number(context.headers.get("content-length") ?? 0);
  const received = announced > maxBytes ? undefined : await context.upload.receive(maxBytes);
  if (!received) throw pageRefusal(413, "The file is larger than this server takes.");
  // The folder may have been removed while the file arrived.
  requireRoom(collection, path);
  const { content, isComplete } = received;
  collection.tree.put(path, { ...file(content.size, context.now), content }, context.now);
  // A file that ended too early stays under its name, as on a server that writes what it gets.
  if (!isComplete) throw new ConnectionReset("the upload ended early");
  return new Response(null, { status: 200, headers: { ...COMMON_HEADERS } });
}

/** Refuses a place where no file can be written: without a folder, or with one of its name. */
function requireRoom({ tree }: Collection, path: string): void {
  try {
    const folder = tree.find(`${path}/..`);
    if (folder.denied) throw new PathError("denied", path);
    if (folder.type !== "dir") throw new PathError("not_directory", path);
    const existing = tree.peek(path);
    if (existing?.denied) throw new PathError("denied", path);
    if (existing?.type === "dir") throw new PathError("is_directory", path);
  } catch (error) {
    throw refusalOf(error);
  }
}

function deleteFile(context: Context): Response {
  const { collection, path } = target(context, "rw");
  const node = entryAt(collection, path);
  if (node.type === "dir") throw refusalOf(new PathError("is_directory", path));
  collection.tree.remove(path);
  return new Response(null, { status: 200, headers: { ...COMMON_HEADERS } });
}

/**
 * Answers a browser that asks what a page of another site may send. Headers and methods are the
 * recorded ones; that others are refused with 403 is assumed: a browser would stop by itself.
 */
function answerPreflight({ headers }: Context): Response {
  const allowed = ALLOWED_HEADERS.map((name) => name.toLowerCase());
  const asked = (headers.get("access-control-request-headers") ?? "").toLowerCase()
    .split(",").map((name) => name.trim()).filter(Boolean);
  const method = headers.get("access-control-request-method");
  const fits = asked.every((name) => allowed.includes(name)) &&
    (method === null || METHODS.includes(method));
  return new Response(null, {
    status: fits ? 200 : 403,
    headers: {
      ...COMMON_HEADERS,
      "access-control-allow-headers": ALLOWED_HEADERS.join(", "),
      "access-control-allow-methods": METHODS.join(", "),
    },
  });
}
