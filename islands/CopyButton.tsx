import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

/** How long the result is shown. */
const SHOWN_MS = 2_000;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * Copies the file that a code panel shows, or a text. Without script the button is hidden. In a panel
 * with tabs it also remembers the chosen one, for the next page.
 */
export default function CopyButton(props: {
  /** Id of the panel. Absent for a text. */
  from?: string;
  /** The text to copy, such as an ID. */
  text?: string;
  /** What is copied, for screen readers and panels. @default {"file"} */
  what?: string;
}): JSX.Element {
  const { from, text, what = "file" } = props;
  const said = useSignal("");

  useEffect(() => {
    const panel = from && document.getElementById(from);
    if (!panel) return;
    const keep = ({ target }: Event) => {
      const { type, value } = target as HTMLInputElement;
      if (type !== "radio") return;
      document.cookie = `code=${
        encodeURIComponent(value)
      }; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
    };
    panel.addEventListener("change", keep);
    return () => panel.removeEventListener("change", keep);
  }, []);

  async function copy(): Promise<void> {
    const tabs = document.querySelectorAll<HTMLElement>(`#${from} .tab`);
    const shown = [...tabs].find((tab) => tab.offsetParent !== null);
    // The excerpt comes first, the whole file last.
    const file = [...shown?.querySelectorAll("pre") ?? []].at(-1)?.textContent ?? "";
    said.value = await navigator.clipboard.writeText(text ?? file).then(
      () => "Copied",
      () => "Could not copy",
    );
    setTimeout(() => said.value = "", SHOWN_MS);
  }

  return (
    <span class="copy">
      {/* It keeps its room before the script runs, so that the page does not move. */}
      <button
        type="button"
        class={`${text === undefined ? "button small quiet" : "link"} ${
          IS_BROWSER ? "" : "unready"
        }`}
        onClick={copy}
      >
        Copy {text === undefined ? what : <span class="hidden">{what}</span>}
      </button>
      <span role="status">{said.value}</span>
    </span>
  );
}
