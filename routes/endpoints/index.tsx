import { GlobusError, ReauthRequiredError } from "@globus-deno/sdk";
import { page } from "fresh";
import { Head } from "fresh/runtime";
import EndpointSearch from "../../islands/EndpointSearch.tsx";
import { site } from "../../site/site.ts";
import { define } from "../../site/state.ts";
import { readQuery } from "../../site/workbench/endpoint_query.ts";
import { searchEndpoints } from "../../site/workbench/endpoints.ts";

export const handler = define.handlers({
  async GET({ req, state, url }) {
    const query = readQuery(url.searchParams);
    const { globus } = state;
    const tc = globus.transfer();
    const found = await searchEndpoints(tc, query, req.signal).catch((error: unknown) => {
      if (!(error instanceof GlobusError) || error instanceof ReauthRequiredError) throw error;
      return { rows: [], hasNext: false, error: error.message };
    });
    return page({ query, found, exchanges: [...globus.wire.exchanges] });
  },
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <Head>
      <title>Endpoints · Globus tutorial</title>
    </Head>
    <p class="eyebrow">Workbench</p>
    <h1>Endpoints</h1>
    <p class="lead">
      Collections are where data is: on a lab's server, in a cloud's bucket, on your own computer.
      Search them as Globus Transfer lets you see them.
    </p>
    <EndpointSearch {...data} sandboxUrl={site.config.sandboxUrl} />
  </>
));
