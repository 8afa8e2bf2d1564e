import { Head } from "fresh/runtime";
import type { ComponentChildren, JSX } from "preact";
import { WireLogView } from "../tutorial/components/WireLogView.tsx";
import { site } from "../portal/site.ts";
import type { Exchange } from "../tutorial/wire_log.ts";
import type { OutsideLink } from "./links.ts";
import { crumbsOf } from "../pages/files/paths.ts";

/** What stands around the content of a workbench page: title, heading, and the wire log. */
export function WorkbenchPage(props: {
  /** Of the document. */
  title: string;
  /** @default title */
  heading?: ComponentChildren;
  /** Above the heading. @default {"Workbench"} */
  eyebrow?: ComponentChildren;
  /** Below the heading. */
  lead?: ComponentChildren;
  exchanges: readonly Exchange[];
  children: ComponentChildren;
}): JSX.Element {
  const title = `${props.title} · Globus tutorial`;
  return (
    <>
      <Head>
        <title>{title}</title>
      </Head>
      <p class="eyebrow">{props.eyebrow ?? "Workbench"}</p>
      <h1>{props.heading ?? props.title}</h1>
      {props.lead && <p class="lead">{props.lead}</p>}
      {props.children}
      <div id="wire">
        <h2 class="hidden">What was sent</h2>
        <WireLogView exchanges={props.exchanges} sandboxUrl={site.config.sandboxUrl} />
      </div>
    </>
  );
}

/** A link that a service gave: it is told nothing of where the visitor comes from. */
export function Outside(props: { link: OutsideLink; children?: ComponentChildren }): JSX.Element {
  return <a href={props.link.href} rel="noopener noreferrer">{props.children ?? props.link.text}
  </a>;
}

/** The way to a directory, each step a link. */
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
              {i === 0 && name === "/" ? "Top" : name}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Links to the pages before and after. */
export function Pager(props: {
  page: number;
  hasNext: boolean;
  addressOf: (page: number) => string;
  /** Between the links. */
  children?: ComponentChildren;
}): JSX.Element | null {
  const { addressOf, hasNext, page } = props;
  if (page === 1 && !hasNext) return null;
  return (
    <nav class="panel-head pager" aria-label="Pages of this list">
      {page > 1
        ? <a class="button small quiet" rel="prev" href={addressOf(page - 1)}>Previous</a>
        : <span />}
      <span class="note">{props.children ?? `Page ${page}`}</span>
      {hasNext
        ? <a class="button small quiet" rel="next" href={addressOf(page + 1)}>Next</a>
        : <span />}
    </nav>
  );
}
