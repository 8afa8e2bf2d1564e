import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { Fact, Facts, FormToken, LongName, Panel } from "../../site/components/pieces.tsx";
import { CLIENT_KINDS } from "../../site/tutorial/lessons/clients.ts";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { redirectUriOf } from "../../site/portal/login/login.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  GET({ state, url }) {
    const wanted = url.searchParams.get("kind");
    return page({
      kind: CLIENT_KINDS.find(({ id }) => id === wanted) ?? CLIENT_KINDS[0],
      redirectUri: redirectUriOf(state.globus),
    });
  },
  async POST({ state }) {
    await markDone(state.session, "1.client");
    return seeOther("/lessons/2");
  },
});

export default define.page<typeof handler>(({ data: { kind, redirectUri }, state }) => {
  const { globus: { mode }, session } = state;
  const { clientId, clientSecret, loginBy } = site.config;
  const isOwn = mode === "live" && loginBy === "redirect";
  return (
    <LessonPage
      number={1}
      progress={progressOf(session.data)}
      mode={mode}
      lead="Before you log in anywhere, Globus wants to know which program is asking. That program is
        the client. You register it once, and get an id for it."
    >
      <section>
        <h2>What a client is</h2>
        <p>
          When you log in with Globus, you never give your password to the program that you use. The
          program sends you to Globus Auth, you log in there, and Globus Auth hands the program{" "}
          <b>tokens</b>: keys that open certain services, for a while, on your behalf. For this,
          Globus Auth keeps a card on each program: what stands on it is your client.
        </p>
        <Facts>
          <Fact name="Client id">
            The name on the card: a UUID. It is public, and may stand in your code.
          </Fact>
          <Fact name="Client secret">
            A password for the program itself. Only a program on a server can have one.
          </Fact>
          <Fact name="Redirect URL">
            Where Globus Auth sends people after the login. Nowhere else: a stranger who knows your
            id cannot have your codes sent elsewhere.
          </Fact>
          <Fact name="Scopes">
            What the program may do for a user. You request scopes at each login, not here.
          </Fact>
          <Fact name="Project">
            The folder that your clients are in, with the people who look after them.
          </Fact>
        </Facts>
      </section>

      <section>
        <h2>Which client does your program need?</h2>
        <form method="get" action="#register">
          <fieldset>
            <legend class="hidden">Your program</legend>
            {CLIENT_KINDS.map(({ id, program, why }) => (
              <label key={id} class="card check">
                <input type="radio" name="kind" value={id} checked={id === kind.id} />
                <span>
                  <b>{program}</b>
                  <span class="note block">{why}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <button type="submit" class="button quiet">Show how to register it</button>
        </form>
      </section>

      <section>
        <h2 id="register">How to register it</h2>
        <p>You need this for a program of your own; the lessons go on without.</p>
        <ol>
          <li>
            Log in at{" "}
            <a href="https://app.globus.org/settings/developers" rel="noopener noreferrer">
              app.globus.org/settings/developers
            </a>.
          </li>
          <li>
            Choose to register <b>{kind.choose}</b>.
          </li>
          <li>Pick a project, or make one. Add a colleague to it, for the day you are away.</li>
          <li>
            Give the client a name that people recognize: they read it when they are asked for
            consent.
          </li>
          {kind.id === "portal" && <li>Enter the redirect URLs, one for each place it runs at.</li>}
          <li>Copy the client id.</li>
          {kind.className === "ConfidentialAppAuthClient" && (
            <li>Add a client secret and put it in a safe place at once: it is shown only once.</li>
          )}
        </ol>
        <Panel title={kind.program}>
          <Facts>
            <Fact name="Secret">{kind.secret}</Fact>
            <Fact name="Redirect URL">{kind.redirect}</Fact>
            <Fact name="Gets tokens by">{kind.grant}</Fact>
            <Fact name="Class in the SDK">
              <code>{kind.className}</code>
            </Fact>
          </Facts>
        </Panel>
      </section>

      <section>
        <h2 id="client">The client of these lessons</h2>
        <p>
          {isOwn
            ? "This site has a client of its own, registered with Globus."
            : "Globus has registered a client for its tutorials. You can use it as is."}
        </p>
        <Panel title={isOwn ? "This site's client" : "The tutorial's client"}>
          <Facts>
            <Fact name="Client id">
              <code>{clientId}</code>
            </Fact>
            <Fact name="Secret">
              {clientSecret ? "yes, on the server of this site" : "none: it is a public client"}
            </Fact>
            <Fact name="Redirect URL">
              <LongName text={redirectUri} />
            </Fact>
            <Fact name="Class in the SDK">
              <code>{clientSecret ? "ConfidentialAppAuthClient" : "NativeAppAuthClient"}</code>
            </Fact>
          </Facts>
          <form method="post" action="/lessons/1">
            <FormToken token={session.formToken} />
            <button type="submit" class="button">Use this client</button>
          </form>
        </Panel>
        <CodePanel
          id="code"
          example="tutorial"
          mark={["const CLIENT_ID", "const client ="]}
          markPython={["CLIENT_ID =", "client ="]}
        />
      </section>
    </LessonPage>
  );
});
