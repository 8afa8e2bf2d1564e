/** Signals that a terminal, a container or a service manager sends to stop a process. */
const SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** Aborts when the process is to stop. */
let stopping: AbortSignal | undefined;

/**
 * Makes a controller that aborts at the first signal to stop. The second signal ends the process at
 * once. A program that cannot start aborts the controller itself, to release what it has opened.
 */
export function stopController(): AbortController {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  controller.signal.addEventListener("abort", () => {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
  });
  stopping = controller.signal;
  return controller;
}

/** Aborts with the {@link stopController}. Never aborts in a program that lets signals end it. */
export function stopSignal(): AbortSignal {
  return stopping ??= new AbortController().signal;
}
