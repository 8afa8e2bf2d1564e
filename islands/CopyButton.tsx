import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";

/** How long the button says what it did. */
const SHOWN_MS = 2_000;

/** Copies the code of the panel that is visible. Without script it is not there. */
export default function CopyButton(props: {
  /** Id of the panel. */
  from: string;
}): JSX.Element {
  const said = useSignal("");

  async function copy(): Promise<void> {
    const codes = document.querySelectorAll<HTMLElement>(`#${props.from} pre`);
    const text = [...codes].find((code) => code.offsetParent !== null)?.textContent ?? "";
    said.value = await navigator.clipboard.writeText(text).then(
      () => "Copied",
      () => "Not copied: the browser refuses",
    );
    setTimeout(() => said.value = "", SHOWN_MS);
  }

  return (
    <span class="copy">
      <span role="status">{said.value}</span>
      <button type="button" class="button small" hidden={!IS_BROWSER} onClick={copy}>Copy</button>
    </span>
  );
}
