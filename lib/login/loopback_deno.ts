import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { builtin } from "../core/runtime_deno.ts";
import { type CallbackPage, NOT_FOUND_PAGE } from "./callback_page.ts";

/** What is looked at of a request. */
export interface LoopbackRequest {
  /** HTTP method. */
  readonly method: string;
  /** The Host header. */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
}

/** A server on this machine. */
export interface Loopback {
  /** Its address, such as `http://127.0.0.1:49152`, with its port. */
  readonly origin: string;
  /** Stops it and drops all connections. */
  close(): Promise<void>;
}

/** Connections at a time; a browser needs a few. One more closes the oldest. */
const maxConnections = 100;
/** Milliseconds for a request to arrive. */
const requestTimeoutMs = 5_000;

/**
 * Listens on 127.0.0.1, or on [::1] where a machine has that alone.
 *
 * @param port The port; 0 for any that is free.
 * @param answer Says which page a request gets.
 */
export async function listen(
  port: number,
  answer: (request: LoopbackRequest, server: Loopback) => CallbackPage,
): Promise<Loopback> {
  try {
    return await listenOn("127.0.0.1", port, answer);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EADDRNOTAVAIL") throw error;
    return await listenOn("::1", port, answer);
  }
}

function listenOn(
  host: string,
  port: number,
  answer: (request: LoopbackRequest, server: Loopback) => CallbackPage,
): Promise<Loopback> {
  const pending = new Set<ServerResponse>();
  let loopback: Loopback | undefined;
  const server = builtin("node:http").createServer(
    (request: IncomingMessage, response: ServerResponse) => {
      pending.add(response);
      response.once("close", () => pending.delete(response));
      // A body is neither read nor waited for.
      const page = loopback
        ? answer({
          method: request.method ?? "",
          host: request.headers.host ?? "",
          target: request.url ?? "",
        }, loopback)
        : NOT_FOUND_PAGE;
      response.writeHead(page.status, page.headers);
      response.end(page.body);
    },
  );
  const connections = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    // Close the oldest, not the newest: otherwise a client that holds connections open could lock
    // the browser out.
    const [oldest] = connections;
    if (connections.size >= maxConnections && connections.delete(oldest)) oldest.destroy();
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = requestTimeoutMs;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      const name = host.includes(":") ? `[${host}]` : host;
      loopback = {
        origin: `http://${name}:${(server.address() as AddressInfo).port}`,
        close: () => close(),
      };
      resolve(loopback);
    });
    const close = async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // The last page must reach the browser first.
      await Promise.race([
        Promise.all([...pending].map((response) =>
          new Promise<void>((resolve) => {
            if (response.writableFinished) resolve();
            else response.once("close", () => resolve()).once("finish", () => resolve());
          })
        )),
        closed,
      ]);
      server.closeAllConnections();
      await closed;
    };
  });
}
