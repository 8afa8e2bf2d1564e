/**
 * Where our Transfer clients refuse or complete what Python's send as it is, as rules.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import { eachRequest, refused, type Rule, type WireCall } from "./rule.ts";

/** Methods that send a document, the place of it, and the `DATA_TYPE` that is filled in. */
const documents: Record<string, [place: number, dataType?: string]> = {
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

const isTransfer = ({ client }: WireCall) => client.startsWith("TransferClient");
const isObject = (value: Json) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All members of a value with their names, however deep; those of an array have its name. */
function* members(value: Json, name = ""): Generator<[name: string, value: Json]> {
  yield [name, value];
  if (typeof value !== "object" || value === null) return;
  // A call on a helper: its own name says nothing about the arguments.
  for (const [key, inner] of Object.entries(value)) {
    yield* members(inner, Array.isArray(value) ? name : key);
  }
}

const given = ({ args, kwargs }: WireCall): Json => ({ args, kwargs });
const some = (value: Json, test: (name: string, value: Json) => boolean): boolean => {
  for (const [name, member] of members(value)) if (test(name, member)) return true;
  return false;
};

const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/i;
/** Whether a text is not a time with a zone. */
export const lacksZone = (time: Json): boolean => typeof time === "string" && !zoned.test(time);

/** Whether a range of times is not one of times with zones, or of an empty side. */
function badRange(range: Json): boolean {
  if (range == null) return false;
  const times: Json[] = typeof range === "string" ? range.split(",") : range;
  return times.length !== 2 || times.every((time) => time === "") ||
    times.some((time) => time !== "" && lacksZone(time));
}

/** The fields of all filters that are given as such. */
function filterFields({ kwargs }: WireCall): [name: string, value: Json][] {
  const filters: Json[] = [kwargs.filter].flat();
  return filters.filter(isObject).flatMap((filter) => Object.entries(filter));
}

const isTimeField = (name: string) => /_time$|^last_modified$/.test(name);
const listed = ["orderby", "filter_status", "filter_task_id"];

/** The rules. */
export const transferRules: readonly Rule[] = [
  {
    reason: "a document is an object: no text, array or null stands in its place",
    instead(call) {
      const [place] = documents[call.method] ?? [];
      if (!isTransfer(call) || place === undefined) return undefined;
      const document = call.args[place] ?? Object.values(call.kwargs)[0] ?? null;
      // Python documents null for these two.
      if (document === null && call.method.endsWith("_pause_rule")) return undefined;
      return isObject(document) ? undefined : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "the fixed field DATA_TYPE of a document is filled in",
    instead(call) {
      const [, type] = documents[call.method] ?? [];
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
      const isPath = (value: Json) =>
        typeof value === "string" && /^(\\|\/?[a-z]:([\\/]|$))/i.test(value);
      const places = /^operation_(mkdir|rename|ls|stat)$/.test(call.method)
        ? call.args.slice(1)
        : [];
      const needed = /^operation_(mkdir|rename)$/.test(call.method) && places.includes("");
      const bad = needed || places.some(isPath) ||
        some(
          given(call),
          (name, value) =>
            /^(path|host_path|source_path|destination_path|oldpath|newpath|then)$/.test(name) &&
            isPath(value),
        );
      return isTransfer(call) && bad ? refused(call, "RangeError") : undefined;
    },
  },
  {
    reason: "a value that holds a separator would be read as two: it is refused, as is a filter" +
      " by an empty list",
    instead(call) {
      const holdsComma = (value: Json) => Array.isArray(value) && `${value.join("")}`.includes(",");
      const bad = listed.some((name) => holdsComma(call.kwargs[name])) ||
        filterFields(call).some(([name, value]) =>
          name === "" || /[:,/]/.test(name) || Array.isArray(value) && value.length === 0 ||
          !isTimeField(name) && [value].flat().some((one) => /[,/]/.test(`${one}`))
        );
      return isTransfer(call) && bad ? refused(call, "RangeError") : undefined;
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
    reason: "a filter that needs filter_endpoint is refused without it",
    instead(call) {
      const { kwargs } = call;
      const bad = call.method === "endpoint_manager_task_list" && kwargs.filter_endpoint == null &&
        (kwargs.filter_local_user != null || kwargs.filter_endpoint_use != null);
      return bad ? refused(call, "GlobusSDKUsageError") : undefined;
    },
  },
];
