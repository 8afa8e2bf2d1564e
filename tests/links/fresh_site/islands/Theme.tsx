import { useSignal } from "@preact/signals";
import { h, type JSX } from "preact";

/** An island of `_app`, which is drawn after the page but stands before it. */
export default function Theme(props: { theme: string }): JSX.Element {
  const theme = useSignal(props.theme);
  const onClick = () => theme.value = "dark";
  return h("button", { type: "button", id: "theme", onClick }, theme);
}
