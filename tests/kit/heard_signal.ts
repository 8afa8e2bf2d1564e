/** A signal whose listeners can be counted. A `once` listener counts until the signal is aborted. */
export function heardSignal(): {
  controller: AbortController;
  signal: AbortSignal;
  listeners: Set<unknown>;
} {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    const [type, listener, options] = args;
    listeners.add(listener);
    add(...args);
    const isOnce = typeof options === "object" && options.once;
    if (isOnce) add(type, () => listeners.delete(listener), { once: true });
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1]);
    remove(...args);
  };
  return { controller, signal, listeners };
}
