import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { LoginParameters } from "../../site/tutorial/components/LoginParameters.tsx";
import { SequenceDiagram } from "../../site/tutorial/components/SequenceDiagram.tsx";
import { WithUserApp } from "../../site/tutorial/components/WithUserApp.tsx";
import { Empty, Fact, Facts, FormToken, Panel } from "../../site/components/pieces.tsx";
import { ScopeTree } from "../../site/components/ScopeTree.tsx";
import { things } from "../../site/components/format.ts";
import { MaskedSecret } from "../../site/pages/tokens/TokenCard.tsx";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { sampleLogin } from "../../site/tutorial/lessons/sample_login.ts";
import type { LoginTrace } from "../../site/tutorial/login_trace.ts";
import { LOGIN_SCOPES } from "../../site/portal/globus/login_scopes.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  async GET({ state: { globus, session } }) {
    const { user } = session.data;
    const trace: LoginTrace | undefined = session.data.loginTrace;
    if (user) await markDone(session, "2.login");
    const isOwn = user !== undefined && trace?.address !== undefined;
    return page({
      ...isOwn ? { address: trace.address, params: trace.params } : await sampleLogin(globus),
      trace: isOwn ? trace.entries : [],
      isOwn,
    });
  },
});

export default define.page<typeof handler>(({ data: { address, isOwn, params, trace }, state }) => {
  const { globus, session, wire } = state;
  const { user, tokens } = session.data;
  const isPasted = site.config.loginBy === "paste";
  // Right after the login the requests of the site have their headers and bodies.
  const entries = wire.entries.length > 0
    ? [...trace.filter(({ by }) => by === "browser"), ...wire.entries]
    : trace;
  return (
    <LessonPage
      number={2}
      progress={progressOf(session.data)}
      mode={globus.mode}
      sections={[
        ["login", "Log in"],
        ["result", "What you got"],
        ["steps", "What happened"],
        ["scopes", "What the site asks for"],
        ["url", "The login URL"],
        ["app", "The same in a few lines"],
      ]}
      lead={user
        ? "A program that shares your folder or copies your data overnight must first log you in. You " +
          "are logged in now: see what happened, step by step, with your own values."
        : "A program that shares your folder or copies your data overnight must first log you in. Log " +
          "in now. Then see what happened, step by step, with your own values."}
    >
      <section>
        <h2 id="login">{user ? "You are logged in" : "Log in"}</h2>
        {!user && (
          <p>
            {globus.mode === "sandbox"
              ? "On the sandbox login page, choose a user. Ada has the most data. Read the consent " +
                "page, then choose Allow."
              : "You go to Globus. Log in with your institution, read the consent page, then choose " +
                "Allow."}
          </p>
        )}
        <div class="card action">
          {user && (
            <Facts>
              <Fact name="Name">{user.name ?? "not given"}</Fact>
              <Fact name="User name">{user.preferred_username ?? "not given"}</Fact>
              <Fact name="Institution">{user.identity_provider_display_name ?? "not given"}</Fact>
              <Fact name="Identity">
                <code>{user.sub}</code>
                <span class="note block">
                  An identity is one login at one institution. It has an ID that never changes. You
                  can link several identities: Globus then treats them as one person.{" "}
                  <a href="/identities">See your identities</a>
                </span>
              </Fact>
            </Facts>
          )}
          <form method="post" action="/login" class="row">
            <FormToken token={session.formToken} />
            <input type="hidden" name="return_to" value="/lessons/2" />
            <button type="submit" class={user ? "button quiet" : "button"}>
              {user ? "Log in again" : "Log in with Globus"}
            </button>
            {user && (
              <button type="submit" class="button quiet" name="prompt" value="login">
                Log in as another user
              </button>
            )}
          </form>
          {user && (
            <p class="note">
              Globus Auth remembers your browser, so a second login may ask you nothing. A program
              that wants another user sends <code>prompt=login</code>, as the second button does.
            </p>
          )}
        </div>
      </section>

      <section>
        <h2 id="result">What you got</h2>
        <Panel title="Tokens, one for each service">
          {!user ? <Empty title="No tokens yet">Log in to see them here.</Empty> : (
            <Facts>
              {Object.values(tokens).map((token) => (
                <Fact key={token.resource_server} name={<code>{token.resource_server}</code>}>
                  <MaskedSecret secret={token.access_token} />{" "}
                  <span class="note">
                    · valid for {things(token.expires_in / 3600, "hour", "hours")}
                  </span>
                </Fact>
              ))}
            </Facts>
          )}
        </Panel>
      </section>

      <section>
        <h2 id="steps">What happened</h2>
        {isOwn
          ? (
            <>
              <p>
                This is your own login. Each arrow is a request, with the status of its response
                below it: 200 is success, and 303 sends the browser to another address. At Globus
                Auth your browser saw the pages where you logged in and consented, then came back.
              </p>
              <SequenceDiagram entries={entries} title="Your login as a sequence of requests" />
            </>
          )
          : <p>After your login, a picture of its requests appears here.</p>}
        <ol>
          <li>
            <b>This site</b>{" "}
            creates three random values for this login, and sends your browser to Globus Auth.
          </li>
          <li>
            <b>You</b>{" "}
            log in there, with your institution. Globus Auth shows which program asks, and for what.
            If you allow it, Globus Auth records your{" "}
            <b>consent</b>: this program may do this for you, until you revoke it.{" "}
            <a href="/consents">See your consents</a>
          </li>
          <li>
            <b>Globus Auth</b> {isPasted
              ? "shows a code, and you paste it into this site."
              : "sends your browser back to this site, with a code in the URL."}
          </li>
          <li>
            <b>This site</b>{" "}
            sends the code to Globus Auth, from server to server, with a secret that proves that it
            started this login: the verifier of PKCE, which the login URL below explains.
          </li>
          <li>
            <b>Globus Auth</b> answers with the tokens. Your browser never sees them.
          </li>
        </ol>
        <p>
          The code works once and expires after 10 minutes. OAuth 2.0, the standard for logins that
          give a program tokens in place of your password, calls this the <i>authorization code</i>
          {" "}
          flow.
        </p>
        <WireLogView
          entries={entries}
          sandboxUrl={site.config.sandboxUrl}
          empty="The requests of your login appear here after you log in."
        />
      </section>

      <section>
        <h2 id="scopes">What the site asks for</h2>
        <p>
          A <b>scope</b>{" "}
          names something a program may do at one service. You get one token for each service.
        </p>
        <Panel title="Scopes">
          <ScopeTree scope={LOGIN_SCOPES.join(" ")} />
        </Panel>
      </section>

      <section>
        <h2 id="url">The login URL</h2>
        <p>
          Everything the site tells Globus Auth is in the login URL. {isOwn
            ? "These are the parameters of your own login. Random values are shortened."
            : "Here is a sample. Your own login gets new random values."}
        </p>
        <LoginParameters address={address} params={params} />
        <CodePanel
          id="code"
          tab={state.codeTab}
          example="tutorial"
          mark={["client.oauth2StartFlow", "const tokenResponse ="]}
          web={{
            path: "site/portal/login/login.ts",
            mark: ["export async function startLogin(", "}"],
          }}
          markPython={["client.oauth2_start_flow", "token_response ="]}
        />
      </section>
      <WithUserApp lesson={2}>
        In your own program, <code>UserApp</code>{" "}
        does all of this. It asks for a login when a call needs one, so you seldom call{" "}
        <code>login()</code> yourself.
      </WithUserApp>
    </LessonPage>
  );
});
