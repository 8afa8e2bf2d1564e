import { isObject, type JsonDocument } from "../../http/json.ts";
import {
  accepted,
  type ActionCall,
  type ActionProgress,
  type ActionProvider,
  ActionRefused,
  badInput,
  textOf,
} from "./action.ts";

// The providers take the parameters of both forms: the older (`source_endpoint_id`,
// `transfer_items`) and Transfer's own (`source_endpoint`, `DATA`).

/** Switches and options that go to Transfer unchanged. */
const OPTIONS = [
  "deadline",
  "delete_destination_extra",
  "destination_local_user",
  "encrypt_data",
  "fail_on_quota_errors",
  "filter_rules",
  "label",
  "notify_on_failed",
  "notify_on_inactive",
  "notify_on_succeeded",
  "preserve_timestamp",
  "recursive",
  "ignore_missing",
  "interpret_globs",
  "skip_source_errors",
  "source_local_user",
  "sync_level",
  "verify_checksum",
];

function optionsOf({ parameters, label }: ActionCall): JsonDocument {
  const given = OPTIONS.filter((name) => parameters[name] !== undefined)
    .map((name) => [name, parameters[name]]);
  return { label, ...Object.fromEntries(given) };
}

function itemsOf(parameters: JsonDocument, ...names: string[]): unknown[] {
  const items = names.map((name) => parameters[name]).find(Array.isArray);
  if (!items) throw badInput(`'${names[0]}' is a required property`);
  return items;
}

/** A task that Transfer accepted, and how it stands. */
async function submit(call: ActionCall, route: string, body: JsonDocument) {
  const made = accepted(
    await call.request("transfer", `POST /v0.10/${route}`, { submission_id: call.id, ...body }),
  );
  return await pollTask(call, { status: "ACTIVE", details: { task_id: made.task_id } });
}

async function pollTask(call: ActionCall, last: ActionProgress): Promise<ActionProgress> {
  const answer = await call.request("transfer", `GET /v0.10/task/${last.details.task_id}`);
  if (answer.status >= 400) return last;
  const { status, completion_time: end } = answer.body;
  const ended = status === "SUCCEEDED" || status === "FAILED";
  return {
    status: ended ? status : "ACTIVE",
    details: answer.body,
    ...(ended && typeof end === "string" ? { endMs: Date.parse(end) } : {}),
  };
}

async function cancelTask(call: ActionCall, last: ActionProgress): Promise<void> {
  await call.request("transfer", `POST /v0.10/task/${last.details.task_id}/cancel`);
}

/** Moves files. */
export const TRANSFER: ActionProvider = {
  start(call) {
    const { parameters } = call;
    const items = itemsOf(parameters, "transfer_items", "DATA").map((item) => ({
      DATA_TYPE: "transfer_item",
      ...(isObject(item) ? item : {}),
    }));
    return submit(call, "transfer", {
      ...optionsOf(call),
      DATA_TYPE: "transfer",
      source_endpoint: textOf(parameters, "source_endpoint_id", "source_endpoint"),
      destination_endpoint: textOf(parameters, "destination_endpoint_id", "destination_endpoint"),
      DATA: items,
    });
  },
  poll: pollTask,
  cancel: cancelTask,
};

/** Deletes files. */
export const DELETE: ActionProvider = {
  start(call) {
    const { parameters } = call;
    const items = itemsOf(parameters, "items", "DATA").map((item) => ({
      DATA_TYPE: "delete_item",
      ...(typeof item === "string" ? { path: item } : isObject(item) ? item : {}),
    }));
    return submit(call, "delete", {
      ...optionsOf(call),
      DATA_TYPE: "delete",
      endpoint: textOf(parameters, "endpoint_id", "endpoint"),
      DATA: items,
    });
  },
  poll: pollTask,
  cancel: cancelTask,
};

/** The collection and the path of a call that works on files at once. */
function placeOf(parameters: JsonDocument): { collection: string; path: string } {
  return {
    collection: encodeURIComponent(textOf(parameters, "endpoint_id", "endpoint")),
    path: textOf(parameters, "path"),
  };
}

/** Makes a directory. */
export const MKDIR: ActionProvider = {
  async start(call) {
    const { collection, path } = placeOf(call.parameters);
    const details = accepted(
      await call.request("transfer", `POST /v0.10/operation/endpoint/${collection}/mkdir`, {
        DATA_TYPE: "mkdir",
        path,
      }),
    );
    return { status: "SUCCEEDED", details };
  },
};

/** Lists a directory. */
export const LS: ActionProvider = {
  async start(call) {
    const { collection, path } = placeOf(call.parameters);
    const route = `GET /v0.10/operation/endpoint/${collection}/ls?${new URLSearchParams({ path })}`;
    return { status: "SUCCEEDED", details: accepted(await call.request("transfer", route)) };
  },
};

/** Says what a collection is. */
export const COLLECTION_INFO: ActionProvider = {
  async start(call) {
    const id = encodeURIComponent(textOf(call.parameters, "endpoint_id", "endpoint"));
    const details = accepted(await call.request("transfer", `GET /v0.10/endpoint/${id}`));
    return { status: "SUCCEEDED", details };
  },
};

/** Gives, changes or takes back access to a path of a guest collection. */
export const SET_PERMISSION: ActionProvider = {
  async start(call) {
    const { operation, ...given } = call.parameters;
    const id = encodeURIComponent(textOf(given, "endpoint_id"));
    const rule = `/v0.10/endpoint/${id}/access`;
    const { endpoint_id: _collection, rule_id, ...fields } = given;
    const at = `${rule}/${encodeURIComponent(String(rule_id))}`;
    const body = { DATA_TYPE: "access", ...fields };
    switch (operation) {
      case "CREATE":
        return done(await call.request("transfer", `POST ${rule}`, body));
      case "UPDATE":
        return done(await call.request("transfer", `PUT ${at}`, body));
      case "DELETE":
        return done(await call.request("transfer", `DELETE ${at}`));
      default:
        throw new ActionRefused(400, {
          code: "ActionInputError",
          description: "'operation' is CREATE, UPDATE or DELETE",
        });
    }
  },
};

function done(answer: { status: number; body: JsonDocument }): ActionProgress {
  return { status: "SUCCEEDED", details: accepted(answer) };
}
