import type { ComponentChildren, JSX } from "preact";
import ThemeSwitch from "../islands/ThemeSwitch.tsx";
import type { Theme } from "./state.ts";

/** Pages that the header leads to. */
const PAGES: [path: string, title: string][] = [["/", "Start"]];

/** The mark: two nodes and what passes between them. */
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M9 21.5c4.5 0 4-11 8.5-11M14.5 21.5c4.5 0 4-11 8.5-11" />
      <circle cx="9" cy="21.5" r="2.5" />
      <circle cx="23" cy="10.5" r="2.5" />
    </svg>
  );
}

/** What stands around every page: a way past the header, the header, and the footer. */
export function Shell(
  props: { path: string; theme: Theme; children: ComponentChildren },
): JSX.Element {
  return (
    <>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="site-header">
        <div class="bar">
          <a class="brand" href="/" aria-current="false">
            <Mark />
            <span>Globus tutorial</span>
          </a>
          <nav aria-label="Pages">
            <ul>
              {PAGES.map(([path, title]) => (
                <li key={path}>
                  <a href={path} aria-current={path === props.path ? "page" : "false"}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
          <ThemeSwitch theme={props.theme} />
        </div>
      </header>
      <main id="main">{props.children}</main>
      <footer class="site-footer">
        <div class="bar">
          <p>A hands-on tutorial for Globus login, tokens and endpoints, with Deno and Fresh.</p>
        </div>
      </footer>
    </>
  );
}
