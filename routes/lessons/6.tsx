import { GlobusError } from "@globus-deno/sdk";
import { page } from "fresh";
import { readUuid } from "../../site/components/uuid.ts";
import { EXAMPLES } from "../../examples/examples.ts";
import TaskProgress from "../../islands/TaskProgress.tsx";
import { CodePanel, Snippet } from "../../site/tutorial/components/CodePanel.tsx";
import { LessonPage } from "../../site/tutorial/components/LessonPage.tsx";
import { ErrorBox } from "../../site/tutorial/components/ErrorBox.tsx";
import { LoginFirst } from "../../site/tutorial/components/LoginFirst.tsx";
import {
  ActionButton,
  Fact,
  Facts,
  FormToken,
  LongName,
  Panel,
} from "../../site/components/pieces.tsx";
import { ScopeTree } from "../../site/components/ScopeTree.tsx";
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
    await session.update((data) => data.flash = { notice: { kind: "bad", text: error.message } });
    return seeOther("/lessons/6");
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
  async POST({ state }) {
    const { form = new FormData(), session } = state;
    if (form.get("action") === "transfer" && session.data.user) return await submit(state);
    if (form.get("action") === "scopes") await markDone(session, "6.scopes");
    return seeOther(`/lessons/6?${writeScopeChoice(readScopeChoice(form))}#scopes`);
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
      lead="Two things remain before you can build something of your own: to ask for exactly the
        permissions that you need, and to move data."
    >
      <section>
        <h2 id="scopes">Compose a scope</h2>
        <p>
          The scope for Transfer lets a program find collections and submit transfers. To look into
          {" "}
          <i>mapped</i>{" "}
          collections, which show the accounts of a cluster, Transfer itself needs a permission of
          that collection:{" "}
          <code>data_access</code>. It hangs below the scope for Transfer, since it is Transfer that
          needs it. When it is missing, Transfer answers{" "}
          <code>ConsentRequired</code>, and names what to ask for.
        </p>
        <form method="post" action="/lessons/6" class="card">
          <FormToken token={formToken} />
          <input type="hidden" name="action" value="scopes" />
          <p>
            <label for="collection">
              <b>Id of a mapped collection</b>
              <span class="note block">
                {globus.mode === "sandbox"
                  ? "This one is Fjord Research Storage, in the sandbox."
                  : "Any that you have an account on; empty for none."}
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
            People may decline it, and allow the rest
          </label>
          <label class="check">
            <input type="checkbox" name="groups" checked={choice.withGroups} />
            Ask for their groups as well
          </label>
          <button type="submit" class={isComposed ? "button quiet" : "button"}>Compose</button>
        </form>
        {isComposed && (
          <Panel title="What to ask for">
            <p>
              <LongName text={scopes.join(" ")} />
            </p>
            <ScopeTree scope={scopes.join(" ")} />
            {choice.collection && (
              <p>
                <a href={filesAddress({ endpoint: choice.collection })}>Open this collection</a>
                {" "}
                without it, to see how Transfer asks for the consent.
              </p>
            )}
            <Snippet code={codeOf(choice)} label="The code that composes it" />
          </Panel>
        )}
      </section>

      <section>
        <h2 id="transfer">Move a file</h2>
        <p>
          Data never passes through your program: Globus has the two collections talk to each other.
          You submit a <b>task</b>{" "}
          that says what goes where, and may then close your laptop. Globus tries again when the
          network fails, compares checksums, and keeps a record.
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
                  ? "Your file is there, and Globus has compared its checksum."
                  : task.isOpen
                  ? "Globus tells the site how it goes, and the site tells this page."
                  : "The task is over."} <a href={`/tasks/${task.id}`}>Open the task</a>
              </p>
              {task.isOpen && (
                <noscript>
                  <a href={`/lessons/6?task=${task.id}`}>See how it stands now</a>
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
            {task ? "Move it once more" : "Move the file"}
          </ActionButton>
        )}
      </section>

      <section>
        <h2>What happened</h2>
        <WireLogView entries={state.wire.entries} sandboxUrl={site.config.sandboxUrl} />
        <p>
          First the SDK asks for a{" "}
          <code>submission_id</code>, then it submits. Should the answer be lost on its way, the SDK
          sends the same id again, and Globus knows that it has this task already: you never move
          the same thing twice.
        </p>
        <CodePanel
          id="code"
          example="minimal_transfer"
          mark={["const data =", "console.log(`${status}"]}
          markPython={["data =", `print(f"{task`]}
        />
      </section>

      <section>
        <h2 id="next">What comes next</h2>
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
