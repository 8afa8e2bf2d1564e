/** Signals by which a terminal, a container or a service manager ends a program. */
const SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/**
 * Aborts when the program is told to end, once: a second signal ends it at once. What cannot start
 * aborts it by itself, and gives everything back.
 */
export function stopController(): AbortController {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  controller.signal.addEventListener("abort", () => {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
  });
  return controller;
}

/** Aborts when the program is told to end. */
export function stopSignal(): AbortSignal {
  return stopController().signal;
}
