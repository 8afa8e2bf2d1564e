import { page } from "fresh";
import LiveForm from "../../islands/LiveForm.tsx";
import { define } from "../../site/portal/state.ts";
import { readQuery } from "../../site/pages/endpoints/endpoint_query.ts";
import { EndpointSearch } from "../../site/pages/endpoints/endpoint_search.tsx";
import { type EndpointResults, searchEndpoints } from "../../site/pages/endpoints/endpoints.ts";
import { type Refusal, refusalOf } from "../../site/portal/requirements/refusals.ts";
import { RefusalNotice } from "../../site/portal/requirements/refusal_notice.tsx";
import { TypeMeanings } from "../../site/pages/endpoints/type_meanings.tsx";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";

export const handler = define.handlers({
  async GET({ req, state, url }) {
    const query = readQuery(url.searchParams);
    const tc = state.globus.transfer();
    let found: EndpointResults | undefined;
    let refusal: Refusal | undefined;
    try {
      found = await searchEndpoints(tc, query, req.signal);
    } catch (error) {
      refusal = refusalOf(error, "Globus Transfer");
    }
    return page({ query, found, refusal }, { status: refusal?.status ?? 200 });
  },
});

export default define.page<typeof handler>(({ data: { found, refusal, query }, state, url }) => (
  <WorkbenchPage
    title="Collections"
    lead="A collection is a place for data: a lab server, a cloud bucket, or your computer. Search the ones you can see."
    entries={state.wire.entries}
  >
    <div id="refusal">
      {refusal && (
        <RefusalNotice
          refusal={refusal}
          session={state.session}
          returnTo={url.pathname + url.search}
        />
      )}
    </div>
    <EndpointSearch query={query} found={found} />
    <TypeMeanings />
    <LiveForm form="search" parts={["found", "refusal", "wire"]} />
  </WorkbenchPage>
));
