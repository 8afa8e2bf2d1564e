import { type Signal, signal } from "@preact/signals";

function isSignal(value: object): value is { peek(): unknown } {
  return "peek" in value && typeof value.peek === "function" && "value" in value;
}

/**
 * Writes the props of islands as JSON that keeps dates and signals; a signal that two islands share
 * stays shared. What is no JSON stands in a record whose first key is `$`.
 *
 * @throws {Error} If a prop is a function or an element.
 */
export function stringify(props: unknown): string {
  const signals: unknown[] = [];
  const written = new WeakSet();
  const write = (form: object) => (written.add(form), form);
  return JSON.stringify(props, function (this: Record<string, unknown>, key, value): unknown {
    const own = this[key];
    if (typeof own === "function") {
      throw new Error("Serializing functions is not supported.");
    }
    if (typeof own !== "object" || own === null || written.has(own)) return value;
    if (own instanceof Date) return write({ $: "date", of: own.getTime() });
    if ("__v" in own && "__k" in own) {
      throw new Error("Cannot pass elements to an island here");
    }
    if (!isSignal(own)) {
      return "$" in own ? write({ $: "record", of: Object.entries(own) }) : own;
    }
    const id = signals.includes(own) ? signals.indexOf(own) : signals.push(own) - 1;
    return write({ $: "signal", of: own.peek(), id });
  });
}

/** Reads what {@linkcode stringify} wrote. */
export function parse(text: string): unknown {
  const signals: Signal<unknown>[] = [];
  return JSON.parse(text, (_key, value) => {
    if (value?.$ === "date") return new Date(value.of ?? NaN);
    if (value?.$ === "record") return Object.fromEntries(value.of);
    return value?.$ === "signal" ? (signals[value.id] ??= signal(value.of)) : value;
  });
}
