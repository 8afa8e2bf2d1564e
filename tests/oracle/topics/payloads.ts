import { Listing } from "../../../lib/core/listing.ts";
import { ConnectorTable } from "../../../lib/services/gcs/connector_table.ts";
import { emptyResponse, inventory, makeClient } from "../clients.ts";
import { FakeService } from "../fake_service.ts";
import { GCS_HELPERS, gcsHelperInstead } from "../gcs_differences.ts";
import { type Json, NotYetThere } from "../harness.ts";
import { invoke, PythonCaller } from "../python.ts";
import type { Instead, Vector } from "../semantics.ts";
import { TIMER_HELPERS, timerHelperInstead } from "../timers_differences.ts";
import { isSyncLevel, isWindowsPath, lacksZone } from "../transfer_differences.ts";
import { FakeClock } from "../../kit/clock.ts";

const SOURCE = "aa752cea-8222-5bc8-acd9-555b090c0ccb";
const DESTINATION = "bb752cea-8222-5bc8-acd9-555b090c0ccb";

/** Kinds of payloads whose classes are there. */
const KNOWN = new Set(["TransferData", "DeleteData", "BatchMembershipActions"]);

/** Python's classes for the policies of a kind of storage. */
const GCS_POLICIES = /(Storage|Collection)Policies$/;

/** Python's classes that only hold fields, which are plain objects here, and what sends them. */
const SENT: Record<string, [client: string, method: string]> = {
  GroupPolicies: ["GroupsClient", "set_group_policies"],
  SearchQueryV1: ["SearchClient", "post_search"],
  SearchScrollQuery: ["SearchClient", "scroll"],
};

export function run({ id, input }: Vector): unknown {
  if (id.startsWith("payloads/submit/")) return submit(input);
  if (id.startsWith("payloads/connectors/")) return connectors(input);
  if (input.class in SENT) return send(input);
  if (TIMER_HELPERS.has(input.class)) return timerBody(input);
  if (input.class in GCS_HELPERS) return sendToManager(input);
  if (!KNOWN.has(input.class) && !GCS_POLICIES.test(input.class)) {
    throw new NotYetThere(input.class ?? id.split("/")[1]);
  }
  const made = make(input.class, input.args, input.kwargs, input.calls);
  return { body: JSON.parse(JSON.stringify(made)) };
}

/** Makes a helper of values in the notation of this topic. */
function make(name: string, args: Json[], kwargs: Json, calls: Json[] = []): object {
  return new PythonCaller(inventory).make(name, plain(args), plain(kwargs), plain(calls));
}

/** What the method sends that takes a document. */
async function send(input: Json): Promise<unknown> {
  const [clientName, method] = SENT[input.class];
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService(() => ({ json: { gmeta: [] } }), clock);
  const { client } = makeClient(clientName, service, clock);
  const made = make(input.class, input.args, input.kwargs, input.calls);
  const result = invoke(client, method, [SOURCE, made]);
  await (result instanceof Listing ? result.page() : result);
  return { body: service.requests[0].body };
}

/** What the client of Connect Server sends of a document. */
async function sendToManager(input: Json): Promise<unknown> {
  const clock = new FakeClock({ jumps: "patient" });
  const method = GCS_HELPERS[input.class];
  const found = inventory.clients.find(({ client }) => client === "GCSClient")!.methods
    .find(({ name }) => name === method);
  const service = new FakeService(() => ({ json: emptyResponse(found) }), clock);
  const { client } = makeClient("GCSClient", service, clock);
  await invoke(client, method, [make(input.class, input.args ?? [], input.kwargs ?? {})]);
  return { body: service.requests[0].body };
}

/** UUIDs are texts here; a time without a zone is one of the place of the recording. */
function plain(value: Json, zone?: string): Json {
  if (Array.isArray(value)) return value.map((item) => plain(item, zone));
  if (typeof value !== "object" || value === null) return value;
  if ("$uuid" in value) return value.$uuid;
  if ("$datetime" in value) return { $datetime: utc(value.$datetime, zone) };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, plain(item, zone)]),
  );
}

/** The time in UTC of a text that may lack a zone. */
function utc(text: string, zone = "UTC"): string {
  if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return text;
  const shown = new Date(`${text}Z`).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T");
  const offsetMs = Date.parse(`${shown}Z`) - Date.parse(`${text.slice(0, 19)}Z`);
  return new Date(Date.parse(`${text}Z`) - offsetMs).toISOString();
}

/** The body that a helper for timers becomes, as the client sends it. */
async function timerBody({ class: name, args = [], kwargs = {}, local_timezone: zone }: Json) {
  const made = new PythonCaller(inventory).make(name, plain(args, zone), plain(kwargs, zone));
  if (name !== "TimerJob") return { body: JSON.parse(JSON.stringify(made)) };
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService(() => ({ json: {} }), clock);
  const { client } = makeClient("TimersClient", service, clock);
  await client.createJob(made);
  return { body: service.requests[0].body };
}

/** What the table of connectors says: all of them, or the one of a name or id. */
function connectors({ lookup, extend }: Json): unknown {
  const table = extend
    ? ConnectorTable.extend({
      connectorName: extend.connector_name,
      connectorId: plain(extend.connector_id),
      attributeName: extend.attribute_name,
    })
    : ConnectorTable;
  if (lookup === undefined) {
    return {
      connectors: table.allConnectors().map(({ name, connectorId }) => [name, connectorId]),
    };
  }
  const found = table.lookup(plain(lookup) as string);
  return { name: found?.name ?? null, connector_id: found?.connectorId ?? null };
}

/** What submitting a document asks for, and the id that the document has afterwards. */
async function submit(input: Json): Promise<unknown> {
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService((_, { path }) => ({
    json: path.endsWith("/submission_id")
      ? { value: input.submission_id_endpoint_gives }
      : { task_id: "t", code: "Accepted" },
  }), clock);
  const { client } = makeClient("TransferClient", service, clock);
  const data = documentOf(input.case) as Json;
  await invoke(client, input.method, [data]);
  return {
    requests: service.requests.map(({ method, path }) => [method, path]),
    submission_id_on_data_after: data.submission_id,
  };
}

/** Makes the document that a case names, such as `transfer-null-id`. */
function documentOf(name: string): object {
  const [, type, isPlain, id] =
    /^(transfer|delete)(-dict)?(?:-(with|null|no|without|own|uuid)-id)?$/.exec(name) ?? [];
  if (!type) throw new NotYetThere(`payloads/submit/${name}`);
  const kwargs = id === "null"
    ? { submission_id: null }
    : ["with", "own", "uuid"].includes(id)
    ? { submission_id: "mine" }
    : {};
  if (isPlain) return { DATA_TYPE: type, DATA: [], ...kwargs };
  return type === "delete"
    ? make("DeleteData", [SOURCE], kwargs)
    : make("TransferData", [SOURCE, DESTINATION], kwargs);
}

export function instead({ input, expect }: Vector): Instead | undefined {
  if (TIMER_HELPERS.has(input.class)) return timerHelperInstead(input, expect);
  if (input.class in GCS_HELPERS || GCS_POLICIES.test(input.class)) {
    return expect.body ? gcsHelperInstead(input, expect) : undefined;
  }
  if (KNOWN.has(input.class)) {
    const paths: Json[] = (input.calls ?? []).filter(([name]: Json) => name === "add_item")
      .flatMap(([, args]: Json) => args);
    const { deadline, sync_level: level } = input.kwargs ?? {};
    if (paths.some((path) => typeof path !== "string")) {
      return { reason: "a path is text", expect: { raises: "TypeError" } };
    }
    const isBad = lacksZone(deadline) || paths.some((path) => path === "" || isWindowsPath(path)) ||
      !isSyncLevel(level);
    if (isBad) {
      return {
        reason: "a time has a zone, a path is not empty nor spelled for Windows, and a level of" +
          " syncing is a whole number from 0, or one of four by name",
        expect: { raises: "RangeError" },
      };
    }
  }
  const deadline = input.kwargs?.deadline?.$datetime;
  if (deadline === undefined || !KNOWN.has(input.class)) return undefined;
  return {
    reason: "a Date is an instant, and is sent as ISO 8601 in UTC",
    expect: { body: { ...expect.body, deadline: new Date(utc(deadline)).toISOString() } },
  };
}
