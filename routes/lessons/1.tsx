import { page } from "fresh";
import { CodePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { WithUserApp } from "../../site/tutorial/components/WithUserApp.tsx";
import { CopyButton } from "../../site/components/copy_button.tsx";
import { Fact, Facts, FormToken, LongName, Panel } from "../../site/components/pieces.tsx";
import { CLIENT_KINDS } from "../../site/tutorial/lessons/clients.ts";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { redirectUriOf } from "../../site/portal/login/login.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { type Mode, TUTORIAL_CLIENT_ID } from "../../site/portal/server/config.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";

/** The only redirect URL that the tutorial's client has at Globus. */
const CODE_PAGE = "https://auth.globus.org/v2/web/auth-code";

export const handler = define.handlers({
  GET({ state, url }) {
    const wanted = url.searchParams.get("kind") ?? state.session.data.programKind;
    return page({
      kind: CLIENT_KINDS.find(({ id }) => id === wanted) ?? CLIENT_KINDS[0],
      redirectUri: redirectUriOf(state.globus),
    });
  },
  async POST({ state }) {
    const wanted = state.form?.get("kind");
    const kind = CLIENT_KINDS.find(({ id }) => id === wanted);
    if (kind) await state.session.update((data) => data.programKind = kind.id);
    await markDone(state.session, "1.client");
    return seeOther("/lessons/2");
  },
});

/** What the lesson says about the client of this site. */
function clientText(isOwn: boolean, mode: Mode): string {
  if (!isOwn) return "Globus has registered a client for its tutorials. You can use it as is.";
  return mode === "live"
    ? "This site has its own client, registered with Globus."
    : "This site runs on a server, so it can keep a secret: the sandbox has registered a client with " +
      "a secret for it. The scripts use the client that Globus has registered for its tutorials.";
}

export default define.page<typeof handler>(({ data: { kind, redirectUri }, state, url }) => {
  const { globus: { mode }, session } = state;
  const { clientId, clientSecret } = site.config;
  const isOwn = clientId !== TUTORIAL_CLIENT_ID;
  const tab = url.searchParams.has("kind") && kind.id === "portal" ? "Web app" : state.codeTab;
  return (
    <LessonPage
      number={1}
      progress={progressOf(session.data)}
      mode={mode}
      sections={[
        ["what", "What a client is"],
        ["kind", "Which client does your program need?"],
        ["register", "How to register it"],
        ["client", "The client in these lessons"],
        ["app", "The same in a few lines"],
      ]}
      lead="You may want a script that copies 10 TB overnight, or a website where your lab shares its
        data. Every program that uses Globus is registered as a client. You register it once and get
        a client ID."
    >
      <section>
        <h2 id="what">What a client is</h2>
        <p>
          When you log in with Globus, you never give your password to the program that you use. The
          program sends you to Globus Auth, you log in there, and Globus Auth gives the program{" "}
          <b>tokens</b>. A token lets it use one service on your behalf for a limited time. The{" "}
          <b>client</b> is the program's registration with Globus Auth.
        </p>
        <Facts>
          <Fact name="Client ID">
            The name of the program for Globus: 32 hexadecimal digits, a UUID. It is public; you can
            put it in your code.
          </Fact>
          <Fact name="Client secret">
            A password for the program itself. Only a program on a server can have one.
          </Fact>
          <Fact name="Redirect URL">
            Where Globus Auth sends people after the login. Globus Auth uses only registered URLs,
            so an attacker cannot redirect your codes.
          </Fact>
          <Fact name="Scopes">
            What the program may do for a user. You request scopes at login, not at registration.
          </Fact>
          <Fact name="Project">A group of clients and the people who manage them.</Fact>
        </Facts>
      </section>

      <section>
        <h2 id="kind">Which client does your program need?</h2>
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
          <button type="submit" class="button quiet">Show me how</button>
        </form>
      </section>

      <section>
        <h2 id="register">How to register it</h2>
        <p>Do this for your own program. The lessons do not need it.</p>
        <ol>
          <li>
            Log in at{" "}
            <a href="https://app.globus.org/settings/developers" rel="noopener noreferrer">
              app.globus.org/settings/developers
            </a>.
          </li>
          <li>
            Choose <b>{kind.choose}</b>.
          </li>
          <li>Pick a project, or create one. Add a colleague as a second admin.</li>
          <li>Choose a name that people will recognize on the consent page.</li>
          {kind.id === "portal" && (
            <li>Enter one redirect URL for each place where the site runs.</li>
          )}
          <li>Copy the client ID.</li>
          {kind.className === "ConfidentialAppAuthClient" && (
            <li>Add a client secret. Store it safely now. Globus shows it only once.</li>
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
        <h2 id="client">The client in these lessons</h2>
        <p>
          {clientText(isOwn, mode)}
        </p>
        <Panel title={isOwn ? "This site's client" : "The tutorial's client"} isAction>
          <Facts>
            <Fact name="Client ID">
              <code>{clientId}</code> <CopyButton text={clientId} what="the client ID" />
            </Fact>
            <Fact name="Secret">
              {clientSecret ? "yes, on the server of this site" : "none: it is a public client"}
            </Fact>
            <Fact name="Redirect URL">
              <LongName text={isOwn ? redirectUri : CODE_PAGE} />
              {!isOwn && (
                <span class="note block">
                  A page of Globus that shows a code to copy.
                  {mode === "sandbox" && (
                    <>
                      {" "}The sandbox also accepts this site's own URL,{" "}
                      <LongName
                        text={redirectUri}
                      />, so you need not copy a code here.
                    </>
                  )}
                </span>
              )}
            </Fact>
            <Fact name="Class in the SDK">
              <code>{clientSecret ? "ConfidentialAppAuthClient" : "NativeAppAuthClient"}</code>
            </Fact>
          </Facts>
          <form method="post" action="/lessons/1">
            <FormToken token={session.formToken} />
            <input type="hidden" name="kind" value={kind.id} />
            <button type="submit" class="button">Use this client</button>
          </form>
        </Panel>
        <CodePanel
          id="code"
          tab={tab}
          example="tutorial"
          mark={["const CLIENT_ID", "const client ="]}
          web={{
            path: "site/portal/globus/globus.ts",
            mark: ["  loginClient(", "new NativeAppAuthClient"],
          }}
          markPython={["CLIENT_ID =", "client ="]}
        />
      </section>
      <WithUserApp lesson={1}>
        Begin your own programs with a{" "}
        <code>UserApp</code>. It logs users in, stores their tokens, and asks again only when it
        must. Each lesson ends with its version.
      </WithUserApp>
    </LessonPage>
  );
});
