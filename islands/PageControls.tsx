import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

/** How long a button says that it has copied. */
const SHOWN_MS = 2_000;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The text that a button copies: its own, or a `pre` of the element that it names. */
function textOf({ dataset: { copy, copyFrom, copyPart } }: HTMLElement): string {
  if (copy !== undefined) return copy;
  const root = document.getElementById(copyFrom ?? "");
  const tabs = [...root?.querySelectorAll<HTMLElement>(".tab") ?? []];
  const shown = tabs.find((tab) => tab.offsetParent !== null) ?? root;
  // The excerpt comes first, the whole file last.
  const blocks = [...shown?.querySelectorAll("pre") ?? []];
  return blocks.at(copyPart === "excerpt" ? 0 : -1)?.textContent ?? "";
}

/**
 * Makes the copy buttons of a page work, and remembers the chosen tab of code panels. It listens to the
 * whole page, so that parts which a script puts in later work too.
 */
export default function PageControls(): JSX.Element {
  const said = useSignal("");

  useEffect(() => {
    const click = async ({ target }: Event) => {
      const button = (target as Element).closest<HTMLElement>("button.copy");
      if (!button) return;
      const result = await navigator.clipboard.writeText(textOf(button)).then(
        () => "Copied",
        () => "Could not copy",
      );
      said.value = result;
      const label = button.querySelector("span")!;
      label.textContent = result;
      setTimeout(() => {
        said.value = "";
        label.textContent = "Copy";
      }, SHOWN_MS);
    };
    const change = ({ target }: Event) => {
      const { type, value } = target as HTMLInputElement;
      if (type !== "radio" || !(target as Element).closest(".tabs")) return;
      document.cookie = `code=${
        encodeURIComponent(value)
      }; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
    };
    addEventListener("click", click);
    addEventListener("change", change);
    // The style sheet hides the buttons until they work.
    document.documentElement.dataset.script = "yes";
    return () => {
      removeEventListener("click", click);
      removeEventListener("change", change);
    };
  }, []);

  return <span class="hidden" role="status">{said.value}</span>;
}
