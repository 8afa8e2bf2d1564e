import type { ComponentChildren, JSX } from "preact";
import { RefusalNotice } from "../../portal/requirements/refusal_notice.tsx";
import type { State } from "../../portal/state.ts";
import { CopyButton } from "../../components/copy_button.tsx";
import { WorkbenchPage } from "../workbench_page.tsx";
import { ServiceLogin } from "./service.tsx";
import type { Called } from "./service_call.ts";

/** A page for one service: its content, or the login that it needs, or why the call failed. */
export function ServicePage<Data>(props: {
  /** Name of the service, as `serviceOf` takes it. */
  name: string;
  title: string;
  lead: ComponentChildren;
  called: Called<Data>;
  state: State;
  /** Path and query of the page. */
  returnTo: string;
  /** Makes the content. */
  children: (data: Data) => ComponentChildren;
}): JSX.Element {
  const { called: { data, refusal }, name, returnTo, state } = props;
  return (
    <WorkbenchPage title={props.title} lead={props.lead} entries={state.wire.entries}>
      {!data && !refusal && (
        <ServiceLogin
          name={name}
          session={state.session}
          returnTo={returnTo}
        />
      )}
      {refusal && <RefusalNotice refusal={refusal} session={state.session} returnTo={returnTo} />}
      {data !== undefined && props.children(data)}
    </WorkbenchPage>
  );
}

/** A document of a service as JSON. */
export function JsonPanel(props: { title: string; document: unknown }): JSX.Element {
  const text = JSON.stringify(props.document, null, 2) ?? "";
  return (
    <section class="panel code" id="document">
      <div class="panel-head">
        <h2>{props.title}</h2>
        <CopyButton from="document" what="JSON" isLabeled />
      </div>
      <pre tabIndex={0} role="region" aria-label={props.title}>{text.slice(0, 20_000)}</pre>
    </section>
  );
}
