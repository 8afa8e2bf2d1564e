import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import { h, type JSX } from "preact";

/** Counts clicks. It uses `h()`, because JSX of this folder becomes templates for the server. */
export default function Counter(
  props: { name: string; count: number; extra: unknown },
): JSX.Element {
  const count = useSignal(props.count);
  const onClick = () => count.value++;
  return h(
    "section",
    { class: "counter" },
    h("button", { type: "button", disabled: !IS_BROWSER, onClick }, props.name),
    h("output", null, count),
    h("code", null, JSON.stringify(props.extra)),
  );
}
