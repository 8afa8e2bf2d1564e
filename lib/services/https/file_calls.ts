/**
 * The calls of a {@link CollectionClient}, which load with the first of them. This module and those that
 * it imports import nothing that other modules import too, but get it passed in: a bundler puts what two
 * parts of a program share into a file that loads at once.
 *
 * @module
 */

import type { CallOptions, RequestOptions } from "../../core/client_options.ts";
import type { FileExchange, OpenResponse } from "../../core/call.ts";
import type { Clock } from "../../core/clock.ts";
import type { Path } from "../../core/path.ts";
import { BodyReader } from "./body_reader.ts";
import type { FileTools } from "./file_tools.ts";
import type {
  Downloaded,
  DownloadParams,
  FileStat,
  ReadParams,
  Uploaded,
  UploadParams,
} from "./documents.ts";
import { download, type DownloadTarget } from "./download.ts";
import { readLoginRedirect } from "./login_redirect.ts";
import { sourceOf, type UploadContent } from "./source.ts";
import { UploadBody } from "./upload_body.ts";
import { contentRange, lengthOf, versionOf } from "./version.ts";

/** What {@link FileCalls} needs of its client. */
export interface FileLink {
  /** Source of the time, for pauses. */
  readonly clock: Clock;
  /** Source of the jitter of pauses: a number from 0 to 1. */
  readonly random: () => number;
  /** Address of the collection's files. */
  readonly baseUrl: string;
  /** UUID of the collection in lower case, if it is known. */
  readonly collectionId: string | undefined;
  /** Whether a login must ask for `data_access` too. */
  readonly dataAccess: boolean;
  /** The rest of the SDK. */
  readonly tools: FileTools;
  /** Sends a request. */
  send(method: string, path: Path, file: FileExchange, options: CallOptions): Promise<OpenResponse>;
}

/** Which bytes are requested, up to but not including `end`. */
interface Range {
  readonly start: number;
  readonly end?: number;
  /** Whether they are requested as a part of the file. */
  readonly isPart: boolean;
  /** Whether the whole file in place of a part is an error. */
  readonly mustBePart: boolean;
}

/** The calls of a {@link CollectionClient}, which has their documentation. */
export class FileCalls {
  readonly #link: FileLink;

  /** Takes the client. */
  constructor(link: FileLink) {
    this.#link = link;
  }

  /** See {@link CollectionClient.read}. */
  async read(path: string, params: ReadParams, options: RequestOptions): Promise<Response> {
    const { offset, length } = params;
    const isPart = offset !== undefined || length !== undefined;
    const start = wholeNumber("offset", offset ?? 0, 0);
    const end = length === undefined ? undefined : start + wholeNumber("length", length, 1);
    const range = { start, end, isPart, mustBePart: isPart };
    const open = await this.#get(this.#filePath(path), range, options);
    const { status, statusText, headers } = open.response;
    return new Response(new BodyReader(open).toStream(), { status, statusText, headers });
  }

  /** See {@link CollectionClient.stat}. */
  async stat(path: string, options: RequestOptions): Promise<FileStat> {
    return statOf(await this.#head(this.#path(path), options));
  }

  /** See {@link CollectionClient.exists}. */
  async exists(path: string, options: RequestOptions): Promise<boolean> {
    try {
      await this.stat(path, options);
      return true;
    } catch (error) {
      const { CollectionAPIError } = this.#link.tools;
      if (error instanceof CollectionAPIError && error.httpStatus === 404) return false;
      throw error;
    }
  }

  /** See {@link CollectionClient.download}. */
  async download(
    path: string,
    target: DownloadTarget,
    params: DownloadParams,
    options: RequestOptions,
  ): Promise<Downloaded> {
    const { clock, random, baseUrl, tools } = this.#link;
    const file = this.#filePath(path);
    const limited = this.#withDeadline(options);
    return await download(
      {
        ...{ clock, random, tools, signal: options.signal },
        url: baseUrl + file.text.slice(1),
        get: (start, end, signal) =>
          this.#get(
            file,
            { start, end, isPart: start > 0 || end !== undefined, mustBePart: end !== undefined },
            { ...limited(), signal },
          ),
        head: async () => {
          const response = await this.#head(file, limited());
          const { acceptsRanges } = statOf(response);
          return { version: versionOf(response), acceptsRanges };
        },
      },
      target,
      params,
    );
  }

  /** See {@link CollectionClient.upload}. */
  async upload(
    path: string,
    content: UploadContent,
    params: UploadParams,
    options: RequestOptions,
  ): Promise<Uploaded> {
    const { tools } = this.#link;
    const file = this.#filePath(path);
    const source = await sourceOf(tools, content, params.sizeBytes);
    const body = new UploadBody(tools, source, params.onProgress, options.signal);
    const headers = { "content-type": source.blob?.type || undefined, ...options.headers };
    const retryClass = !source.isReplayable ? "once" : params.retry ? "conditional" : "never";
    let sent: OpenResponse;
    try {
      sent = await this.#send("PUT", file, body, { retryClass, ...options, headers });
    } catch (error) {
      body.cancel(error);
      options.signal?.throwIfAborted();
      body.throwIfFailed();
      throw error;
    }
    await new BodyReader(sent).drain();
    return { sizeBytes: body.sentBytes, isNew: sent.response.status === 201 };
  }

  /** See {@link CollectionClient.remove}. */
  async remove(path: string, options: RequestOptions): Promise<void> {
    const { CollectionAPIError } = this.#link.tools;
    try {
      const accepts = { faultOf: ({ status }: Response) => faultUnless(status, 200, 202, 204) };
      const sent = await this.#send("DELETE", this.#filePath(path), accepts, options);
      await new BodyReader(sent).drain();
    } catch (error) {
      const isGone = error instanceof CollectionAPIError && error.httpStatus === 404;
      // The first request has deleted it, and its response was lost.
      if (!isGone || error.attempts === 1) throw error;
    }
  }

  async #head(path: Path, options: RequestOptions): Promise<Response> {
    const accepts = { faultOf: ({ status }: Response) => faultUnless(status, 200, 204) };
    const open = await this.#send("HEAD", path, accepts, options);
    const { response } = open;
    response.body?.cancel().catch(() => {});
    open.end();
    return response;
  }

  async #get(path: Path, range: Range, options: RequestOptions): Promise<OpenResponse> {
    const { start, end, isPart, mustBePart } = range;
    const headers = isPart
      ? { range: `bytes=${start}-${end === undefined ? "" : end - 1}` }
      : undefined;
    const faultOf = (response: Response) => {
      // Servers say so of the root; of other folders nothing that tells them from files is known.
      if (/^httpd\/unix-directory\b/i.test(response.headers.get("content-type") ?? "")) {
        return "it is a folder, not a file; list it by TransferClient.operationLs";
      }
      if (response.status === 200) {
        return mustBePart ? "it is the whole file, not the part that was asked for" : undefined;
      }
      if (response.status !== 206 || !isPart) return `its status is ${response.status}`;
      const part = contentRange(response.headers);
      // Collections do not show this header to pages of other sites.
      const isHidden = response.type === "cors" && !response.headers.has("content-range");
      if (!part && isHidden) {
        const isLonger = end !== undefined && (lengthOf(response) ?? 0) > end - start;
        return isLonger ? "it is longer than the part that was asked for" : undefined;
      }
      if (!part) return "it does not say which part of the file it is";
      const length = lengthOf(response) ?? part.end + 1 - part.start;
      return part.start !== start || end !== undefined && part.end >= end ||
          length !== part.end + 1 - part.start
        ? "it is not the part that was asked for"
        : undefined;
    };
    const all = { ...options, headers: { ...headers, ...options.headers } };
    return await this.#send("GET", path, { faultOf }, all);
  }

  async #send(
    method: string,
    path: Path,
    file: Pick<FileExchange, "faultOf"> & Partial<FileExchange>,
    options: CallOptions,
  ): Promise<OpenResponse> {
    const { isBrowser } = this.#link.tools;
    file.readRedirect = (response) => this.#readRedirect(response);
    return await this.#link.send(method, path, file as FileExchange, {
      ...options,
      headers: {
        // No other headers: web pages may send only those that the servers of collections expect.
        ...{ accept: "*/*", "accept-encoding": "identity" },
        // A page cannot see a redirect. With this header the server responds with 401 instead.
        "x-requested-with": isBrowser() ? "XMLHttpRequest" : undefined,
        ...options.headers,
      },
    });
  }

  /** A server sends callers to Globus Auth for a login, and names the collection there. */
  #readRedirect(response: Response): Response | undefined {
    const { collectionId, dataAccess, tools } = this.#link;
    const found = readLoginRedirect(response.headers, tools);
    if (!found || collectionId && found.collectionId !== collectionId) return undefined;
    return jsonInPlaceOf(response, {
      code: "AuthorizationRequired",
      message: `the collection ${found.collectionId} requires a login`,
      authorization_parameters: {
        ...found.parameters,
        required_scopes: tools.scopesOf(found.collectionId, dataAccess).map(String),
      },
      collection_id: found.collectionId,
    });
  }

  /** The path of a file or a folder, encoded. */
  #path(path: string): Path {
    const { checkType, toPath } = this.#link.tools;
    checkType("path", path, "string");
    if (path.startsWith("/")) return toPath(path);
    throw new RangeError("Cannot use this path: a path on a collection begins with /");
  }

  /** The path of a file, encoded. */
  #filePath(path: string): Path {
    const encoded = this.#path(path);
    if (!path.endsWith("/")) return encoded;
    throw new RangeError("Cannot use this path: it ends in /, so it is that of a folder");
  }

  /** Options of each of several requests, which share the time limit of a call. */
  #withDeadline(options: RequestOptions): () => RequestOptions {
    const { clock } = this.#link;
    const { timeoutMs } = options;
    if (timeoutMs === undefined) return () => options;
    const endsAt = clock.monotonicMs() + timeoutMs;
    return () => ({ ...options, timeoutMs: Math.max(0, endsAt - clock.monotonicMs()) });
  }
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(
    `Cannot read a part of a file: ${name} must be a whole number from ${least}`,
  );
}

function faultUnless(status: number, ...expected: number[]): string | undefined {
  return expected.includes(status) ? undefined : `its status is ${status}`;
}

function statOf(response: Response): FileStat {
  const { headers } = response;
  const time = Date.parse(headers.get("last-modified") ?? "");
  return {
    sizeBytes: lengthOf(response) ?? null,
    lastModified: Number.isNaN(time) ? null : new Date(time),
    etag: headers.get("etag"),
    contentType: headers.get("content-type"),
    acceptsRanges: /\bbytes\b/.test(headers.get("accept-ranges") ?? ""),
  };
}

/** A response with the same status and another body, which is JSON. */
function jsonInPlaceOf({ status, statusText }: Response, document: object): Response {
  // The constructor takes no status of a redirect.
  return Object.defineProperties(Response.json(document), {
    status: { value: status },
    statusText: { value: statusText },
  });
}
