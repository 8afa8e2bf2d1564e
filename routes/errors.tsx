import { page } from "fresh";
import type { JSX } from "preact";
import { ActionButton, Fact, Facts, FormToken } from "../site/components/pieces.tsx";
import { WorkbenchPage } from "../site/pages/workbench_page.tsx";
import { demandLogin } from "../site/portal/globus/globus.ts";
import { define, type State } from "../site/portal/state.ts";
import { ErrorBox } from "../site/tutorial/components/ErrorBox.tsx";
import { SequenceDiagram } from "../site/tutorial/components/SequenceDiagram.tsx";
import type { Caught } from "../site/tutorial/lessons/caught.ts";
import { causeError, GALLERY, type GalleryError } from "../site/tutorial/lessons/error_gallery.ts";
import { SandboxControlError } from "../site/tutorial/sandbox_control.ts";

interface Data {
  /** The error that was caused. */
  id?: string;
  caught?: Caught;
  /** Why nothing was caused. */
  problem?: string;
}

export const handler = define.handlers({
  GET() {
    return page<Data>({});
  },
  async POST({ state }) {
    const id = state.form?.get("error");
    const entry = GALLERY.find((one) => one.id === id);
    const data: Data = {};
    if (entry && state.globus.mode === "sandbox") {
      if (entry.needsLogin) demandLogin(state);
      data.id = entry.id;
      try {
        data.caught = await causeError(entry, state.globus);
        if (!data.caught) data.problem = entry.succeeded ?? "The call succeeded this time.";
      } catch (error) {
        if (!(error instanceof SandboxControlError)) throw error;
        data.problem = "This sandbox does not let the site cause errors.";
      }
    }
    return page(data);
  },
});

export default define.page<typeof handler>(({ data, state }) => (
  <WorkbenchPage
    title="Errors"
    lead="Cause the errors that every program meets, see the class that the SDK throws, and what to do.
      Nothing breaks: the sandbox plays along."
    entries={state.wire.entries}
  >
    {state.globus.mode === "live" && <p>With Globus itself, these buttons are off.</p>}
    <section class="panel">
      <div class="panel-head">
        <h2>The user denies access</h2>
      </div>
      <div class="panel-body">
        <p>
          Start a login, then choose Deny on the consent page. Globus Auth shows that page only to
          users who have not allowed this site yet: choose another user, such as Mei.
        </p>
        <Facts>
          <Fact name="The SDK throws">
            <code>LoginCallbackError</code>, fault <code>refused</code>, error{" "}
            <code>access_denied</code>
          </Fact>
          <Fact name="What to do">Say that nothing happened, and offer the login again.</Fact>
        </Facts>
        <form method="post" action="/login">
          <FormToken token={state.session.formToken} />
          <input type="hidden" name="return_to" value="/errors" />
          <button class="button quiet" type="submit" name="prompt" value="login">
            Start a login
          </button>
        </form>
      </div>
    </section>
    {GALLERY.map((entry) => <Entry key={entry.id} entry={entry} data={data} state={state} />)}
  </WorkbenchPage>
));

/** A sentence with code between backticks. */
function WithCode({ text }: { text: string }): JSX.Element {
  return <>{text.split("`").map((part, i) => i % 2 === 1 ? <code key={i}>{part}</code> : part)}</>;
}

function Entry(
  { data, entry, state }: { entry: GalleryError; data: Data; state: State },
): JSX.Element {
  const { advice, button, errorClass, id, title, when } = entry;
  const isCaused = data.id === id;
  return (
    <section class="panel" id={id}>
      <div class="panel-head">
        <h2>{title}</h2>
      </div>
      <div class="panel-body">
        <p>{when}</p>
        <Facts>
          <Fact name="The SDK throws">
            <WithCode text={errorClass} />
          </Fact>
          <Fact name="What to do">
            <WithCode text={advice} />
          </Fact>
        </Facts>
        {isCaused && data.problem && <p role="status">{data.problem}</p>}
        {isCaused && data.caught && (
          <>
            <ErrorBox caught={data.caught} />
            <Facts>
              <Fact name="Class">
                <code>{data.caught.name}</code>
              </Fact>
              <Fact name="httpStatus">
                <code>{data.caught.httpStatus ?? "none"}</code>
              </Fact>
              <Fact name={data.caught.name === "AuthAPIError" ? "oauthError" : "code"}>
                <code>{data.caught.code ?? "none"}</code>
              </Fact>
            </Facts>
            <SequenceDiagram entries={state.wire.entries} title="The requests that failed" />
          </>
        )}
        {state.globus.mode === "sandbox" && (
          <ActionButton
            action={`/errors#${id}`}
            token={state.session.formToken}
            fields={{ error: id }}
            class="button quiet"
          >
            {button}
          </ActionButton>
        )}
      </div>
    </section>
  );
}
