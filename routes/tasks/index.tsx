import { page } from "fresh";
import type { JSX } from "preact";
import { ActionButton, Empty } from "../../site/components/pieces.tsx";
import { define } from "../../site/portal/state.ts";
import { things } from "../../site/components/format.ts";
import { type Refusal, refusalOf } from "../../site/portal/requirements/refusals.ts";
import { RefusalNotice } from "../../site/portal/requirements/refusal_notice.tsx";
import { Pager } from "../../site/components/pager.tsx";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";
import { LastMoment, Place } from "../../site/pages/tasks/task_details.tsx";
import { TaskBadge } from "../../site/pages/tasks/task_parts.tsx";
import {
  TASK_FILTERS,
  TASKS_PAGE_SIZE,
  type TaskView,
  taskView,
} from "../../site/pages/tasks/tasks.ts";

interface Data {
  tasks: TaskView[];
  /** Number of all tasks. */
  total: number;
  /** The filter's value in the URL. */
  show: string;
  page: number;
  refusal?: Refusal;
}

/** The last page: Globus lists at most 1,000 tasks. */
const MAX_PAGE = 1_000 / TASKS_PAGE_SIZE;

export const handler = define.handlers({
  async GET({ req, state, url }) {
    const wanted = url.searchParams.get("show");
    const [show, status] = TASK_FILTERS.find(([value]) => value === wanted) ?? TASK_FILTERS[0];
    const number = Number(url.searchParams.get("page") ?? 1);
    const data: Data = {
      tasks: [],
      total: 0,
      show,
      page: Number.isInteger(number) && number >= 1 && number <= MAX_PAGE ? number : 1,
    };
    try {
      const listing = await state.globus.transfer().taskList({
        filter: status ? { status: status.split(",") } : undefined,
        limit: TASKS_PAGE_SIZE,
        offset: (data.page - 1) * TASKS_PAGE_SIZE,
      }, { signal: req.signal }).page();
      data.tasks = listing.DATA.map((task) => taskView(task));
      data.total = listing.total;
    } catch (error) {
      data.refusal = refusalOf(error, "Globus Transfer");
    }
    return page(data, { status: data.refusal?.status ?? 200 });
  },
});

function addressOf(show: string, number = 1): string {
  const params = new URLSearchParams();
  if (show) params.set("show", show);
  if (number > 1) params.set("page", `${number}`);
  return params.size > 0 ? `/tasks?${params}` : "/tasks";
}

export default define.page<typeof handler>(({ data, state, url }) => {
  const { refusal, show, tasks, total } = data;
  return (
    <WorkbenchPage
      title="Tasks"
      lead="Each transfer or deletion is a task. Globus runs it in the background, retries failures, and keeps a log."
      entries={state.wire.entries}
    >
      <nav aria-label="Which tasks">
        <p class="row">
          {TASK_FILTERS.map(([value, , title]) => (
            <a
              key={value}
              class={`button small ${value === show ? "" : "quiet"}`}
              href={addressOf(value)}
              aria-current={value === show ? "page" : "false"}
            >
              {title}
            </a>
          ))}
        </p>
      </nav>
      {refusal && (
        <RefusalNotice
          refusal={refusal}
          session={state.session}
          returnTo={url.pathname + url.search}
        />
      )}
      {!refusal && (
        <section class="panel" aria-labelledby="list">
          <div class="panel-head">
            <h2 id="list">{things(total, "task", "tasks")}</h2>
            <a class="button small" href="/transfer">New transfer</a>
          </div>
          {tasks.length === 0 ? <NoTasks show={show} /> : (
            <ul class="rows">
              {tasks.map((task) => (
                <Row key={task.id} task={task} formToken={state.session.formToken} />
              ))}
            </ul>
          )}
          <Pager
            page={data.page}
            hasNext={data.page * TASKS_PAGE_SIZE < total && data.page < MAX_PAGE}
            addressOf={(number) => addressOf(show, number)}
          />
        </section>
      )}
    </WorkbenchPage>
  );
});

function NoTasks({ show }: { show: string }): JSX.Element {
  return (
    <Empty title={show ? "No tasks match" : "You have no tasks yet"}>
      <p>
        {show ? <a href="/tasks">Show all</a> : <a href="/transfer">Start a transfer</a>}
      </p>
    </Empty>
  );
}

function Row({ formToken, task }: { task: TaskView; formToken: string }): JSX.Element {
  const { destination, id, isDeletion, isOpen, moved, source, title } = task;
  return (
    <li class="row apart">
      <div class="grow">
        <a href={`/tasks/${id}`}>
          <strong>{title}</strong>
        </a>{" "}
        <TaskBadge task={task} />
        <p class="note">
          {isDeletion && "Deletes from "}
          <Place place={source} />
          {destination && (
            <>
              {" → "}
              <Place place={destination} />
            </>
          )}
        </p>
      </div>
      <div class="row">
        <p class="note">
          {moved}
          <br />
          <LastMoment task={task} />
        </p>
        {isOpen && (
          <ActionButton
            action={`/tasks/${id}/cancel`}
            token={formToken}
            class="button small quiet"
          >
            Cancel <span class="hidden">{title}</span>
          </ActionButton>
        )}
      </div>
    </li>
  );
}
