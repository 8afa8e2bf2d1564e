import type { ComponentChildren, JSX } from "preact";
import { PageTitle } from "../components/page_title.tsx";
import { site } from "../portal/site.ts";
import { WireLogView } from "../tutorial/components/WireLogView.tsx";
import type { WireEntry } from "../tutorial/wire_log.ts";

/** A page of the workbench: title, heading, content, and the requests that it took. */
export function WorkbenchPage(props: {
  /** Title of the document. */
  title: string;
  /** @default {title} */
  heading?: ComponentChildren;
  /** Small text above the heading. @default {"Workbench"} */
  eyebrow?: ComponentChildren;
  /** Introduction below the heading. */
  lead?: ComponentChildren;
  entries: readonly WireEntry[];
  children: ComponentChildren;
}): JSX.Element {
  return (
    <>
      <PageTitle text={props.title} />
      <p class="eyebrow">{props.eyebrow ?? "Workbench"}</p>
      <h1>{props.heading ?? props.title}</h1>
      {props.lead && <p class="lead">{props.lead}</p>}
      {props.children}
      <div id="wire">
        <h2 class="hidden">What was sent</h2>
        <WireLogView entries={props.entries} sandboxUrl={site.config.sandboxUrl} />
      </div>
    </>
  );
}
