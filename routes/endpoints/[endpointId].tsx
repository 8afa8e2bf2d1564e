import { page } from "fresh";
import type { JSX } from "preact";
import { isUuid } from "../../site/components/uuid.ts";
import { CopyButton } from "../../site/components/copy_button.tsx";
import { Fact, Facts, Notice } from "../../site/components/pieces.tsx";
import { define } from "../../site/portal/state.ts";
import {
  type EndpointDetails,
  endpointDetails,
  type EndpointFact,
} from "../../site/pages/endpoints/endpoint_details.ts";
import { filesAddress } from "../../site/pages/files/file_query.ts";
import { NO_COLLECTION, type Refusal, refusalOf } from "../../site/portal/requirements/refusals.ts";
import { RefusalNotice } from "../../site/portal/requirements/refusal_notice.tsx";
import { Outside } from "../../site/components/outside_link.tsx";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";
import { transferAddress } from "../../site/pages/transfer/transfer_query.ts";

interface Data {
  endpoint?: EndpointDetails;
  refusal?: Refusal;
}

export const handler = define.handlers({
  async GET({ params, req, state }) {
    const tc = state.globus.transfer();
    const data: Data = {};
    if (isUuid(params.endpointId)) {
      try {
        data.endpoint = await endpointDetails(tc, params.endpointId, req.signal);
      } catch (error) {
        data.refusal = refusalOf(error, "the collection");
      }
    } else data.refusal = NO_COLLECTION;
    return page(data, { status: data.refusal?.status ?? 200 });
  },
});

export default define.page<typeof handler>(({ data: { endpoint, refusal }, state, url }) => (
  <WorkbenchPage
    title={endpoint?.name ?? refusal?.title ?? "Endpoint"}
    eyebrow={<a href="/endpoints">Collections</a>}
    lead={endpoint && clamp(endpoint.description)}
    entries={state.wire.entries}
  >
    {refusal && (
      <RefusalNotice
        refusal={refusal}
        session={state.session}
        returnTo={url.pathname + url.search}
      />
    )}
    {endpoint && <Details endpoint={endpoint} />}
  </WorkbenchPage>
));

/** Characters of a description above the page. The whole text is among the details. */
const LEAD_LENGTH = 280;

function clamp(text: string): string | undefined {
  return text.length <= LEAD_LENGTH ? text || undefined : `${text.slice(0, LEAD_LENGTH)}…`;
}

function Details({ endpoint }: { endpoint: EndpointDetails }): JSX.Element {
  const { connected, facts, id, isBrowsable, isHighAssurance, kind, kindMeaning, message, name } =
    endpoint;
  return (
    <>
      <p class="row">
        <span class="badge">{kind}</span>
        {connected !== undefined && (
          <span class={`badge ${connected ? "good" : "warn"}`}>
            {connected ? "connected" : "offline"}
          </span>
        )}
        {isHighAssurance && <span class="badge warn">high assurance</span>}
      </p>
      {kindMeaning && <p class="note">{kindMeaning}</p>}
      {message && (
        <Notice kind="info" title="Message from the owner">
          <p>{message.text}</p>
          {message.link && (
            <p>
              <Outside link={message.link} />
            </p>
          )}
        </Notice>
      )}
      {isBrowsable
        ? (
          <p class="row">
            <a class="button" href={filesAddress({ endpoint: id })}>Browse files</a>
            <a class="button quiet" href={transferAddress({ source: id })}>Transfer from here</a>
            <a class="button quiet" href={transferAddress({ destination: id })}>
              Transfer to here
            </a>
          </p>
        )
        : (
          <Notice kind="info" title="This is an endpoint">
            <p>
              An endpoint is a server. To see files, open one of its collections:{" "}
              <a href={`/endpoints?${new URLSearchParams({ q: name, scope: "all" })}`}>
                search for them by its name
              </a>.
            </p>
          </Notice>
        )}
      <section class="panel" aria-labelledby="facts">
        <div class="panel-head">
          <h2 id="facts">Details</h2>
        </div>
        <div class="panel-body">
          <Facts>
            {endpoint.description.length > LEAD_LENGTH && (
              <Fact name="Description">{endpoint.description}</Fact>
            )}
            {facts.map((fact) => (
              <Fact key={fact.name} name={fact.name}>
                <Value fact={fact} />
                {fact.note && <span class="note block">{fact.note}</span>}
              </Fact>
            ))}
          </Facts>
        </div>
      </section>
    </>
  );
}

function Value({ fact }: { fact: EndpointFact }): JSX.Element {
  const { endpoint, isCode, link, text } = fact;
  if (link) return <Outside link={link}>{text}</Outside>;
  if (isUuid(endpoint)) return <a href={`/endpoints/${endpoint}`}>{text}</a>;
  if (fact.name === "ID") {
    return (
      <>
        <code>{text}</code> <CopyButton text={text} what="the ID" />
      </>
    );
  }
  return isCode ? <code>{text}</code> : <>{text}</>;
}
