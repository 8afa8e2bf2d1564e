import { isObject, type JsonDocument } from "../../http/json.ts";
import type { WebInputOptionRecord, WebInputRecord } from "../web_inputs.ts";
import { type ActionCall, type ActionProgress, type ActionProvider, badInput } from "./action.ts";

/** Where questions are kept, and where the ids of their options come from. */
export interface WebOptionWorld {
  /** Questions by id. */
  readonly webInputs: Map<string, WebInputRecord>;
  /** Makes ids. */
  readonly random: { uuid(): string };
}

/**
 * Asks people to choose an option, and waits for their answer. Parameters: `title`, `text` or
 * `rows`, `options` (each with `label` or `name`, and `description`), `respondents` and `viewers`
 * (URNs, by default the run's owner). The names of the parameters are assumed.
 */
export function webOption(world: WebOptionWorld): ActionProvider {
  return {
    start(call) {
      const record = questionOf(world, call);
      world.webInputs.set(record.id, record);
      return { status: "ACTIVE", details: { web_input_id: record.id } };
    },
    poll: (call, last) => answered(world.webInputs.get(call.id), last),
    cancel(call) {
      const record = world.webInputs.get(call.id);
      if (record) record.closedMs ??= call.nowMs;
    },
  };
}

function questionOf(world: WebOptionWorld, call: ActionCall): WebInputRecord {
  const { parameters, ownerId } = call;
  const { title, text, rows, options } = parameters;
  if (!Array.isArray(options) || options.length === 0) {
    throw badInput("'options' is a required property");
  }
  const owner = `urn:globus:auth:identity:${ownerId}`;
  return {
    id: call.id,
    runId: call.runId,
    flowId: call.flowId,
    creatorId: ownerId,
    context: {
      title: typeof title === "string" ? title : "Please select an option",
      ...(Array.isArray(rows)
        ? { presentation_style: "table", rows }
        : { presentation_style: "text", text: typeof text === "string" ? text : "" }),
    },
    options: options.map((option: unknown) => optionOf(world, option)),
    viewers: urns(parameters.viewers, owner),
    respondents: urns(parameters.respondents, owner),
    createdMs: call.nowMs,
    closedMs: null,
    chosen: null,
  };
}

function optionOf(world: WebOptionWorld, option: unknown): WebInputOptionRecord {
  const given: JsonDocument = isObject(option) ? option : { label: option };
  const label = given.label ?? given.name;
  if (typeof label !== "string") throw badInput("Each of 'options' has a 'label'");
  return {
    option_id: world.random.uuid(),
    label,
    description: typeof given.description === "string" ? given.description : "",
  };
}

function urns(value: unknown, owner: string): string[] {
  return Array.isArray(value) ? value.map(String) : [owner];
}

function answered(record: WebInputRecord | undefined, last: ActionProgress): ActionProgress {
  if (!record || record.closedMs === null) return last;
  const endMs = record.closedMs;
  if (!record.chosen) return { status: "FAILED", details: { web_input_id: record.id }, endMs };
  const { option_id, label } = record.chosen;
  return { status: "SUCCEEDED", details: { web_input_id: record.id, option_id, label }, endMs };
}
