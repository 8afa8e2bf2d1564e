/**
 * Rules for calls that our Transfer clients refuse or complete and Python's send unchanged.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import {
  argument,
  eachRequest,
  isObject,
  isText,
  isTexts,
  refused,
  type Rule,
  type WireCall,
} from "./rule.ts";
import { hasWrongCharacter } from "./scope_trees.ts";

/** Methods that send a document, the place of it, and the `DATA_TYPE` that is filled in. */
const DOCUMENTS: Record<string, [place: number, dataType?: string]> = {
  update_endpoint: [1],
  create_shared_endpoint: [0, "shared_endpoint"],
  add_endpoint_role: [1, "role"],
  add_endpoint_acl_rule: [1, "access"],
  update_endpoint_acl_rule: [2, "access"],
  create_bookmark: [0],
  update_bookmark: [1],
  update_task: [1, "task"],
  endpoint_manager_create_pause_rule: [0, "pause_rule"],
  endpoint_manager_update_pause_rule: [1, "pause_rule"],
  create_tunnel: [0],
  update_tunnel: [1],
  submit_transfer: [0],
  submit_delete: [0],
};

/** Related resources of new ones, each with its type and the field that has its id. */
const RELATIONS: Record<string, Record<string, [type: string, field: string]>> = {
  Tunnel: {
    listener: ["StreamAccessPoint", "listener_stream_access_point"],
    initiator: ["StreamAccessPoint", "initiator_stream_access_point"],
  },
  Bookmark: { collection: ["Collection", "collection"] },
};

const taskIdsAndMessage = [isTexts, isText];

/** What the arguments of some methods must be, by their places. */
const types: Record<string, ((value: Json) => boolean)[]> = {
  endpoint_manager_cancel_tasks: taskIdsAndMessage,
  endpoint_manager_pause_tasks: taskIdsAndMessage,
  endpoint_manager_resume_tasks: [isTexts],
  operation_mkdir: [isText, isText],
  operation_rename: [isText, isText, isText],
  set_subscription_id: [isText, (id) => isText(id) || id === null],
  set_subscription_admin_verified: [isText, (flag) => typeof flag === "boolean"],
};

function isTransfer({ client }: WireCall) {
  return client.startsWith("TransferClient");
}

/** All members of a value with their names, however deep; those of an array have its name. */
function* members(value: Json, name = ""): Generator<[name: string, value: Json]> {
  yield [name, value];
  if (typeof value !== "object" || value === null) return;
  // A call on a helper: its own name says nothing about the arguments.
  for (const [key, inner] of Object.entries(value)) {
    yield* members(inner, Array.isArray(value) ? name : key);
  }
}

function given({ args, kwargs }: WireCall): Json {
  return { args, kwargs };
}

function some(value: Json, test: (name: string, value: Json) => boolean): boolean {
  for (const [name, member] of members(value)) if (test(name, member)) return true;
  return false;
}

const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/i;
/** Whether a text is not a time with a zone. */
export function lacksZone(time: Json): boolean {
  return typeof time === "string" && !ZONED.test(time);
}

/** Whether a path begins with a drive or a backslash. */
export function isWindowsPath(path: Json): boolean {
  return typeof path === "string" && /^(\\|\/?[a-z]:([\\/]|$))/i.test(path);
}

/** Whether a range of times is not one of times with zones, or of an empty side. */
function badRange(range: Json): boolean {
  if (range == null) return false;
  const times: Json[] = typeof range === "string" ? range.split(",") : range;
  return times.length !== 2 || times.every((time) => time === "") ||
    times.some((time) => time !== "" && lacksZone(time));
}

/** Whether it says what to compare, or nothing. */
export function isSyncLevel(level: Json) {
  return level == null || ["exists", "size", "mtime", "checksum"].includes(level) ||
    Number.isInteger(level) && level >= 0;
}

/** The paths of the items that a call submits. */
function itemsOf({ args }: WireCall): Json[][] {
  const calls: [string, Json[], Json][] = args[0]?.then ?? [];
  const paths = args[0]?.$new === "DeleteData" ? 1 : 2;
  return calls.filter(([name]) => name === "add_item").map(([, given]) => given.slice(0, paths));
}

/** The fields of all filters that are given as such. */
function filterFields({ kwargs }: WireCall): [name: string, value: Json][] {
  const filters: Json[] = [kwargs.filter].flat();
  return filters.filter(isObject).flatMap((filter) => Object.entries(filter));
}

function isTimeField(name: string) {
  return /_time$|^last_modified$/.test(name);
}

/** Parameters whose lists are joined with commas, of Auth, Flows and Groups too. */
const LISTED =
  /^(orderby|filter_(status|task_id|roles|states|flow_ids?|run_ids)|usernames|ids|domains|include|statuses)$/;
/** Methods whose `orderby` is repeated. */
const ORDERS_REPEATED = /^list_(flows|registered_apis)$/;
/** Methods whose `include` is repeated. */
const INCLUDES_REPEATED = /^get_role_list$/;

/** Whether a parameter's list is joined with commas. */
function isListed({ method }: WireCall, name: string): boolean {
  if (method === "get_collection_list" && name === "filter") return true;
  return LISTED.test(name) && !(name === "orderby" && ORDERS_REPEATED.test(method)) &&
    !(name === "include" && INCLUDES_REPEATED.test(method));
}

/** Deliberate differences of the Transfer clients. */
export const transferRules: readonly Rule[] = [
  {
    reason: "a filter that needs filter_endpoint is refused without it",
    instead(call) {
      const { kwargs } = call;
      const bad = call.method === "endpoint_manager_task_list" && kwargs.filter_endpoint == null &&
        (kwargs.filter_local_user !== undefined || kwargs.filter_endpoint_use !== undefined);
      return bad ? refused(call, "GlobusSDKUsageError") : undefined;
    },
  },
  {
    reason: "an argument has its type: it is not turned into text or a list",
    instead(call, method) {
      const { path, orderby, filter_status, filter_task_id } = call.kwargs;
      const fits = types[call.method]?.every((is, i) => is(argument(call, method, i))) ?? true;
      const fields = filterFields(call).flatMap(([, value]) => value);
      const bad = !fits || path != null && !isText(path) ||
        [orderby, filter_status, filter_task_id].some((list) =>
          list != null && !isText(list) && !isTexts(list)
        ) ||
        !itemsOf(call).flat().every(isText) ||
        fields.some((value) => value !== null && !/string|number/.test(typeof value));
      return isTransfer(call) && bad ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason: "a document is an object: no text, array or null stands in its place",
    instead(call, method) {
      const [place] = DOCUMENTS[call.method] ?? [];
      if (!isTransfer(call) || place === undefined) return undefined;
      const document = argument(call, method, place);
      // Python documents null for these two.
      if (document === null && call.method.endsWith("_pause_rule")) return undefined;
      return isObject(document) ? undefined : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "the fixed field DATA_TYPE of a document is filled in",
    instead(call) {
      const [, type] = DOCUMENTS[call.method] ?? [];
      if (!isTransfer(call) || !type) return undefined;
      return eachRequest(
        call,
        (request) =>
          isObject(request.body) && !("DATA_TYPE" in request.body)
            ? { ...request, body: { DATA_TYPE: type, ...request.body } }
            : request,
      );
    },
  },
  {
    reason: "a time has a zone: without one it means another instant to its writer",
    instead(call) {
      const bad = isTransfer(call) && (
        some(
          given(call),
          (name, value) => /^(deadline|expiration_date|start_time)$/.test(name) && lacksZone(value),
        ) ||
        badRange(call.kwargs.filter_completion_time) ||
        filterFields(call).some(([name, value]) =>
          isTimeField(name) &&
          [value].flat().some((time) => lacksZone(`${time}`.replace(/^[<>=!]*/, "")) && time !== "")
        )
      );
      return bad ? refused(call, "RangeError") : undefined;
    },
  },
  {
    reason: "a path spelled for Windows is refused, and an empty one where one is needed",
    instead(call) {
      const places = /^operation_(mkdir|rename|ls|stat)$/.test(call.method)
        ? call.args.slice(1)
        : [];
      const needed = /^operation_(mkdir|rename)$/.test(call.method) && places.includes("") ||
        call.args.some((arg) => isObject(arg) && [arg.path, arg.host_path].includes(""));
      const items = itemsOf(call);
      const bad = needed || places.some(isWindowsPath) || items.flat().includes("") ||
        some(
          given(call),
          (name, value) =>
            /^(path|host_path|source_path|destination_path|oldpath|newpath|then)$/.test(name) &&
            isWindowsPath(value),
        );
      // The body of a tunnel is sent unchanged.
      const looks = isTransfer(call) && call.method !== "update_tunnel";
      return looks && bad ? refused(call, "RangeError") : undefined;
    },
  },
  {
    reason: "a value that holds a separator would be read as two: it is refused, as is a filter" +
      " by an empty list",
    instead(call) {
      const holdsComma = (value: Json) => Array.isArray(value) && value.join("").includes(",");
      const badList = Object.entries(call.kwargs)
        .some(([name, value]) => isListed(call, name) && holdsComma(value));
      const badFilter = isTransfer(call) &&
        filterFields(call).some(([name, value]) =>
          name === "" || /[:,/]/.test(name) || Array.isArray(value) && value.length === 0 ||
          !isTimeField(name) && [value].flat().some((one) => /[,/]/.test(`${one}`))
        );
      return badList || badFilter ? refused(call, "RangeError") : undefined;
    },
  },
  {
    reason: "a filter by null or by no field at all is left out",
    instead(call) {
      const filters: Json[] = [call.kwargs.filter ?? []].flat();
      if (!isTransfer(call) || !filters.some(isObject)) return undefined;
      const texts = filters.map((filter) =>
        !isObject(filter)
          ? filter
          : Object.entries(filter as Record<string, Json>).filter(([, value]) => value !== null)
            .map(([name, value]) => `${name}:${value}`).join("/") || undefined
      );
      if (filters.every((filter, i) => texts[i] && !some(filter, (_, value) => value === null))) {
        return undefined;
      }
      return eachRequest(call, (request) => ({
        ...request,
        query: [
          ...request.query.filter(([name]) => name !== "filter"),
          ...texts.filter((text) => text !== undefined)
            .map((text): [string, Json] => ["filter", text]),
        ],
      }));
    },
  },
  {
    reason: "a level of syncing is a whole number from 0, or one of four by name",
    instead(call) {
      const { sync_level: level } = call.args[0]?.kwargs ?? {};
      return call.method !== "submit_transfer" || isSyncLevel(level)
        ? undefined
        : refused(call, "RangeError");
    },
  },
  {
    reason: "the answers to a submission name it and its task",
    instead(call) {
      const { canned = [], requests, raises } = call;
      if (!/^submit_(transfer|delete)$/.test(call.method) || raises || requests.length === 0) {
        return undefined;
      }
      const asked = requests.findLastIndex(({ path }) => path.endsWith("/submission_id"));
      if (asked >= 0 && canned[asked] && !isText(canned[asked].json?.value)) {
        return refused(call, "InvalidResponseError", asked + 1);
      }
      const answer = canned[requests.length - 1];
      return !answer || isText(answer.json?.task_id)
        ? undefined
        : refused(call, "InvalidResponseError", requests.length);
    },
  },
  {
    reason: "a JSON:API document is a whole body, or has the fields that make one",
    instead(call) {
      if (call.client !== "TransferClientV2") return undefined;
      const document = call.args.at(-1);
      if (!isObject(document) || "$new" in document || "data" in document) return undefined;
      const [, verb, kind] = /^(create|update)_(tunnel|bookmark)$/.exec(call.method) ?? [];
      if (!kind) return undefined;
      const body = (data: Json) => eachRequest(call, (request) => ({ ...request, body: { data } }));
      const type = kind === "tunnel" ? "Tunnel" : "Bookmark";
      if (verb === "update") return body({ type, attributes: document });
      const attributes: Json = { ...document };
      const relationships: Json = {};
      for (const [relation, [relatedType, field]] of Object.entries(RELATIONS[type])) {
        const { [field]: id } = attributes;
        if (!isText(id)) return refused(call, "GlobusSDKUsageError");
        relationships[relation] = { data: { type: relatedType, id } };
        delete attributes[field];
      }
      if (type === "Tunnel") attributes.submission_id ??= { $match: "uuid" };
      return body({ type, attributes, relationships });
    },
  },
  {
    reason: "an id in a scope has no character that scopes cannot hold",
    instead(call, method) {
      if (!/^get_gcs_(endpoint|collection)_scopes$/.test(call.method)) return undefined;
      const id = argument(call, method, 0);
      return hasWrongCharacter(id) || /[ *[\]]/.test(id) ? refused(call, "RangeError") : undefined;
    },
  },
  {
    reason: "an id in the scope of a collection is written with dashes",
    instead(call, method) {
      if (call.method !== "add_app_data_access_scope") return undefined;
      const ids: Json[] = [argument(call, method, 0)].flat();
      const isDashed = (id: Json) => /^.{8}(-.{4}){3}-.{12}$/.test(`${id}`);
      return ids.every(isDashed) ? undefined : refused(call, "TypeError");
    },
  },
];
