import { GlobusError, plainText, TransferClient, type TransferEndpoint } from "@globus-deno/sdk";
import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { ErrorBox } from "../../site/tutorial/components/ErrorBox.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import { ActionButton, Empty, Fact, Facts, Panel } from "../../site/components/pieces.tsx";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import type { Globus } from "../../site/portal/globus/globus.ts";
import { type Caught, caughtOf } from "../../site/tutorial/lessons/caught.ts";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

/** Endpoints that the lesson shows. */
const SHOWN = 8;

/** The user's first endpoints, and whether there are more. */
interface Listed {
  endpoints: TransferEndpoint[];
  hasMore: boolean;
}

async function listEndpoints(globus: Globus): Promise<Listed | Caught> {
  const params = { filter_scope: "my-endpoints", limit: SHOWN } as const;
  try {
    const { DATA, has_next_page } = await globus.transfer().endpointSearch(params).page();
    return { endpoints: DATA, hasMore: has_next_page };
  } catch (error) {
    if (error instanceof GlobusError) return caughtOf(error);
    throw error;
  }
}

/** Calls Transfer without a token, and returns the error. */
async function askWithoutToken(globus: Globus): Promise<Caught | undefined> {
  const anonymous = new TransferClient(globus.clientOptions);
  try {
    await anonymous.endpointSearch({ filter_scope: "my-endpoints", limit: SHOWN }).page();
  } catch (error) {
    if (error instanceof GlobusError) return caughtOf(error);
    throw error;
  }
}

export const handler = define.handlers({
  async GET({ state: { globus, session } }) {
    const { user } = session.data;
    const progress = progressOf(session.data);
    return page({
      listed: user && progress.includes("3.list") ? await listEndpoints(globus) : undefined,
      refused: progress.includes("3.refused") ? await askWithoutToken(globus) : undefined,
    });
  },
  async POST({ state }) {
    const action = state.form?.get("action");
    if (action === "list") await markDone(state.session, "3.list");
    if (action === "refused") await markDone(state.session, "3.refused");
    return seeOther(`/lessons/3#${action === "refused" ? "refused" : "list"}`);
  },
});

export default define.page<typeof handler>(({ data: { listed, refused }, state }) => {
  const { globus, session } = state;
  const { formToken, data: { user } } = session;
  return (
    <LessonPage
      number={3}
      progress={progressOf(session.data)}
      mode={globus.mode}
      lead="You hold two tokens, one for Globus Auth and one for Globus Transfer. Now take the second
        one to Transfer, and ask which endpoints are yours."
    >
      <section>
        <h2>How a token is used</h2>
        <p>
          A service of Globus knows you by nothing but the token that comes with a request, in its
          {" "}
          <code>Authorization</code>{" "}
          header. Any holder of the token can act as you, so it is called a <i>bearer</i>{" "}
          token. Keep it on the server, and out of logs and URLs.
        </p>
        <p>
          Each token is for one service. The token for Auth opens nothing at Transfer, so a service
          that is broken into gives away no key to the others. The SDK looks after this: its{" "}
          <code>TransferClient</code>{" "}
          gets an authorizer with the token for Transfer, and sends it there and nowhere else.
        </p>
        <h3>Endpoints and collections</h3>
        <p>
          A computer that Globus can reach is an{" "}
          <b>endpoint</b>: a cluster's storage server with Globus Connect Server, or a laptop with
          Globus Connect Personal. What you work with are{" "}
          <b>collections</b>: parts of an endpoint's files, each with its own name, id and
          permissions. Transfer's interface calls them all endpoints.
        </p>
      </section>

      <section>
        <h2 id="list">Your endpoints</h2>
        {!user
          ? (
            <LoginFirst token={formToken} returnTo="/lessons/3">
              You are not logged in, so there is no token to send.
            </LoginFirst>
          )
          : !listed
          ? (
            <ActionButton action="/lessons/3" token={formToken} fields={{ action: "list" }}>
              List my endpoints
            </ActionButton>
          )
          : "message" in listed
          ? <ErrorBox caught={listed} />
          : <Endpoints {...listed} />}
      </section>

      <section>
        <h2 id="refused">The same without a token</h2>
        {refused && refused.httpStatus === undefined ? <ErrorBox caught={refused} /> : refused
          ? (
            <>
              <p>Transfer has no idea who asks, and says so. The SDK turns that into an error:</p>
              <Panel title={<code>{refused.name}</code>}>
                <Facts>
                  <Fact name="httpStatus">
                    <code>{refused.httpStatus}</code>
                  </Fact>
                  <Fact name="code">
                    <code>{refused.code}</code>
                  </Fact>
                  <Fact name="message">{refused.message}</Fact>
                </Facts>
              </Panel>
              <p>
                Your program can tell from <code>httpStatus</code> and <code>code</code>{" "}
                what to do next. Here: log in. The message names the route and the status, but never
                a token.
              </p>
            </>
          )
          : (
            <>
              <p>What does Transfer say without a token?</p>
              <ActionButton
                action="/lessons/3"
                token={formToken}
                fields={{ action: "refused" }}
                class="button quiet"
              >
                Ask without a token
              </ActionButton>
            </>
          )}
      </section>

      <section>
        <h2>What happened</h2>
        <p>
          Open a request below to see both sides of it. Look for the <code>Authorization</code>{" "}
          header: its value is masked before it is written down.
        </p>
        <WireLogView entries={state.wire.entries} sandboxUrl={site.config.sandboxUrl} />
        <CodePanel
          id="code"
          example="tutorial"
          mark={["const globusAuthData", "}"]}
          markPython={["globus_auth_data =", "display_name"]}
        />
        <p>
          <code>endpointSearch()</code>{" "}
          gives a listing: it asks for a page of results when the loop comes to it, and stops when
          you stop. The <a href="/endpoints">endpoints page</a>{" "}
          of the workbench has search, all kinds of collections, and their details.
        </p>
      </section>
    </LessonPage>
  );
});

function Endpoints({ endpoints, hasMore }: Listed) {
  return (
    <Panel
      title="Mine, as Transfer lists them"
      aside={
        <span class="note">
          {endpoints.length === 1 ? "1 endpoint" : `${endpoints.length} endpoints`}
          {hasMore && ", and there are more"}
        </span>
      }
      isFlush
    >
      {endpoints.length === 0
        ? (
          <Empty title="Nothing is yours yet">
            <p>
              You own no endpoint.{" "}
              <a href="/endpoints?scope=all&amp;q=tutorial">Search for others</a>{" "}
              instead, or log in as Ada.
            </p>
          </Empty>
        )
        : (
          <ul class="rows">
            {endpoints.map((endpoint) => (
              <li key={endpoint.id}>
                <a href={`/endpoints/${encodeURIComponent(endpoint.id)}`}>
                  <strong>{plainText(endpoint.display_name ?? "no name")}</strong>
                </a>{" "}
                <code class="note block">{endpoint.id}</code>
              </li>
            ))}
          </ul>
        )}
    </Panel>
  );
}
