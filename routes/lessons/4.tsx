import { GlobusError } from "@globus-deno/sdk";
import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { IdTokenView } from "../../site/tutorial/components/IdTokenView.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { ErrorBox } from "../../site/tutorial/components/ErrorBox.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import { ActionButton, Empty, Fact, Facts } from "../../site/components/pieces.tsx";
import { TokenCard } from "../../site/pages/tokens/TokenCard.tsx";
import { SequenceDiagram } from "../../site/tutorial/components/SequenceDiagram.tsx";
import { WithUserApp } from "../../site/tutorial/components/WithUserApp.tsx";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import type { Globus } from "../../site/portal/globus/globus.ts";
import { type Caught, caughtOf } from "../../site/tutorial/lessons/caught.ts";
import { type IdTokenReport, inspectIdToken } from "../../site/tutorial/lessons/id_token.ts";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { FIELD_TEXTS, maskedResponse } from "../../site/tutorial/lessons/response.ts";
import type { SessionData } from "../../site/portal/session/session_data.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

async function inspect(
  { idToken, tokens }: Readonly<SessionData>,
  globus: Globus,
): Promise<IdTokenReport | Caught | undefined> {
  if (!idToken) return undefined;
  const accessToken = tokens["auth.globus.org"]?.access_token;
  try {
    return await inspectIdToken(idToken, accessToken, globus.loginClient());
  } catch (error) {
    if (error instanceof GlobusError) return caughtOf(error);
    throw error;
  }
}

export const handler = define.handlers({
  async GET({ state: { globus, session } }) {
    const { data } = session;
    const isAsked = data.user && progressOf(data).includes("4.verified");
    return page({ report: isAsked ? await inspect(data, globus) : undefined });
  },
  async POST({ state }) {
    if (state.session.data.idToken) await markDone(state.session, "4.verified");
    return seeOther("/lessons/4#identity");
  },
});

export default define.page<typeof handler>(({ data: { report }, state }) => {
  const { globus, session } = state;
  const { formToken, data } = session;
  const nowSeconds = globus.clock.now() / 1000;
  return (
    <LessonPage
      number={4}
      progress={progressOf(data)}
      mode={globus.mode}
      sections={[
        ["response", "The token response"],
        ["servers", "By resource server"],
        ["identity", "Your identity"],
        ["happened", "What happened"],
        ["app", "The same in a few lines"],
      ]}
      lead={data.user
        ? "A program that copies data overnight must know which tokens it has, for what, and how long. A " +
          "portal must know who logged in. Your login gave both: here is the response, field by field."
        : "A program that copies data overnight must know which tokens it has, for what, and how long. A " +
          "portal must know who logged in. A login gives both. Log in to see your own response."}
    >
      <section>
        <h2 id="response">The token response</h2>
        {data.user
          ? (
            <div class="panel code">
              <pre tabIndex={0} role="region" aria-label="Token response">
                {maskedResponse(data)}
              </pre>
            </div>
          )
          : (
            <LoginFirst token={formToken} returnTo="/lessons/4">
              Log in to see your own token response.
            </LoginFirst>
          )}
        <Facts>
          {FIELD_TEXTS.map(([field, text]) => (
            <Fact key={field} name={<code>{field}</code>}>{text}</Fact>
          ))}
        </Facts>
      </section>

      <section>
        <h2 id="servers">By resource server</h2>
        <p>
          A resource server is a service that accepts tokens. Here are the tokens of each. When the
          time is up, the token stops working. Each scope is explained below its name.
        </p>
        {data.user
          ? (
            <div class="halves">
              {Object.values(data.tokens).map((token) => (
                <TokenCard key={token.resource_server} token={token} nowSeconds={nowSeconds} />
              ))}
            </div>
          )
          : (
            <div class="panel">
              <Empty title="No tokens">Log in to see yours.</Empty>
            </div>
          )}
        <p>
          Print <code>tokens.byResourceServer</code> in your program and each token reads{" "}
          <code>[redacted]</code>, because anyone who reads a log with a token in it could act as
          you. To see a token on purpose, read its field{" "}
          <code>access_token</code>. To store tokens yourself, store <code>toDocument()</code>.
        </p>
        <p>
          A scope can have dependencies: <code>a[b]</code> means that the service of <i>a</i> needs
          {" "}
          <i>b</i> at another service. A star, as in{" "}
          <code>a[*b]</code>, makes it optional. Lesson 6 builds one.
        </p>
      </section>

      <section>
        <h2 id="identity">Your identity</h2>
        <p>
          An ID token says who logged in. It is a JWT (JSON Web Token), a signed text of three
          parts, separated by dots: header, claims, and signature. Anyone can read or imitate one.
          Check the signature before you trust it. To look into any other JWT, use the{" "}
          <a href="/jwt">JWT inspector</a>.
        </p>
        {!data.user
          ? (
            <LoginFirst token={formToken} returnTo="/lessons/4#identity">
              Log in to get an ID token.
            </LoginFirst>
          )
          : !data.idToken
          ? (
            <div class="panel">
              <Empty title="No ID token">The scope openid was not granted.</Empty>
            </div>
          )
          : !report
          ? (
            <div class="card action">
              <ActionButton action="/lessons/4" token={formToken}>
                Check the signature of my ID token
              </ActionButton>
            </div>
          )
          : "message" in report
          ? <ErrorBox caught={report} />
          : <IdTokenView report={report} />}
      </section>

      <section>
        <h2 id="happened">What happened</h2>
        <SequenceDiagram entries={state.wire.entries} title="The requests of this page" />
        <WireLogView entries={state.wire.entries} sandboxUrl={site.config.sandboxUrl} />
        <CodePanel
          id="code"
          tab={state.codeTab}
          example="token_response"
          mark={["client.oauth2StartFlow", "claims.iss"]}
          web={{
            path: "site/tutorial/lessons/id_token.ts",
            mark: ["export async function", "const failed ="],
          }}
          markPython={["client.oauth2_start_flow", `claims["iss"]`]}
        />
      </section>
      <WithUserApp lesson={4}>
        <code>UserApp</code>{" "}
        checks the ID token at each login, and refuses tokens of another user than before.
      </WithUserApp>
    </LessonPage>
  );
});
