import { GlobusError, watchTask } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { readUuid } from "../../../site/components/uuid.ts";
import { transferState } from "../../../site/tutorial/lessons/first_transfer.ts";
import { markDone } from "../../../site/tutorial/lessons/progress.ts";
import { define, type State } from "../../../site/portal/state.ts";

/** The browser asks anew when the time is over. */
const WATCH_MS = 120_000;

async function* progressOf(
  { globus, session }: State,
  taskId: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const limits = { timeoutMs: WATCH_MS, minIntervalMs: 500, maxIntervalMs: 5_000 };
  try {
    for await (const { task } of watchTask(globus.transfer(), taskId, limits, { signal })) {
      if (task.status === "SUCCEEDED") await markDone(session, "6.transfer");
      yield `data: ${JSON.stringify(transferState(task))}\n\n`;
    }
  } catch (error) {
    // The stream ends, and the browser tries again.
    if (!signal.aborted && !(error instanceof GlobusError)) throw error;
  }
}

/** Server-sent events: how the lesson's transfer stands, until it is over. */
export const handler = define.handlers({
  GET({ state, url }) {
    const taskId = readUuid(url.searchParams.get("task"));
    if (!taskId) throw new HttpError(404);
    if (!state.session.data.user) throw new HttpError(403);
    const gone = new AbortController();
    const events = progressOf(state, taskId, gone.signal);
    const body = new ReadableStream<string>({
      async pull(controller) {
        const { done, value } = await events.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => gone.abort(),
    });
    return new Response(body.pipeThrough(new TextEncoderStream()), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  },
});
