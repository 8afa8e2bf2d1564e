import { GlobusError, plainText, TransferClient, type TransferEndpoint } from "@globus-deno/sdk";
import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { ErrorBox } from "../../site/tutorial/components/ErrorBox.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import { CopyButton } from "../../site/components/copy_button.tsx";
import { ActionButton, Empty, Fact, Facts, Panel } from "../../site/components/pieces.tsx";
import { SequenceDiagram } from "../../site/tutorial/components/SequenceDiagram.tsx";
import { WithUserApp } from "../../site/tutorial/components/WithUserApp.tsx";
import { things } from "../../site/components/format.ts";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import type { Globus } from "../../site/portal/globus/globus.ts";
import { type Caught, caughtOf } from "../../site/tutorial/lessons/caught.ts";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

/** Collections that the lesson shows. */
const SHOWN = 8;

/** The user's first collections, and whether there are more. */
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
      sections={[
        ["bearer", "How a token is used"],
        ["list", "Your collections"],
        ["refused", "The same without a token"],
        ["happened", "What happened"],
        ["app", "The same in a few lines"],
      ]}
      lead={user
        ? "To share a folder or copy data, a program first finds the collections that hold it. You have " +
          "two tokens, one for Globus Auth and one for Globus Transfer. Use the second to list your " +
          "collections."
        : "To share a folder or copy data, a program first finds the collections that hold it. For that " +
          "it needs your token for Globus Transfer."}
    >
      <section>
        <h2 id="bearer">How a token is used</h2>
        <p>
          A Globus service knows you only by the token in the <code>Authorization</code>{" "}
          header of the request. Any holder of the token can act as you, so it is called a{" "}
          <i>bearer</i> token. Keep it on the server, and out of logs and URLs.
        </p>
        <p>
          A token for Auth does not work at Transfer. If one service is compromised, the others stay
          safe. The SDK takes care of this: its <code>TransferClient</code>{" "}
          adds the token for Transfer to each request, and sends it nowhere else.
        </p>
        <h3>Collections</h3>
        <p>
          A <b>collection</b>{" "}
          is a place for data: a folder on a lab server, a cloud bucket, or your own computer. It
          has a name, an ID and permissions. Collections are on an{" "}
          <b>endpoint</b>, which is a server with Globus Connect Server, or a laptop with Globus
          Connect Personal. The Transfer API calls both "endpoints".
        </p>
      </section>

      <section>
        <h2 id="list">Your collections</h2>
        {!user
          ? (
            <LoginFirst token={formToken} returnTo="/lessons/3">
              Log in to list your collections.
            </LoginFirst>
          )
          : !listed
          ? (
            <div class="card action">
              <ActionButton action="/lessons/3" token={formToken} fields={{ action: "list" }}>
                List my collections
              </ActionButton>
            </div>
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
              <p>
                As expected, Transfer rejects the request. The SDK throws an error:
              </p>
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
                what to do next. The status 401 means that the request had no token, or one that is
                not valid: log in. The message never contains a token.
              </p>
            </>
          )
          : (
            <>
              <p>What does Transfer say without a token?</p>
              <div class="card action">
                <ActionButton
                  action="/lessons/3"
                  token={formToken}
                  fields={{ action: "refused" }}
                  class="button quiet"
                >
                  Ask without a token
                </ActionButton>
              </div>
            </>
          )}
      </section>

      <section>
        <h2 id="happened">What happened</h2>
        <p>
          Open a request below to see the request and its response. Look for the{" "}
          <code>Authorization</code> header: the site masks its value before it records the request.
        </p>
        <SequenceDiagram entries={state.wire.entries} title="The requests of this page" />
        <WireLogView entries={state.wire.entries} sandboxUrl={site.config.sandboxUrl} />
        <CodePanel
          id="code"
          tab={state.codeTab}
          example="tutorial"
          mark={["client.oauth2StartFlow"]}
          web={{ path: "routes/lessons/3.tsx", mark: ["async function listEndpoints", "}"] }}
          markPython={["client.oauth2_start_flow", "display_name"]}
        />
        <p>
          <code>endpointSearch()</code> fetches pages of results as your loop needs them. The{" "}
          <a href="/endpoints">Collections page</a>{" "}
          of the workbench has search, all types of collections, and their details.
        </p>
      </section>
      <WithUserApp lesson={3}>
        A client that is made with an app needs no authorizer and no token: it asks the app.
      </WithUserApp>
    </LessonPage>
  );
});

function Endpoints({ endpoints, hasMore }: Listed) {
  return (
    <Panel
      title="My collections"
      aside={
        <span class="note">
          {hasMore ? `First ${endpoints.length}` : things(endpoints.length, "result", "results")}
        </span>
      }
      isFlush
    >
      {endpoints.length === 0
        ? (
          <Empty title="You own no collections yet">
            <p>
              <a href="/endpoints?scope=all&amp;q=tutorial">Search all collections</a>{" "}
              instead. In the sandbox, Ada owns the most.
            </p>
          </Empty>
        )
        : (
          <ul class="rows">
            {endpoints.map((endpoint) => (
              <li key={endpoint.id}>
                <a href={`/endpoints/${encodeURIComponent(endpoint.id)}`}>
                  <strong>
                    <bdi>{plainText(endpoint.display_name ?? "no name")}</bdi>
                  </strong>
                </a>{" "}
                <span class="note block">
                  <code>{endpoint.id}</code>{" "}
                  <CopyButton text={endpoint.id} what={`ID ${endpoint.id.slice(0, 8)}`} />
                </span>
              </li>
            ))}
          </ul>
        )}
    </Panel>
  );
}
