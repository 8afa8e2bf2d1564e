import type { Signal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";

interface CounterProps {
  name: string;
  count: Signal<number>;
  since: Date;
  extra: unknown;
}

/** An island by the side, within another. */
export function Label(props: { text: string; onClick?: () => void }): JSX.Element {
  return <em class="label">{props.text}</em>;
}

export default function Counter({ name, count, since, extra }: CounterProps): JSX.Element {
  return (
    <section class="counter">
      <button type="button" disabled={!IS_BROWSER} onClick={() => count.value++}>{name}</button>
      <output>{count}</output>
      <time>{since.toISOString()}</time>
      <code>{JSON.stringify(extra)}</code>
      <Label text="inside" />
    </section>
  );
}
