import type { JSX } from "preact";
import { CopyButton } from "../../components/copy_button.tsx";
import { ActionButton, Fact, Facts } from "../../components/pieces.tsx";
import { filesAddress } from "../files/file_query.ts";
import { countText, type Moment } from "../../components/format.ts";
import type { EventView, TaskPlace, TaskView } from "./tasks.ts";

/** A point in time, or a dash if it is absent. */
export function Time({ moment }: { moment?: Moment }): JSX.Element {
  return moment ? <time dateTime={moment.iso}>{moment.text}</time> : <>–</>;
}

/** When a task ended; when it was requested if it has not ended. */
export function LastMoment({ task }: { task: TaskView }): JSX.Element {
  const { completed, requested } = task;
  return (
    <>
      {completed ? "Ended " : "Requested "}
      <Time moment={completed ?? requested} />
    </>
  );
}

/** The source or destination of a task, as a link to its files if the id is known. */
export function Place({ place }: { place: TaskPlace }): JSX.Element {
  return place.id
    ? <a href={filesAddress({ endpoint: place.id })}>{place.name}</a>
    : <>{place.name}</>;
}

/** The request, the deadline and the options of a task, and a button that cancels it. */
export function TaskFacts({ formToken, task }: { task: TaskView; formToken: string }): JSX.Element {
  const { completed, deadline, id, isOpen, options, requested } = task;
  return (
    <section class="panel" id="facts" aria-labelledby="about">
      <div class="panel-head">
        <h2 id="about">About</h2>
        {isOpen && (
          <ActionButton
            action={`/tasks/${id}/cancel`}
            token={formToken}
            class="button small quiet"
          >
            Cancel the task
          </ActionButton>
        )}
      </div>
      <div class="panel-body">
        <Facts>
          <Fact name="Requested">
            <Time moment={requested} />
          </Fact>
          <Fact name={isOpen ? "Deadline" : "Ended"}>
            <Time moment={isOpen ? deadline : completed} />
          </Fact>
          <Fact name="Options">{options.join(", ") || "defaults"}</Fact>
          <Fact name="ID">
            <code>{id}</code> <CopyButton text={id} what="the ID" />
          </Fact>
        </Facts>
        {isOpen && (
          <noscript>
            <p>
              <a href={`/tasks/${id}`}>Refresh</a>
            </p>
          </noscript>
        )}
      </div>
    </section>
  );
}

/** The events of a task, newest first. */
export function TaskEvents(props: { events: EventView[]; total: number }): JSX.Element {
  const { events, total } = props;
  return (
    <section class="panel" id="events" aria-labelledby="happened">
      <div class="panel-head">
        <h2 id="happened">Events</h2>
        <span class="note">
          {total > events.length
            ? `The last ${events.length} of ${countText(total)}`
            : "Newest first"}
        </span>
      </div>
      {events.length === 0 ? <p class="empty">Nothing has happened yet.</p> : (
        <ul class="rows">
          {events.map(({ details, isFault, meaning, time, title }, i) => (
            <li key={i} class="row apart">
              <div class="grow">
                <span class={`badge ${isFault ? "bad" : ""}`}>{title}</span> {meaning}
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
