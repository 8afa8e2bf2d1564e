/**
 * A server of files, as the servers of collections are by the facts that are known of them.
 *
 * @module
 */

/** A file that is served. */
export interface ServedFile {
  bytes: Uint8Array<ArrayBuffer>;
  etag?: string;
  lastModified?: string;
}

/** A request that came. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly headers: Headers;
  readonly range: string | null;
}

/** The date that responses carry. */
const DATE = "Tue, 14 Nov 2023 22:13:20 GMT";
/** When files were changed, unless a test says otherwise. */
export const LONG_AGO = "Mon, 13 Nov 2023 10:00:00 GMT";

/** Serves files, breaks what a test wants broken, and remembers what it was asked. */
export class FileServer {
  readonly files = new Map<string, ServedFile>();
  readonly requests: Seen[] = [];
  /** The Authorization header that is required; undefined serves everyone. */
  token: string | undefined;
  /** Where callers without the token are sent; undefined answers them with 401. */
  loginPage: string | undefined;
  /** Bytes of the body after which the connection breaks; undefined sends all of it. */
  cutAfter: (seen: Seen, index: number) => number | undefined = () => undefined;
  /** Whether ranges are ignored. */
  ignoresRanges = false;
  /** Whether bodies come without their length. */
  isChunked = false;
  /** Answers in place of the server. */
  answer: (seen: Seen, index: number) => Response | undefined = () => undefined;
  /** Bytes in each piece of a body. */
  pieceBytes = 16_384;

  /** Adds a file with random content. */
  add(path: string, size: number, more: Partial<ServedFile> = {}): ServedFile {
    const bytes = more.bytes ?? randomBytes(size);
    const file = { etag: `"${size}-1"`, lastModified: LONG_AGO, ...more, bytes };
    this.files.set(path, file);
    return file;
  }

  /** As `fetch` of a client. */
  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    init.signal?.throwIfAborted();
    const response = await this.handle(new Request(url, init));
    init.signal?.throwIfAborted();
    return response;
  };

  /** Answers a request. */
  handle = async (request: Request): Promise<Response> => {
    const { method, headers } = request;
    const { pathname, href } = new URL(request.url);
    const path = decodeURIComponent(pathname);
    const seen = { method, path, url: href, headers, range: headers.get("range") };
    const index = this.requests.push(seen) - 1;
    const own = this.answer(seen, index);
    if (own) return own;
    if (this.token !== undefined && headers.get("authorization") !== this.token) {
      return this.loginPage === undefined
        ? new Response("<html>login</html>", { status: 401 })
        : new Response(null, { status: 302, headers: { location: this.loginPage } });
    }
    if (method === "PUT") {
      const isNew = !this.files.has(path);
      const bytes = new Uint8Array(await request.arrayBuffer());
      this.files.set(path, { bytes, lastModified: LONG_AGO });
      return new Response(null, { status: isNew ? 201 : 200 });
    }
    const file = this.files.get(path);
    if (!file) return html(404, "Not Found");
    if (method === "DELETE") {
      this.files.delete(path);
      return new Response(null, { status: 204 });
    }
    return this.#send(file, seen, index);
  };

  #send({ bytes, etag, lastModified }: ServedFile, seen: Seen, index: number): Response {
    const headers = new Headers({
      date: DATE,
      "accept-ranges": this.ignoresRanges ? "none" : "bytes",
      "content-type": "application/octet-stream",
    });
    if (etag) headers.set("etag", etag);
    if (lastModified) headers.set("last-modified", lastModified);
    let part = bytes;
    let status = 200;
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(seen.range ?? "") ?? [];
    if (first !== undefined && !this.ignoresRanges) {
      if (Number(first) >= bytes.length) {
        headers.set("content-range", `bytes */${bytes.length}`);
        return new Response("<html>416</html>", { status: 416, headers });
      }
      part = bytes.subarray(Number(first), last === "" ? bytes.length : Number(last) + 1);
      status = 206;
      const end = Number(first) + part.length - 1;
      headers.set("content-range", `bytes ${first}-${end}/${bytes.length}`);
    }
    if (!this.isChunked) headers.set("content-length", `${part.length}`);
    if (seen.method === "HEAD") return new Response(null, { status, headers });
    const cut = this.cutAfter(seen, index);
    let at = 0;
    const { pieceBytes } = this;
    const body = new ReadableStream({
      pull(controller) {
        const until = Math.min(at + pieceBytes, part.length, cut ?? Infinity);
        if (at < until) {
          controller.enqueue(part.slice(at, until));
          at = until;
          // An error here would drop the piece.
          return;
        }
        if (cut !== undefined && at >= cut) controller.error(new TypeError("connection reset"));
        else controller.close();
      },
    }, { highWaterMark: 0 });
    return new Response(body, { status, headers });
  }
}

/** A page of HTML, which is how servers of collections explain their errors. */
export function html(status: number, text: string): Response {
  return new Response(`<html><h1>${text}</h1></html>`, {
    status,
    headers: { "content-type": "text/html" },
  });
}

/** Bytes that no other file has. */
export function randomBytes(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)));
  }
  return bytes;
}
