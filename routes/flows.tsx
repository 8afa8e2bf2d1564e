import {
  type FlowDocument,
  FlowsClient,
  plainText,
  type RunDocument,
  SpecificFlowClient,
} from "@globus-deno/sdk";
import { HttpError, page } from "fresh";
import type { JSX } from "preact";
import { momentOf, things } from "../site/components/format.ts";
import { Empty, FormToken } from "../site/components/pieces.tsx";
import { isUuid, readUuid } from "../site/components/uuid.ts";
import { hasScopes, ServiceLogin, serviceOf } from "../site/pages/services/service.tsx";
import { callService } from "../site/pages/services/service_call.ts";
import { JsonPanel, ServicePage } from "../site/pages/services/service_page.tsx";
import { seeOther } from "../site/portal/server/see_other.ts";
import { define, type State } from "../site/portal/state.ts";

declare module "../site/portal/session/session_data.ts" {
  interface Flash {
    /** The input of a flow that Globus did not take, for the visitor to mend. */
    flowInput?: string;
  }
}

const MAX_LISTED = 20;
const MAX_INPUT_LENGTH = 10_000;
/** Characters of an input that the session keeps for the next page: a record holds 64 KiB. */
const MAX_KEPT_LENGTH = 4_000;

/** An input to begin with: the required fields of the flow's schema. */
function firstInput({ input_schema: schema }: FlowDocument): string {
  const required = Array.isArray(schema?.required) ? schema.required.slice(0, 20) : [];
  const input = Object.fromEntries(required.map((name) => [`${name}`, "Hello"]));
  return JSON.stringify(input, null, 2);
}

/** Reads the input that the visitor typed. */
function readInput(text: string): Record<string, unknown> | undefined {
  try {
    const input = JSON.parse(text);
    return typeof input === "object" && input !== null && !Array.isArray(input) ? input : undefined;
  } catch {
    return undefined;
  }
}

export const handler = define.handlers({
  async GET({ state, url }) {
    const id = readUuid(url.searchParams.get("id"));
    const called = await callService(state, "flows", async (options) => {
      const client = new FlowsClient(options);
      const flows = await client.listFlows().toArray({ max: MAX_LISTED });
      const runs = await client.listRuns().toArray({ max: MAX_LISTED });
      return { flows, runs, opened: id ? await client.getFlow(id) : undefined };
    });
    return page(called, { status: called.status });
  },
  async POST({ state, state: { form, session } }) {
    const id = form?.get("id");
    if (!isUuid(id)) throw new HttpError(404);
    const text = `${form?.get("input") ?? ""}`.slice(0, MAX_INPUT_LENGTH);
    const input = readInput(text);
    const { data: run, refusal } = input
      ? await callService(
        state,
        `flow:${id}`,
        (options) =>
          new SpecificFlowClient(id, options).runFlow(input, { label: "Started in the tutorial" }),
      )
      : { data: undefined, refusal: undefined };
    await session.update((data) => {
      data.flash = {
        notice: run
          ? {
            kind: "good",
            text: "The run has started.",
            link: { href: `/flows?id=${id}#runs`, text: "See how far it is" },
          }
          : refusal
          ? { kind: "bad", title: refusal.title, text: `${refusal.text} ${refusal.said ?? ""}` }
          : {
            kind: "bad",
            title: "The run has not started",
            text: `The input must be a JSON object, such as {"name": "Ada"}.`,
          },
      };
      if (!run && text.length <= MAX_KEPT_LENGTH) data.flash.flowInput = text;
    });
    return seeOther(`/flows?id=${id}`);
  },
});

export default define.page<typeof handler>(({ data: called, state, url }) => (
  <ServicePage
    name="flows"
    title="Flows"
    lead="A flow is a list of steps that Globus runs for you: transfer, set permissions, compute, write
      to an index. A run is one execution of a flow."
    called={called}
    state={state}
    returnTo={url.pathname + url.search}
  >
    {({ flows, opened, runs }) => (
      <>
        {opened && <Opened flow={opened} state={state} />}
        <section class="panel" aria-labelledby="flows">
          <div class="panel-head">
            <h2 id="flows">Flows that you can see</h2>
            <span class="note">{things(flows.length, "flow", "flows")}</span>
          </div>
          {flows.length === 0 ? <Empty title="No flows" /> : (
            <ul class="rows">
              {flows.map(({ description, id, title }) => (
                <li key={id}>
                  <a href={`/flows?id=${encodeURIComponent(id)}`}>
                    <strong>
                      <bdi>{plainText(title, 128)}</bdi>
                    </strong>
                  </a>
                  <p class="note">{plainText(description ?? "", 200)}</p>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section class="panel" aria-labelledby="runs">
          <div class="panel-head">
            <h2 id="runs">My runs</h2>
            <span class="note">{things(runs.length, "run", "runs")}</span>
          </div>
          {runs.length === 0
            ? <Empty title="No runs yet">Open a flow above to start one.</Empty>
            : (
              <ul class="rows">
                {runs.map((run) => <RunRow key={run.run_id} run={run} />)}
              </ul>
            )}
        </section>
      </>
    )}
  </ServicePage>
));

function RunRow(
  { run: { flow_title, label, start_time, status } }: { run: RunDocument },
): JSX.Element {
  const tone = status === "SUCCEEDED" ? "good" : status === "FAILED" ? "bad" : "warn";
  return (
    <li class="row apart">
      <span>
        <bdi>{plainText(label || flow_title || "", 128)}</bdi>{" "}
        <span class="note">{momentOf(start_time)?.text}</span>
      </span>
      <span class={`badge ${tone}`}>{plainText(status, 40).toLowerCase()}</span>
    </li>
  );
}

function Opened({ flow, state }: { flow: FlowDocument; state: State }): JSX.Element {
  const name = `flow:${flow.id}`;
  const service = serviceOf(name);
  return (
    <>
      <h2>
        <bdi>{plainText(flow.title, 128)}</bdi>
      </h2>
      {service && hasScopes(state.session, service)
        ? (
          <form class="card action" method="post" action="/flows">
            <FormToken token={state.session.formToken} />
            <input type="hidden" name="id" value={flow.id} />
            <label class="field">
              <span class="note">Input of the run, as JSON</span>
              <textarea name="input" rows={5} maxLength={MAX_INPUT_LENGTH} spellcheck={false}>
                {state.flash?.flowInput ?? firstInput(flow)}
              </textarea>
            </label>
            <button class="button" type="submit">Start a run</button>
          </form>
        )
        : <ServiceLogin name={name} session={state.session} returnTo={`/flows?id=${flow.id}`} />}
      <JsonPanel title="Definition" document={flow.definition} />
    </>
  );
}
