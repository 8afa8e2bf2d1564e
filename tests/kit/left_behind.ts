import type { TransferClient } from "../../lib/services/transfer/client.ts";
import { nextTurn } from "./clock.ts";
import type { Answer, Sent } from "./fake_fetch.ts";
import { fakeTransfer } from "./fake_transfer.ts";
import { heardSignal } from "./heard_signal.ts";

/** What is left after some work with a client has ended. */
export interface LeftBehind {
  /** Name of the error that the work ended with; empty if it succeeded. */
  readonly error: string;
  /** Listeners of the signal. */
  readonly listeners: number;
  /** Timers of the clock. */
  readonly timers: number;
  /** Whether the work listened to the signal during each request. */
  readonly heard: boolean;
}

/**
 * Runs work to its end, and counts what it leaves behind.
 *
 * @param answer Answers each request; `stop` aborts the signal.
 * @param run The work, which gets the signal.
 */
export async function leftBehind(
  answer: (seen: Sent, stop: () => void) => Answer,
  run: (client: TransferClient, signal: AbortSignal, stop: () => void) => Promise<unknown>,
): Promise<LeftBehind> {
  const { controller, signal, listeners } = heardSignal();
  const stop = () => controller.abort();
  let heard = true;
  const { client, clock } = fakeTransfer((seen) => {
    heard &&= listeners.size > 0;
    return answer(seen, stop);
  });
  const error = await run(client, signal, stop).then(() => "", ({ name }) => name);
  await nextTurn();
  return { error, listeners: listeners.size, timers: clock.timers, heard };
}
