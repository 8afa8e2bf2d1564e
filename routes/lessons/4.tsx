import { GlobusError } from "@globus-deno/sdk";
import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { IdTokenView } from "../../site/tutorial/components/IdTokenView.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { ErrorBox } from "../../site/tutorial/components/ErrorBox.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import { ActionButton, Empty, Fact, Facts } from "../../site/components/pieces.tsx";
import { TokenCard } from "../../site/pages/tokens/TokenCard.tsx";
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
      lead="One login gave you several tokens and a signed statement of who you are. Here is
        everything that the answer holds, field by field."
    >
      <section>
        <h2>The answer as it came</h2>
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
              You are not logged in: there is no answer to look at yet.
            </LoginFirst>
          )}
        <Facts>
          {FIELD_TEXTS.map(([field, text]) => (
            <Fact key={field} name={<code>{field}</code>}>{text}</Fact>
          ))}
        </Facts>
      </section>

      <section>
        <h2>By resource server</h2>
        <p>
          Sorted by the service that takes them, the tokens look like this. The clocks run: when one
          has come to its end, its token opens nothing any more. Below each scope stands what it
          allows.
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
          <code>[redacted]</code>: anyone who reads a log with a token in it could act in your name.
          To see one on purpose, read its field{" "}
          <code>access_token</code>. To store tokens by yourself, store what{" "}
          <code>toDocument()</code> gives.
        </p>
        <p>
          A scope can bring others along: <code>a[b]</code> means <i>a, for which a needs b</i>{" "}
          at another service, and a star marks what you may decline. Lesson 6 builds one.
        </p>
      </section>

      <section>
        <h2 id="identity">Your identity</h2>
        <p>
          The ID token is three texts with a dot between them: a header, the claims, and a signature
          over both. Anyone can read one, and anyone can write one that looks like it. So a program
          must check the signature before it trusts a claim.
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
              <Empty title="No ID token came">The scope openid was not granted.</Empty>
            </div>
          )
          : !report
          ? (
            <ActionButton action="/lessons/4" token={formToken}>
              Check the signature of my ID token
            </ActionButton>
          )
          : "message" in report
          ? <ErrorBox caught={report} />
          : <IdTokenView report={report} />}
      </section>

      <section>
        <h2>What happened</h2>
        <WireLogView entries={state.wire.entries} sandboxUrl={site.config.sandboxUrl} />
        <CodePanel
          id="code"
          example="token_response"
          mark={["for (const token of", "claims.iss"]}
          markPython={["for resource_server", `claims["iss"]`]}
        />
      </section>
    </LessonPage>
  );
});
