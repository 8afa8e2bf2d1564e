import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import {
  ActionButton,
  DoneMark,
  Fact,
  Facts,
  Notice,
  Panel,
} from "../../site/components/pieces.tsx";
import { MaskedSecret } from "../../site/pages/tokens/TokenCard.tsx";
import { SequenceDiagram } from "../../site/tutorial/components/SequenceDiagram.tsx";
import { WithUserApp } from "../../site/tutorial/components/WithUserApp.tsx";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import Countdown from "../../islands/Countdown.tsx";
import { progressOf } from "../../site/tutorial/lessons/progress.ts";
import { ACTIONS, lifeOf, type TokenLife } from "../../site/tutorial/lessons/token_life.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  GET({ state }) {
    // The notice belongs next to the buttons, not at the top of the page.
    const { flash: { notice }, session } = state;
    state.flash = {};
    const token = session.data.tokens["transfer.api.globus.org"];
    return page({ notice, token, life: token && lifeOf(state, token) });
  },
  async POST({ state }) {
    const action = ACTIONS.get(`${state.form?.get("action")}`);
    if (action) await action(state);
    return seeOther("/lessons/5#try");
  },
});

export default define.page<typeof handler>(({ data: { life, notice, token }, state }) => {
  const { globus, session } = state;
  const { formToken } = session;
  const progress = progressOf(session.data);
  const isSandbox = globus.mode === "sandbox";
  const button = (action: string, text: string, step = "") => (
    <ActionButton
      action="/lessons/5"
      token={formToken}
      fields={{ action }}
      class={step && !progress.includes(step) ? "button" : "button quiet"}
    >
      {text}
    </ActionButton>
  );
  return (
    <LessonPage
      number={5}
      progress={progress}
      mode={globus.mode}
      sections={[
        ["why", "Why two kinds"],
        ["try", "The life of a token"],
        ["happened", "What happened"],
        ["sdk", "The SDK does this for you"],
        ["app", "The same in a few lines"],
      ]}
      lead="Your nightly copy job must not stop after two days. Access tokens expire after 48 hours. A
        refresh token gets new ones without another login."
    >
      <section>
        <h2 id="why">Why two kinds</h2>
        <p>
          You send an access token with every request. If someone steals it, it works for 48 hours
          at most. A <b>refresh token</b>{" "}
          goes only to Globus Auth, so it can last longer. It expires after six months without use,
          when it is revoked, or when you revoke your <a href="/consents">consent</a>.
        </p>
        <p>
          Ask for refresh tokens when a program works without a user: a transfer every night, a
          session on a portal. A script that you run yourself does not need one. This site asked for
          them.
        </p>
      </section>

      <section>
        <h2 id="try">The life of a token</h2>
        {notice && <Notice kind={notice.kind} title={notice.title}>{notice.text}</Notice>}
        {!token
          ? (
            <LoginFirst token={formToken} returnTo="/lessons/5">
              {state.session.data.user
                ? "This session has no token for Transfer: it was revoked. Log in to get a new one."
                : "You are not logged in: there is no token to use."}
            </LoginFirst>
          )
          : (
            <>
              <Panel title="Your token for Transfer" aside={<TokenBadge life={life} />} isAction>
                <Facts>
                  <Fact name="access_token">
                    <MaskedSecret secret={token.access_token} />
                  </Fact>
                  <Fact name="time left">
                    <Countdown
                      endsAtSeconds={token.expires_at_seconds}
                      nowSeconds={globus.clock.now() / 1000}
                    />
                  </Fact>
                  <Fact name="refresh_token">
                    {token.refresh_token === null
                      ? "none"
                      : <MaskedSecret secret={token.refresh_token} />}
                  </Fact>
                </Facts>
                {button("call", "Call Transfer with it")}
              </Panel>
              <ol class="panel rows">
                <li class="row">
                  <div class="grow">
                    <h3>
                      {isSandbox && <DoneMark isDone={progress.includes("5.expired")} />} Expire
                    </h3>
                    {isSandbox
                      ? (
                        <p>
                          You need not wait. Move the sandbox's clock (for everyone who uses it),
                          and Transfer answers <code>401</code>.
                        </p>
                      )
                      : (
                        <p>
                          With Globus itself, this takes 48 hours. Then Transfer answers{" "}
                          <code>401</code>. In the sandbox, a button moves the clock.
                        </p>
                      )}
                  </div>
                  {isSandbox && button("expire", "Move the clock 48 hours", "5.expired")}
                </li>
                <li class="row">
                  <div class="grow">
                    <h3>
                      <DoneMark isDone={progress.includes("5.renewed")} /> Refresh
                    </h3>
                    <p>
                      The client sends the refresh token to Globus Auth, and gets a new access
                      token. You do not have to log in.
                    </p>
                  </div>
                  {token.refresh_token === null
                    ? <p class="note">There is no refresh token: log in again.</p>
                    : button("renew", "Refresh the token", "5.renewed")}
                </li>
                <li class="row">
                  <div class="grow">
                    <h3>
                      <DoneMark isDone={progress.includes("5.revoked")} /> Revoke
                    </h3>
                    <p>
                      Revoke a token if it may have leaked or is no longer needed. Logging out of
                      this site revokes all of yours. The site refreshes this one at its next call.
                    </p>
                  </div>
                  {button("revoke", "Revoke the access token", "5.revoked")}
                </li>
              </ol>
            </>
          )}
      </section>

      <section>
        <h2 id="happened">What happened</h2>
        <SequenceDiagram entries={state.wire.entries} title="The requests of your last action" />
        <WireLogView
          entries={state.wire.entries}
          sandboxUrl={site.config.sandboxUrl}
          empty="Use a button above to see its requests here."
        />
      </section>

      <section>
        <h2 id="sdk">The SDK does this for you</h2>
        <p>
          The buttons show each step. In a program, use a{" "}
          <code>RefreshTokenAuthorizer</code>. It refreshes the token shortly before it expires, and
          when a service answers{" "}
          <code>401</code>. If many calls find an expired token, only one refreshes it. The
          workbench works this way.
        </p>
        <p>
          If the refresh token is no longer valid, you get a <code>ReauthRequiredError</code>{" "}
          and must log in again.
        </p>
        <CodePanel
          id="code"
          tab={state.codeTab}
          example="refresh_tokens"
          mark={["client.oauth2StartFlow", "const tc ="]}
          web={{
            path: "site/tutorial/lessons/token_life.ts",
            mark: ["async function renew(", "}"],
          }}
          markPython={["client.oauth2_start_flow", "tc ="]}
        />
      </section>
      <WithUserApp lesson={5}>
        With <code>requestRefreshTokens</code>, an app stays logged in for months.
      </WithUserApp>
    </LessonPage>
  );
});

/** Whether a service would accept the token now. */
function TokenBadge({ life }: { life?: TokenLife }) {
  return life && <span class={`badge ${life === "valid" ? "good" : "bad"}`}>{life}</span>;
}
