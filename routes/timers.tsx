import {
  type JobDocument,
  plainText,
  TimersClient,
  TransferData,
  TransferTimer,
} from "@globus-deno/sdk";
import { RecurringTimerSchedule } from "@globus-deno/sdk";
import { HttpError, page } from "fresh";
import type { JSX } from "preact";
import { momentOf, things } from "../site/components/format.ts";
import { ActionButton, Empty } from "../site/components/pieces.tsx";
import { isUuid, readUuid } from "../site/components/uuid.ts";
import { callService } from "../site/pages/services/service_call.ts";
import { JsonPanel, ServicePage } from "../site/pages/services/service_page.tsx";
import { seeOther } from "../site/portal/server/see_other.ts";
import { define } from "../site/portal/state.ts";

const TUTORIAL_1 = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const TUTORIAL_2 = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
const DAY_SECONDS = 86_400;
/** Runs after which the timer of this page ends by itself. */
const RUNS = 3;

/** Makes a timer that copies the tutorial's folder each day, three times. */
async function createTimer(client: TimersClient): Promise<string> {
  const body = new TransferData(TUTORIAL_1, TUTORIAL_2, { sync_level: "checksum" });
  body.addItem("/home/share/godata/", "/~/daily-copy/", { recursive: true });
  const schedule = new RecurringTimerSchedule(DAY_SECONDS, {
    end: { condition: "iterations", count: RUNS },
  });
  await client.createTimer(new TransferTimer({ name: "Daily copy", schedule, body }));
  return "Created a timer. It copies a folder once a day, three times.";
}

export const handler = define.handlers({
  async GET({ state, url }) {
    const id = readUuid(url.searchParams.get("id"));
    const called = await callService(state, "timers", async (options) => {
      const client = new TimersClient(options);
      const timers = await client.listJobs().toArray({ max: 50 });
      return { timers, opened: id ? await client.getJob(id) : undefined };
    });
    return page(called, { status: called.status });
  },
  async POST({ state: { form }, state }) {
    const action = form?.get("action");
    const id = form?.get("id");
    if (action !== "create" && !isUuid(id)) throw new HttpError(404);
    const { data: text, refusal } = await callService(state, "timers", async (options) => {
      const client = new TimersClient(options);
      if (action === "create") return await createTimer(client);
      if (action === "resume") {
        await client.resumeJob(`${id}`);
        return "The timer is active again.";
      }
      await client.pauseJob(`${id}`);
      return "The timer is paused. It starts no runs until you resume it.";
    });
    await state.session.update((data) => {
      data.flash = {
        notice: refusal
          ? { kind: "bad", title: refusal.title, text: refusal.text }
          : { kind: "good", text: text ?? "Log in for Globus Timers first." },
      };
    });
    return seeOther("/timers");
  },
});

export default define.page<typeof handler>(({ data: called, state, url }) => (
  <ServicePage
    name="timers"
    title="Timers"
    lead="A timer starts a transfer or a flow at set times, such as every night. It runs at Globus, so
      your computer can be off."
    called={called}
    state={state}
    returnTo={url.pathname + url.search}
  >
    {({ opened, timers }) => (
      <>
        <section class="panel" aria-labelledby="mine">
          <div class="panel-head">
            <h2 id="mine">{things(timers.length, "timer", "timers")}</h2>
            <ActionButton
              action="/timers"
              token={state.session.formToken}
              fields={{ action: "create" }}
              class="button small"
            >
              Copy a folder every day
            </ActionButton>
          </div>
          {timers.length === 0
            ? <Empty title="You have no timers yet">Create one with the button above.</Empty>
            : (
              <ul class="rows">
                {timers.map((timer) => (
                  <Row key={timer.job_id} timer={timer} formToken={state.session.formToken} />
                ))}
              </ul>
            )}
        </section>
        {opened && <JsonPanel title="The timer" document={opened} />}
      </>
    )}
  </ServicePage>
));

function Row({ formToken, timer }: { formToken: string; timer: JobDocument }): JSX.Element {
  const { inactive_reason, job_id, n_runs, name, next_run, status } = timer;
  const isPaused = status === "inactive";
  const title = plainText(name ?? "", 120) || "(no name)";
  return (
    <li class="row apart">
      <div class="grow">
        <a href={`/timers?id=${encodeURIComponent(job_id)}`}>
          <strong>
            <bdi>{title}</bdi>
          </strong>
        </a>{" "}
        <span class={`badge ${isPaused ? "warn" : "good"}`}>{plainText(status, 40)}</span>
        <p class="note">
          {things(n_runs, "run", "runs")} so far · next: {momentOf(next_run)?.text ?? "none"}
          {inactive_reason && ` · ${plainText(JSON.stringify(inactive_reason), 200)}`}
        </p>
      </div>
      {(isPaused || status === "active") && (
        <ActionButton
          action="/timers"
          token={formToken}
          fields={{ action: isPaused ? "resume" : "pause", id: job_id }}
          class="button small quiet"
        >
          {isPaused ? "Resume" : "Pause"} <span class="hidden">{title}</span>
        </ActionButton>
      )}
    </li>
  );
}
