import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { builtin } from "../core/runtime_deno.ts";
import { type CallbackPage, NOT_FOUND_PAGE } from "./callback_page.ts";

/** The parts of a request that decide which page it gets. */
export interface LoopbackRequest {
  /** HTTP method in capital letters, such as `GET`. */
  readonly method: string;
  /** The Host header; empty if the request has none. */
  readonly host: string;
  /** Path and query, as in the request line. */
  readonly target: string;
}

/** A running server on this machine. */
export interface Loopback {
  /** Its address with its port, such as `http://127.0.0.1:49152`. */
  readonly origin: string;
  /** Stops it, after the pages under way are sent, and drops all connections. */
  close(): Promise<void>;
}

/** Open connections at most; a browser needs a few. A further one closes the oldest. */
const MAX_CONNECTIONS = 100;
/** Milliseconds in which a request must arrive. */
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Listens on 127.0.0.1, or on [::1] on a machine that has only IPv6.
 *
 * @param port The port; 0 for any free port.
 * @param answer Chooses the page that a request gets.
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
      // It neither reads a body nor waits for one.
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
    if (connections.size >= MAX_CONNECTIONS && connections.delete(oldest)) oldest.destroy();
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
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
      // Let the last page reach the browser before connections are closed.
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
