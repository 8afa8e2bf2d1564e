/** Signals by which a terminal, a container or a service manager ends a program. */
const SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** Aborts when the program is told to end, once: a second signal ends it at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
    controller.abort();
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  return controller.signal;
}
