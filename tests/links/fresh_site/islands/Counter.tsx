import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";

/** Counts clicks. */
export default function Counter(
  props: { name: string; count: number; extra: unknown },
): JSX.Element {
  const count = useSignal(props.count);
  return (
    <section class="counter">
      <button type="button" disabled={!IS_BROWSER} onClick={() => count.value++}>
        {props.name}
      </button>
      <output>{count}</output>
      <code>{JSON.stringify(props.extra)}</code>
    </section>
  );
}
