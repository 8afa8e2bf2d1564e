/**
 * A worker that serves pages of a scroll on a port of this machine: it gets the pages by their markers
 * as a message, and sends its port back.
 *
 * @module
 */

/** The worker's own end of the channel. */
interface Channel {
  onmessage: ((event: MessageEvent<Map<string, string>>) => void) | null;
  postMessage(message: number): void;
}

const channel = globalThis as unknown as Channel;
channel.onmessage = ({ data: pages }) => {
  const headers = { "content-type": "application/json" };
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => channel.postMessage(port),
  }, async (request) => {
    const { marker } = await request.json();
    return new Response(pages.get(marker ?? ""), { headers });
  });
};
