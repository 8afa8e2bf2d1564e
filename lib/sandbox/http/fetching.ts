/**
 * Sends a request as `fetch` does: it follows redirects, and gives responses their address.
 *
 * @param first The request.
 * @param send Sends one request, without following.
 * @param lasting The responses whose bodies end with the request's signal.
 * @throws {TypeError} If a redirect is not allowed, or is the twenty-first.
 */
export async function fetchWith(
  first: Request,
  send: (request: Request) => Promise<Response>,
  lasting: { has(response: Response): boolean },
): Promise<Response> {
  let request = first;
  const { redirect, signal } = request;
  for (let hops = 0;; hops++) {
    // A redirect may send the body once more; to keep a copy of it otherwise costs memory.
    const sent = redirect === "follow" ? request.clone() : request;
    const response = await send(sent);
    const location = response.headers.get("location");
    const redirects = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
    if (!redirects || redirect === "manual") {
      return finish(response, request, hops > 0, lasting.has(response));
    }
    if (redirect === "error" || hops === 20) throw new TypeError("fetch failed: redirect");
    request = follow(request, response.status, new URL(location, request.url), signal);
  }
}

/** Rejects when the signal aborts, and never otherwise. */
export function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The next request of a redirect, by the rules of the Fetch standard. */
function follow(request: Request, status: number, to: URL, signal: AbortSignal): Request {
  const headers = new Headers(request.headers);
  const sameOrigin = to.origin === new URL(request.url).origin;
  if (!sameOrigin) { for (const name of ["authorization", "cookie"]) headers.delete(name); }
  const becomesGet = (status === 303 && request.method !== "HEAD") ||
    ((status === 301 || status === 302) && request.method === "POST");
  if (becomesGet) { for (const name of ["content-type", "content-length"]) headers.delete(name); }
  return new Request(to, {
    method: becomesGet ? "GET" : request.method,
    headers,
    body: becomesGet ? undefined : request.body,
    // Node.js sends a stream in no other way.
    duplex: "half",
    signal,
  } as RequestInit);
}

/** Gives a response what a network would have given it: its address, and a decoded body. */
function finish(
  response: Response,
  request: Request,
  redirected: boolean,
  lasting: boolean,
): Response {
  let made = response;
  if (lasting && response.body) {
    let { body } = response;
    if (response.headers.get("content-encoding") === "gzip") {
      body = body.pipeThrough(new DecompressionStream("gzip"));
    }
    made = new Response(abortable(body, request.signal), response);
  }
  Object.defineProperties(made, {
    url: { value: request.url },
    redirected: { value: redirected },
  });
  return made;
}

function abortable(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    start(controller) {
      signal.addEventListener("abort", () => {
        controller.error(signal.reason);
        reader.cancel(signal.reason).catch(() => {});
      }, { once: true });
    },
    async pull(controller) {
      const { value, done } = await reader.read();
      if (signal.aborted) return;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
