import { GlobusError, ReauthRequiredError } from "@globus-deno/sdk";
import { define } from "../../site/state.ts";
import { readQuery } from "../../site/workbench/endpoint_query.ts";
import { searchEndpoints } from "../../site/workbench/endpoints.ts";

/** What the search on the page of endpoints asks for while somebody types. */
export const handler = define.handlers({
  async GET({ req, state, url }) {
    const { globus } = state;
    try {
      const tc = globus.transfer();
      const results = await searchEndpoints(tc, readQuery(url.searchParams), req.signal);
      return Response.json({ ...results, exchanges: globus.wire.exchanges });
    } catch (error) {
      if (!(error instanceof GlobusError) || error instanceof ReauthRequiredError) throw error;
      return Response.json({ error: error.message, exchanges: globus.wire.exchanges }, {
        status: 502,
      });
    }
  },
});
