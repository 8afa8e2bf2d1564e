import { page } from "fresh";
import type { JSX } from "preact";
import { isUuid } from "../../../site/components/uuid.ts";
import TaskProgress from "../../../islands/TaskProgress.tsx";
import { define } from "../../../site/portal/state.ts";
import { NO_TASK, type Refusal, refusalOf } from "../../../site/portal/requirements/refusals.ts";
import { RefusalNotice } from "../../../site/portal/requirements/refusal_notice.tsx";
import { WorkbenchPage } from "../../../site/pages/workbench_page.tsx";
import { Place, TaskEvents, TaskFacts } from "../../../site/pages/tasks/task_details.tsx";
import {
  type EventView,
  taskEvents,
  type TaskView,
  taskView,
} from "../../../site/pages/tasks/tasks.ts";

interface Data {
  found?: { task: TaskView; events: EventView[]; total: number };
  refusal?: Refusal;
}

export const handler = define.handlers({
  async GET({ params: { taskId }, req, state }) {
    const tc = state.globus.transfer();
    const { signal } = req;
    const data: Data = {};
    if (isUuid(taskId)) {
      try {
        const events = taskEvents(tc, taskId, signal);
        // It may fail before it is awaited. The failure is reported below.
        events.catch(() => {});
        const task = taskView(await tc.getTask(taskId, { signal }));
        data.found = { task, ...await events };
      } catch (error) {
        data.refusal = refusalOf(error, "Globus Transfer");
      }
    } else data.refusal = NO_TASK;
    return page(data, { status: data.refusal?.status ?? 200 });
  },
});

export default define.page<typeof handler>(({ data: { found, refusal }, state, url }) => (
  <WorkbenchPage
    title={found ? `${found.task.title} · Tasks` : refusal?.title ?? "Task"}
    heading={found?.task.title}
    eyebrow={<a href="/tasks">Tasks</a>}
    lead={found && <Lead task={found.task} />}
    entries={state.wire.entries}
  >
    {refusal && <RefusalNotice refusal={refusal} session={state.session} returnTo={url.pathname} />}
    {found && (
      <>
        <TaskProgress task={found.task} parts={["facts", "events", "wire"]} />
        <TaskFacts task={found.task} formToken={state.session.formToken} />
        <TaskEvents events={found.events} total={found.total} />
      </>
    )}
  </WorkbenchPage>
));

function Lead({ task: { destination, isDeletion, source } }: { task: TaskView }): JSX.Element {
  return (
    <>
      {isDeletion ? "Deletes from " : "Copies from "}
      <Place place={source} />
      {destination && (
        <>
          {" "}to <Place place={destination} />
        </>
      )}
    </>
  );
}
