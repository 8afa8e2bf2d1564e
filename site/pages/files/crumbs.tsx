import type { JSX } from "preact";
import { crumbsOf } from "./paths.ts";

/** Links to a directory and to each directory above it. */
export function Crumbs(props: { path: string; addressOf: (path: string) => string }): JSX.Element {
  const crumbs = crumbsOf(props.path);
  return (
    <nav aria-label="Folders above">
      <ol class="crumbs">
        {crumbs.map(({ name, path }, i) => (
          <li key={path}>
            <a
              href={props.addressOf(path)}
              aria-current={i === crumbs.length - 1 ? "page" : "false"}
            >
              {i === 0 && name === "/" ? "Root" : name}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
