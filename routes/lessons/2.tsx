import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import {
  ActionButton,
  Empty,
  Fact,
  Facts,
  LongName,
  Panel,
} from "../../site/components/pieces.tsx";
import { ScopeTree } from "../../site/components/ScopeTree.tsx";
import { MaskedSecret } from "../../site/pages/tokens/TokenCard.tsx";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { PARAM_TEXTS, sampleLogin } from "../../site/tutorial/lessons/sample_login.ts";
import { LOGIN_SCOPES } from "../../site/portal/globus/login_scopes.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  async GET({ state: { globus, session } }) {
    if (session.data.user) await markDone(session, "2.login");
    return page({ sample: await sampleLogin(globus) });
  },
});

export default define.page<typeof handler>(({ data: { sample }, state }) => {
  const { globus, session } = state;
  const { user, tokens } = session.data;
  const isPasted = site.config.loginBy === "paste";
  return (
    <LessonPage
      number={2}
      progress={progressOf(session.data)}
      mode={globus.mode}
      lead={
        <>
          A login is a round trip: to Globus Auth and back. You come back with a code, and the site
          exchanges the code for tokens. {user && (
            <>
              You have made it: <a href="#result">see what came back</a>.
            </>
          )}
        </>
      }
    >
      <section>
        <h2>The round trip</h2>
        <ol>
          <li>
            <b>This site</b>{" "}
            makes up three random secrets for this one login, and sends your browser to Globus Auth.
          </li>
          <li>
            <b>You</b>{" "}
            log in there, with your institution. Globus Auth shows which program asks, and for what.
          </li>
          <li>
            <b>Globus Auth</b> {isPasted
              ? "shows a code, and you carry it over to this site."
              : "sends your browser back to this site, with a code in the address."}
          </li>
          <li>
            <b>This site</b>{" "}
            sends the code to Globus Auth, from server to server, with the secret that proves that
            the login is its own.
          </li>
          <li>
            <b>Globus Auth</b> answers with the tokens. Your browser never sees them.
          </li>
        </ol>
        <p>
          The code serves once and for ten minutes. This is the <i>authorization code</i>{" "}
          flow of OAuth 2.0, with PKCE.
        </p>
      </section>

      <section>
        <h2>What the site asks for</h2>
        <p>
          A <b>scope</b>{" "}
          names one thing that a program may do. Each belongs to a service, and you get one token
          for each service that is touched.
        </p>
        <Panel title="Scopes">
          <ScopeTree scope={LOGIN_SCOPES.join(" ")} />
        </Panel>
      </section>

      <section>
        <h2>The address of the login</h2>
        <p>
          All that the site has to say to Globus Auth stands in the address that it sends you to.
          Below is one that was made for this page; your login gets fresh random texts.
        </p>
        <Panel title="Made by oauth2GetAuthorizeUrl()">
          <p>
            <code>{sample.address}</code>
          </p>
          <Facts>
            {sample.params.map(([name, value]) => (
              <Fact key={name} name={<code>{name}</code>}>
                <LongName text={value} />
                <span class="note block">{PARAM_TEXTS.get(name)}</span>
              </Fact>
            ))}
          </Facts>
        </Panel>
      </section>

      <section>
        <h2 id="login">{user ? "You are logged in" : "Log in"}</h2>
        {!user && (
          <p>
            {globus.mode === "sandbox"
              ? "You will be at the login page of the sandbox. Choose who you want to be: Ada has the most to show. Read the consent page before you allow it, then see what came back."
              : "You will be at Globus. Log in with your institution, allow what is asked, and see what came back."}
          </p>
        )}
        <div class="card">
          {user && (
            <Facts>
              <Fact name="Name">{user.name ?? "not given"}</Fact>
              <Fact name="User name">{user.preferred_username ?? "not given"}</Fact>
              <Fact name="Institution">{user.identity_provider_display_name ?? "not given"}</Fact>
              <Fact name="Identity">
                <code>{user.sub}</code>
              </Fact>
            </Facts>
          )}
          <ActionButton
            action="/login"
            token={session.formToken}
            fields={{ return_to: "/lessons/2" }}
            class={user ? "button quiet" : "button"}
          >
            {user ? "Log in again, or as another user" : "Log in with Globus"}
          </ActionButton>
        </div>
      </section>

      <section>
        <h2 id="result">What came back</h2>
        <Panel title="Tokens, one for each service">
          {!user
            ? <Empty title="Nothing yet">Log in, and your tokens are listed here.</Empty>
            : (
              <Facts>
                {Object.values(tokens).map((token) => (
                  <Fact key={token.resource_server} name={<code>{token.resource_server}</code>}>
                    <MaskedSecret secret={token.access_token} />{" "}
                    <span class="note">· good for {token.expires_in / 3600} hours</span>
                  </Fact>
                ))}
              </Facts>
            )}
        </Panel>
        <WireLogView
          entries={state.wire.entries}
          sandboxUrl={site.config.sandboxUrl}
          empty="The requests of a login are shown once, right after it."
        />
        <CodePanel
          id="code"
          example="tutorial"
          mark={["client.oauth2StartFlow", "const tokenResponse ="]}
          markPython={["client.oauth2_start_flow", "token_response ="]}
        />
      </section>
    </LessonPage>
  );
});
