import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";

/** How long the result is shown. */
const SHOWN_MS = 2_000;

/** Copies the file that a code panel shows. Without script the button is hidden. */
export default function CopyButton(props: {
  /** Id of the panel. */
  from: string;
}): JSX.Element {
  const said = useSignal("");

  async function copy(): Promise<void> {
    const tabs = document.querySelectorAll<HTMLElement>(`#${props.from} .tab`);
    const shown = [...tabs].find((tab) => tab.offsetParent !== null);
    // The excerpt comes first, the whole file last.
    const file = [...shown?.querySelectorAll("pre") ?? []].at(-1)?.textContent ?? "";
    said.value = await navigator.clipboard.writeText(file).then(
      () => "Copied",
      () => "The browser refuses",
    );
    setTimeout(() => said.value = "", SHOWN_MS);
  }

  return (
    <span class="copy">
      <button type="button" class="button small quiet" hidden={!IS_BROWSER} onClick={copy}>
        Copy file
      </button>
      <span role="status">{said.value}</span>
    </span>
  );
}
