import { GlobusError } from "@globus-deno/sdk";
import { page } from "fresh";
import { readUuid } from "../../site/components/uuid.ts";
import { EXAMPLES } from "../../examples/examples.ts";
import TaskProgress from "../../islands/TaskProgress.tsx";
import { CodePanel, Snippet } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { ErrorBox } from "../../site/tutorial/components/ErrorBox.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import { CopyButton } from "../../site/components/copy_button.tsx";
import {
  ActionButton,
  Fact,
  Facts,
  FormToken,
  LongName,
  Panel,
} from "../../site/components/pieces.tsx";
import { ScopeTree } from "../../site/components/ScopeTree.tsx";
import { SequenceDiagram } from "../../site/tutorial/components/SequenceDiagram.tsx";
import { WithUserApp } from "../../site/tutorial/components/WithUserApp.tsx";
import { WireLogView } from "../../site/tutorial/components/WireLogView.tsx";
import { type Globus, mustLogIn } from "../../site/portal/globus/globus.ts";
import { type Caught, caughtOf } from "../../site/tutorial/lessons/caught.ts";
import {
  codeOf,
  composeScopes,
  readScopeChoice,
  type ScopeChoice,
  writeScopeChoice,
} from "../../site/tutorial/lessons/compose_scope.ts";
import {
  DESTINATION_PATH,
  SOURCE_PATH,
  submitFirstTransfer,
} from "../../site/tutorial/lessons/first_transfer.ts";
import { EXAMPLE_GROUPS, NEXT, type NextStep } from "../../site/tutorial/lessons/next.ts";
import { markDone, progressOf } from "../../site/tutorial/lessons/progress.ts";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { startLogin } from "../../site/portal/login/login.ts";
import { site } from "../../site/portal/site.ts";
import { define, type State } from "../../site/portal/state.ts";
import { filesAddress } from "../../site/pages/files/file_query.ts";
import { type TaskView, taskView } from "../../site/pages/tasks/tasks.ts";

/** A mapped collection of the sandbox, which requires the consent `data_access`. */
const EXAMPLE_COLLECTION = "f10d0002-8b64-4e19-b5a0-2c7d913fe846";

async function readTask(globus: Globus, taskId: string): Promise<TaskView | Caught> {
  try {
    return taskView(await globus.transfer().getTask(taskId));
  } catch (error) {
    if (error instanceof GlobusError) return caughtOf(error);
    throw error;
  }
}

/** Whether the lesson's file is at its destination. */
function isArrived(task: TaskView | Caught): boolean {
  return "tone" in task && task.tone === "good";
}

/** The choices that the form shows first. */
function firstChoice({ mode }: Globus): ScopeChoice {
  return {
    collection: mode === "sandbox" ? EXAMPLE_COLLECTION : undefined,
    isOptional: true,
    withGroups: false,
  };
}

async function submit({ globus, session }: State): Promise<Response> {
  try {
    const taskId = await submitFirstTransfer(globus.transfer());
    return seeOther(`/lessons/6?task=${taskId}#transfer`);
  } catch (error) {
    if (!(error instanceof GlobusError) || mustLogIn(error)) throw error;
    const { text, title } = caughtOf(error);
    await session.update((data) => data.flash = { notice: { kind: "bad", title, text } });
    return seeOther("/lessons/6#transfer");
  }
}

export const handler = define.handlers({
  async GET({ state: { globus, session }, url }) {
    const { data } = session;
    const taskId = data.user && readUuid(url.searchParams.get("task"));
    const task = taskId ? await readTask(globus, taskId) : undefined;
    if (task && isArrived(task)) await markDone(session, "6.transfer");
    const { searchParams } = url;
    const choice = searchParams.has("collection")
      ? readScopeChoice(searchParams)
      : firstChoice(globus);
    return page({ task, choice, isComposed: progressOf(data).includes("6.scopes") });
  },
  async POST({ req, state }) {
    const { form = new FormData(), session } = state;
    if (form.get("action") === "transfer" && session.data.user) return await submit(state);
    const choice = readScopeChoice(form);
    const address = `/lessons/6?${writeScopeChoice(choice)}`;
    if (form.get("action") === "login") {
      const scopes = composeScopes(choice).map(String);
      return await startLogin(req, state, {
        returnTo: address,
        parameters: { required_scopes: scopes },
      });
    }
    if (form.get("action") === "scopes") await markDone(session, "6.scopes");
    return seeOther(`${address}#scopes`);
  },
});

export default define.page<typeof handler>(({ data: { isComposed, task, choice }, state }) => {
  const { globus, session } = state;
  const { formToken, data: { user } } = session;
  const scopes = composeScopes(choice);
  return (
    <LessonPage
      number={6}
      progress={progressOf(session.data)}
      mode={globus.mode}
      sections={[
        ["scopes", "Build a scope"],
        ["transfer", "Transfer a file"],
        ["happened", "What happened"],
        ["app", "The same in a few lines"],
        ["next", "What next"],
      ]}
      lead="To share a folder or copy 10 TB overnight, two things remain: ask for exactly the access that
        you need, and transfer data."
    >
      <section>
        <h2 id="scopes">Build a scope</h2>
        <p>
          The scope for Transfer lets a program find collections and submit transfers. A{" "}
          <i>mapped</i>{" "}
          collection gives users the files of their accounts on a cluster. To read one, Transfer
          needs that collection's <code>data_access</code>{" "}
          scope. It is a dependency of the Transfer scope. If it is missing, Transfer answers{" "}
          <code>ConsentRequired</code>, and names the scope to ask for.
        </p>
        <form method="post" action="/lessons/6" class="card action">
          <FormToken token={formToken} />
          <input type="hidden" name="action" value="scopes" />
          <p>
            <label for="collection">
              <b>ID of a mapped collection</b>
              <span class="note block">
                {globus.mode === "sandbox"
                  ? "This one is Fjord Research Storage, in the sandbox."
                  : "Leave empty for none."}
              </span>
            </label>
            <input
              class="full"
              id="collection"
              name="collection"
              maxLength={36}
              pattern="[0-9a-fA-F\-]{36}"
              spellcheck={false}
              autocomplete="off"
              value={choice.collection}
            />
          </p>
          <label class="check">
            <input type="checkbox" name="optional" checked={choice.isOptional} />
            Optional: users can decline it
          </label>
          <label class="check">
            <input type="checkbox" name="groups" checked={choice.withGroups} />
            Also ask for groups
          </label>
          <button type="submit" class={isComposed ? "button quiet" : "button"}>
            Build the scope
          </button>
        </form>
        {isComposed && (
          <Panel title="What to ask for">
            <p>
              <LongName text={scopes.join(" ")} />{" "}
              <CopyButton text={scopes.join(" ")} what="the scopes" />
            </p>
            <ScopeTree scope={scopes.join(" ")} />
            {choice.collection && (
              <p>
                <a href={filesAddress({ endpoint: choice.collection })}>Open this collection</a>
                {" "}
                without the scope to see how Transfer asks for consent.
              </p>
            )}
            <form method="post" action="/lessons/6" class="row">
              <FormToken token={formToken} />
              <input type="hidden" name="action" value="login" />
              <input type="hidden" name="collection" value={choice.collection} />
              {choice.isOptional && <input type="hidden" name="optional" value="on" />}
              {choice.withGroups && <input type="hidden" name="groups" value="on" />}
              <button type="submit" class="button">Log in with these scopes</button>
              {user && <a href="/tokens">See the tokens that you have now</a>}
            </form>
            <Snippet code={codeOf(choice)} label="The code that builds it" />
          </Panel>
        )}
      </section>

      <section>
        <h2 id="transfer">Transfer a file</h2>
        <p>
          Data does not pass through your program. Globus copies it between the collections. You
          submit a <b>task</b>{" "}
          and can then close your laptop. Globus retries, verifies checksums, and keeps a log.
        </p>
        <Facts>
          <Fact name="From">
            Globus Tutorial Collection 1, <code>{SOURCE_PATH}</code>
          </Fact>
          <Fact name="To">
            Globus Tutorial Collection 2, <code>{DESTINATION_PATH}</code>
          </Fact>
        </Facts>
        {!user
          ? (
            <LoginFirst token={formToken} returnTo="/lessons/6#transfer">
              Log in to submit a transfer.
            </LoginFirst>
          )
          : task && "message" in task
          ? <ErrorBox caught={task} />
          : task && (
            <>
              <TaskProgress task={task} parts={["todo", "lesson-nav", "onward", "outcome"]} />
              <p id="outcome">
                {isArrived(task)
                  ? "Your file is there, and Globus verified its checksum."
                  : task.isOpen
                  ? "This page updates by itself while the task runs."
                  : "The task has ended."} <a href={`/tasks/${task.id}`}>Open the task</a>
              </p>
              {task.isOpen && (
                <noscript>
                  <a href={`/lessons/6?task=${task.id}`}>Refresh</a>
                </noscript>
              )}
            </>
          )}
        {user && (
          <ActionButton
            action="/lessons/6"
            token={formToken}
            fields={{ action: "transfer" }}
            class={task ? "button quiet" : "button"}
          >
            {task ? "Transfer again" : "Transfer the file"}
          </ActionButton>
        )}
      </section>

      <section>
        <h2 id="happened">What happened</h2>
        <SequenceDiagram entries={state.wire.entries} title="The requests of your last action" />
        <WireLogView entries={state.wire.entries} sandboxUrl={site.config.sandboxUrl} />
        {state.wire.entries.some(({ url }) => url.endsWith("/oauth2/token/revoke")) && (
          <p>The new login replaced the earlier one, so the site revoked the earlier tokens.</p>
        )}
        <p>
          To submit a task, the SDK first asks for a{" "}
          <code>submission_id</code>, then it submits. If the response is lost, the SDK sends the
          same ID again, so Globus never starts the task twice.
        </p>
        <CodePanel
          id="code"
          tab={state.codeTab}
          example="minimal_transfer"
          mark={["const data =", "console.log(`${status}"]}
          web={{
            path: "site/tutorial/lessons/first_transfer.ts",
            mark: ["export async function", "}"],
          }}
          markPython={["data =", `print(f"{task`]}
        />
      </section>
      <WithUserApp lesson={6}>
        From here on, this is all that a program needs to transfer a file.
      </WithUserApp>

      <section>
        <h2 id="next">What next</h2>
        {NEXT.map(([group, steps]) => <Steps key={group} group={group} steps={steps} />)}
        <Panel title="Examples to read and run">
          <Facts>
            {EXAMPLE_GROUPS.map(([group, names]) => (
              <Fact key={group} name={group}>
                <ul class="tree">
                  {names.map((name) => (
                    <li key={name}>
                      <a href={`/examples/${name}`}>{EXAMPLES.get(name)?.title}</a>
                    </li>
                  ))}
                </ul>
              </Fact>
            ))}
          </Facts>
        </Panel>
      </section>
    </LessonPage>
  );
});

function Steps({ group, steps }: { group: string; steps: readonly NextStep[] }) {
  return (
    <>
      <h3>{group}</h3>
      <ul class="grid links">
        {steps.map(({ address, text, title }) => (
          <li key={title} class="card">
            <h4>
              <a href={address} rel={address.startsWith("/") ? undefined : "noopener noreferrer"}>
                {title}
              </a>
            </h4>
            <p>{text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
