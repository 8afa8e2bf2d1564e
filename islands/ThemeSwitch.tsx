import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";
import type { Theme } from "../site/components/theme.ts";

const THEMES: [Theme, string][] = [["auto", "System"], ["light", "Light"], ["dark", "Dark"]];
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Lets the visitor choose colors. A cookie tells the server, so that pages do not flash. */
export default function ThemeSwitch(props: { theme: Theme }): JSX.Element {
  const theme = useSignal(props.theme);

  function choose(next: Theme): void {
    theme.value = next;
    document.documentElement.dataset.theme = next;
    const age = next === "auto" ? 0 : YEAR_SECONDS;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${next}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  }

  return (
    <label class="theme-switch">
      <span>Theme</span>
      <select
        disabled={!IS_BROWSER}
        value={theme.value}
        onChange={(event) => choose(event.currentTarget.value as Theme)}
      >
        {THEMES.map(([value, title]) => (
          <option key={value} value={value} selected={value === theme.value}>{title}</option>
        ))}
      </select>
    </label>
  );
}
