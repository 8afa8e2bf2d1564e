import { plainText, TransferClient } from "@globus-deno/sdk";
import { page } from "fresh";
import { PageTitle } from "../../components/page_title.tsx";
import { Empty, Panel } from "../../components/pieces.tsx";
import { RefusalNotice } from "../requirements/refusal_notice.tsx";
import { type Refusal, refusalOf } from "../requirements/refusals.ts";
import { define } from "../state.ts";

/** Collections that the page shows. */
const MAX_SHOWN = 20;

/** What the page shows. */
interface Start {
  /** Names of the visitor's collections by id. Absent without a login. */
  collections?: [id: string, name: string][];
  /** Why Globus did not list them. */
  refusal?: Refusal;
}

export const handler = define.handlers({
  async GET({ req, state }) {
    if (!state.session.data.user) return page<Start>({});
    const tc = new TransferClient({ app: state.globus.app });
    try {
      const query = { filter_scope: "my-endpoints", limit: MAX_SHOWN } as const;
      const { DATA } = await tc.endpointSearch(query, { signal: req.signal }).page();
      return page<Start>({
        collections: DATA.map((found) => [found.id, plainText(found.display_name ?? "", 120)]),
      });
    } catch (error) {
      const refusal = refusalOf(error, "Globus Transfer");
      return page<Start>({ refusal }, { status: refusal.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { collections, refusal }, state }) => (
  <>
    <PageTitle text="Your collections" />
    <h1>Your collections</h1>
    {refusal && <RefusalNotice refusal={refusal} session={state.session} returnTo="/" />}
    <Panel title="Collections that you own" heading="h2" isFlush>
      {!state.session.data.user
        ? <Empty title="You are not logged in">Log in to see your collections.</Empty>
        : collections?.length === 0
        ? <Empty title="You own no collection" />
        : (
          <ul class="rows">
            {collections?.map(([id, name]) => (
              <li key={id}>
                <strong>
                  <bdi>{name || "(no name)"}</bdi>
                </strong>
                <p class="note">
                  <code>{id}</code>
                </p>
              </li>
            ))}
          </ul>
        )}
    </Panel>
  </>
));
