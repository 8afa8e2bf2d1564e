/**
 * A server that sends any bytes at all, also such as no HTTP library would write.
 *
 * @module
 */

/** What becomes of a connection: it is closed when this is over. */
export type Talk = (send: (data: string | Uint8Array) => Promise<void>) => Promise<unknown>;

/** Answers each request by hand, on a free port of this machine. */
export class RawServer {
  /** Where it listens. */
  readonly url: string;
  /** The requests that came, as far as their first piece holds them. */
  readonly requests: string[] = [];
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #running: Promise<void>;
  readonly #talks: Promise<void>[] = [];

  constructor(answer: Talk) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.url = `http://127.0.0.1:${this.#listener.addr.port}`;
    this.#running = this.#accept(answer);
  }

  async #accept(answer: Talk): Promise<void> {
    for await (const connection of this.#listener) {
      this.#connections.add(connection);
      this.#talks.push(this.#talk(connection, answer));
    }
  }

  async #talk(connection: Deno.TcpConn, answer: Talk): Promise<void> {
    try {
      const bytes = new Uint8Array(65_536);
      const length = await connection.read(bytes);
      if (length === null) return;
      this.requests.push(new TextDecoder().decode(bytes.subarray(0, length)));
      await answer(async (data) => {
        let rest = typeof data === "string" ? new TextEncoder().encode(data) : data;
        while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
      });
    } catch { // The other side has gone: that is what some tests are about.
    } finally {
      if (this.#connections.delete(connection)) connection.close();
    }
  }

  /** Stops listening, and closes what is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) {
      this.#connections.delete(connection);
      connection.close();
    }
    await this.#running;
    await Promise.all(this.#talks);
  }
}
