import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { ActionButton, Fact, Facts } from "../site/components/pieces.tsx";
import { WireLogView } from "../site/components/WireLogView.tsx";
import { countText } from "../site/workbench/format.ts";
import type { ProgressEvent } from "../site/workbench/task_progress.ts";
import { TaskBadge, TaskFaultNote, Time } from "../site/workbench/task_parts.tsx";
import type { EventView, TaskView } from "../site/workbench/tasks.ts";
import type { Exchange } from "../site/wire_log.ts";

/** What the page begins with. */
export interface TaskProgressProps {
  task: TaskView;
  events: EventView[];
  /** Events in all. */
  total: number;
  exchanges: Exchange[];
  formToken: string;
  sandboxUrl?: string;
}

/** Exchanges that the wire log keeps. */
const MAX_EXCHANGES = 20;

/**
 * A task as it goes on, and what happened to it. Without script it shows how the task stood when the
 * page was made.
 */
export default function TaskProgress(props: TaskProgressProps): JSX.Element {
  const task = useSignal(props.task);
  const events = useSignal(props.events);
  const total = useSignal(props.total);
  const exchanges = useSignal(props.exchanges);
  const fault = useSignal("");

  useEffect(() => {
    if (!props.task.isOpen) return;
    const stream = new EventSource(`/tasks/${props.task.id}/progress`);
    stream.onmessage = ({ data }) => {
      const event: ProgressEvent = JSON.parse(data);
      task.value = event.task ?? task.value;
      events.value = event.events ?? events.value;
      total.value = event.total ?? total.value;
      exchanges.value = [...exchanges.value, ...event.exchanges].slice(-MAX_EXCHANGES);
      fault.value = event.fault ?? "";
      if (event.isOver) stream.close();
    };
    stream.onerror = () => {
      fault.value = stream.readyState === EventSource.CLOSED
        ? "This page is told no more. Load it again to see how the task stands."
        : "The connection was lost; trying again.";
    };
    // A page that is left must not look like one that lost its connection.
    const leave = () => stream.close();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      stream.close();
    };
  }, []);

  return (
    <>
      <Standing task={task.value} fault={fault.value} formToken={props.formToken} />
      <Events events={events.value} total={total.value} />
      <WireLogView exchanges={exchanges.value} sandboxUrl={props.sandboxUrl} />
    </>
  );
}

function Standing(
  { fault, formToken, task }: { task: TaskView; fault: string; formToken: string },
): JSX.Element {
  const {
    completed,
    deadline,
    id,
    isOpen,
    moved,
    options,
    requested,
    partsDone,
    partsTotal,
    rate,
    remaining,
  } = task;
  return (
    <section class="panel" aria-labelledby="standing">
      <div class="panel-head">
        <h2 id="standing">
          <span role="status">
            <TaskBadge task={task} />
          </span>
        </h2>
        <span class="note">
          {isOpen ? (IS_BROWSER ? "Live" : "As of now") : "Over"}
        </span>
      </div>
      <div class="panel-body">
        <progress
          max={Math.max(1, partsTotal)}
          value={!isOpen && partsTotal === 0 ? 1 : partsDone}
          aria-label="Parts of the task that are done"
        />
        <p class="row">
          <span>{moved}</span>
          <span class="note">
            {partsTotal > 0 && `${countText(partsDone)} of ${countText(partsTotal)} parts`}
          </span>
          <span class="note">{rate && (isOpen ? rate : `${rate} on average`)}</span>
          <span class="note">{isOpen && remaining && `about ${remaining} to go`}</span>
        </p>
        <TaskFaultNote task={task} />
        {fault && <p class="note" role="status">{fault}</p>}
        <Facts>
          <Fact name="Asked for">
            <Time moment={requested} />
          </Fact>
          <Fact name={isOpen ? "Gives up" : "Ended"}>
            <Time moment={isOpen ? deadline : completed} />
          </Fact>
          <Fact name="Options">{options.join(", ") || "as usual"}</Fact>
          <Fact name="Id">
            <code>{id}</code>
          </Fact>
        </Facts>
        {isOpen && (
          <ActionButton
            action={`/tasks/${id}/cancel`}
            token={formToken}
            class="button small quiet"
          >
            Cancel the task
          </ActionButton>
        )}
        {isOpen && (
          <noscript>
            <p>
              <a href={`/tasks/${task.id}`}>See how it stands now</a>
            </p>
          </noscript>
        )}
      </div>
    </section>
  );
}

function Events({ events, total }: { events: EventView[]; total: number }): JSX.Element {
  return (
    <section class="panel" aria-labelledby="events">
      <div class="panel-head">
        <h2 id="events">Events</h2>
        <span class="note">
          {total > events.length
            ? `The last ${events.length} of ${countText(total)}`
            : "Newest first"}
        </span>
      </div>
      {events.length === 0 ? <p class="empty">Nothing has happened yet.</p> : (
        <ul class="rows">
          {events.map(({ code, details, isFault, meaning, time }, i) => (
            <li key={total - i} class="row apart">
              <div class="grow">
                <span class={`badge ${isFault ? "bad" : ""}`}>{code}</span> {meaning}
                {details && <p class="note">{details}</p>}
              </div>
              <span class="note">
                <Time moment={time} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
