import type { IncomingMessage, ServerResponse } from "node:http";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { builtin } from "./builtins_deno.ts";
import type { Answer, Listener, ServeSandboxOptions } from "./listener.ts";

/** Listens with `node:http` or `node:https`, for Node.js and Bun. */
export function listenWithNode(options: ServeSandboxOptions, answer: Answer): Listener {
  const { port = 0, hostname, signal, cert, key } = options;
  const scheme = cert === undefined ? "http" : "https";
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    serve(requestOf(incoming, scheme), outgoing, answer).catch(() => outgoing.destroy());
  };
  const server = scheme === "http"
    ? builtin("node:http").createServer(listener)
    : builtin("node:https").createServer({ cert, key }, listener);
  const ready = new Promise<void>((resolve, reject) => {
    server.once("listening", resolve).once("error", reject);
  });
  // An error is for those who wait; a program that does not wait must not end with it.
  ready.catch(() => {});
  const ended = new Promise<void>((resolve) => void server.once("close", resolve));
  const shutdown = async (): Promise<void> => {
    if (!server.listening) await ready.catch(() => {});
    if (!server.listening) return;
    server.close();
    server.closeIdleConnections();
    await ended;
  };
  const stop = (): void => {
    void shutdown();
    server.closeAllConnections();
  };
  server.listen({ port, host: hostname });
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  return {
    port: () => {
      const address = server.address();
      return typeof address === "object" ? address?.port : undefined;
    },
    ready,
    shutdown,
  };
}

async function serve(
  request: Request,
  outgoing: ServerResponse,
  answer: Answer,
): Promise<void> {
  const response = await answer(request);
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  // A connection that was kept open would hold up the end of the server.
  outgoing.setHeader("connection", "close");
  if (response.body === null || request.method === "HEAD") {
    await response.body?.cancel();
    outgoing.end();
    return;
  }
  // The first part of the body can be late, or never come.
  outgoing.flushHeaders();
  const body = builtin("node:stream").Readable.fromWeb(response.body as NodeStream);
  // A fault breaks the body off: the connection must break with it.
  body.on("error", () => outgoing.destroy());
  outgoing.on("close", () => body.destroy());
  body.pipe(outgoing);
}

/** The request as `fetch` knows it. */
function requestOf(incoming: IncomingMessage, scheme: string): Request {
  const { method = "GET", url = "/", headers } = incoming;
  const sent = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    sent.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(url, `${scheme}://${headers.host ?? "127.0.0.1"}`), {
    method,
    headers: sent,
    body: hasBody ? builtin("node:stream").Readable.toWeb(incoming) as ReadableStream : undefined,
    // Node.js takes a stream in no other way.
    duplex: "half",
  } as RequestInit);
}
