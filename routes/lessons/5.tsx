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
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import Countdown from "../../islands/Countdown.tsx";
import { progressOf } from "../../site/tutorial/lessons/progress.ts";
import { ACTIONS } from "../../site/tutorial/lessons/token_life.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  GET({ state }) {
    // The notice belongs next to the buttons, not at the top of the page.
    const { flash: { notice }, session } = state;
    state.flash = {};
    return page({ notice, token: session.data.tokens["transfer.api.globus.org"] });
  },
  async POST({ state }) {
    const action = ACTIONS.get(`${state.form?.get("action")}`);
    if (action) await action(state);
    return seeOther("/lessons/5#try");
  },
});

export default define.page<typeof handler>(({ data: { notice, token }, state }) => {
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
      lead="An access token ends after two days. A refresh token gets the next one, without a
        browser and without you."
    >
      <section>
        <h2>Why two kinds</h2>
        <p>
          An access token travels a lot: with each request, to each service. Should it fall into the
          wrong hands, it is worth something for two days at most. A <b>refresh token</b>{" "}
          never leaves the client, but for Globus Auth itself. So it may live long: it ends when it
          is not used for half a year, when it is revoked, or when you take back your consent.
        </p>
        <p>
          Ask for refresh tokens when a program works without a user: a transfer every night, a
          session on a portal. A script that you start by hand does not need them. This site has
          asked for them.
        </p>
      </section>

      <section>
        <h2 id="try">The life of a token</h2>
        {notice && <Notice kind={notice.kind}>{notice.text}</Notice>}
        {!token
          ? (
            <LoginFirst token={formToken} returnTo="/lessons/5">
              You are not logged in: there is no token to play with.
            </LoginFirst>
          )
          : (
            <>
              <Panel title="Your token for Transfer">
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
                      {isSandbox && <DoneMark isDone={progress.includes("5.expired")} />} It expires
                    </h3>
                    {isSandbox
                      ? (
                        <p>
                          You do not have to wait for two days. The button moves the sandbox's
                          clock, for everyone who uses this sandbox. Then the token has expired, and
                          Transfer answers <code>401</code>.
                        </p>
                      )
                      : (
                        <p>
                          This takes 48 hours with Globus itself. With the sandbox, a button moves
                          the clock. From then on Transfer answers <code>401</code>.
                        </p>
                      )}
                  </div>
                  {isSandbox && button("expire", "Move the clock 48 hours", "5.expired")}
                </li>
                <li class="row">
                  <div class="grow">
                    <h3>
                      <DoneMark isDone={progress.includes("5.renewed")} /> It is renewed
                    </h3>
                    <p>
                      The client sends the refresh token to Globus Auth, and gets a new access token
                      with a full life. You are not asked for anything.
                    </p>
                  </div>
                  {token.refresh_token === null
                    ? <p class="note">There is no refresh token: log in again.</p>
                    : button("renew", "Renew it", "5.renewed")}
                </li>
                <li class="row">
                  <div class="grow">
                    <h3>
                      <DoneMark isDone={progress.includes("5.revoked")} /> It is revoked
                    </h3>
                    <p>
                      When a token may have leaked, or the work is done, the client ends it at once.
                      Logging out of this site revokes all of yours. Afterwards renew it, or go on:
                      the site does so at the next call.
                    </p>
                  </div>
                  {button("revoke", "Revoke the access token", "5.revoked")}
                </li>
              </ol>
            </>
          )}
      </section>

      <section>
        <h2>What happened</h2>
        <WireLogView
          entries={state.wire.entries}
          sandboxUrl={site.config.sandboxUrl}
          empty="Press one of the buttons above: what it sends is shown here."
        />
      </section>

      <section>
        <h2>The SDK does this for you</h2>
        <p>
          The buttons show the single steps. A program gives its client a{" "}
          <code>RefreshTokenAuthorizer</code>{" "}
          and forgets about it: the token is renewed shortly before it ends, and once more when a
          service says <code>401</code>{" "}
          all the same. However many calls find the token ended at the same moment, one of them
          renews it, and the others wait for that. The workbench of this site works so.
        </p>
        <p>
          When the refresh token itself is dead, the error is a{" "}
          <code>ReauthRequiredError</code>: only a new login helps.
        </p>
        <CodePanel
          id="code"
          example="refresh_tokens"
          mark={["const renewed =", "const tc ="]}
          markPython={["renewed =", "tc ="]}
        />
      </section>
    </LessonPage>
  );
});
