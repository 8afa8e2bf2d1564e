/**
 * Where our client and helpers of Timers refuse or complete what Python's send unchanged, as rules.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import { eachRequest, refused, type Rule, type WireCall } from "./rule.ts";
import type { Instead } from "./semantics.ts";
import { isSyncLevel, isWindowsPath, lacksZone } from "./transfer_differences.ts";

/** Positional parameters of Python's helpers, in their order. */
const PLACES: Record<string, string[]> = {
  OnceTimerSchedule: ["datetime"],
  RecurringTimerSchedule: ["interval_seconds", "start", "end"],
  TransferTimer: [],
  FlowTimer: [],
  TimerJob: ["callback_url", "callback_body", "start", "interval"],
};

/** A helper in the notation of either kind of vectors, as the fields that it holds. */
function fields(value: Json): Json {
  const made = value?.$helper ?? (value?.$new ? { ...value, class: value.$new } : undefined);
  if (!made) return value;
  const { class: name, args = [], kwargs = {} } = made;
  const places = Object.fromEntries((PLACES[name] ?? []).map((place, i) => [place, args[i]]));
  return { class: name, calls: made.then ?? made.calls ?? [], ...places, ...kwargs };
}

function isObject(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !("$datetime" in value);
}

/** Whether a given time lacks a zone. */
function isBadTime(time: Json): boolean {
  if (time === undefined || time === null) return false;
  return typeof time === "string" ? lacksZone(time) : !time.$datetime;
}

/** What is wrong with an argument: a kind of error, and which of the reasons below. */
type Fault = [raises: string, reason: keyof typeof REASONS];

const REASONS = {
  kind: "a timer and a job are told by their fields, and each is created by its own operation",
  document: "a document is an object: no text, array or null stands in its place",
  time: "a time has a zone: without one it means another instant to its writer",
  number: "the numbers of a schedule are above 0, and its end is an object",
  transfer: "what a timer moves is checked as what is submitted at once",
};

function scheduleFault(given: Json): Fault | undefined {
  const schedule = fields(given);
  if (!isObject(schedule)) return ["GlobusSDKUsageError", "document"];
  const { interval_seconds: interval, end } = schedule;
  if (isBadTime(schedule.datetime) || isBadTime(schedule.start)) return ["RangeError", "time"];
  if (interval !== undefined && !(typeof interval === "number" && interval > 0)) {
    return ["RangeError", "number"];
  }
  if (end === undefined || end === null) return undefined;
  if (!isObject(end)) return ["TypeError", "number"];
  const { count } = end;
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
    return ["RangeError", "number"];
  }
  return isBadTime(end.datetime) ? ["RangeError", "time"] : undefined;
}

/** What is wrong with a transfer that is built for a timer. */
function transferFault(given: Json): Fault | undefined {
  const data = fields(given);
  if (!isObject(data)) return ["GlobusSDKUsageError", "document"];
  if (isBadTime(data.deadline)) return ["RangeError", "time"];
  if (data.class !== "TransferData") return undefined;
  const paths: Json[] = data.calls.filter(([name]: Json) => name === "add_item")
    .flatMap(([, args]: Json) => args.slice(0, 2));
  if (paths.some((path) => typeof path !== "string")) return ["TypeError", "transfer"];
  const isBad = paths.some((path) => path === "" || isWindowsPath(path)) ||
    !isSyncLevel(data.sync_level);
  return isBad ? ["RangeError", "transfer"] : undefined;
}

/** What is wrong with a timer that a helper of Python builds. */
function timerHelperFault(timer: Json): Fault | undefined {
  if (timer.class === "TransferTimer") {
    return transferFault(timer.body) ?? scheduleFault(timer.schedule);
  }
  if (timer.class !== "FlowTimer") return undefined;
  return isObject(timer.body) ? scheduleFault(timer.schedule) : ["GlobusSDKUsageError", "document"];
}

function timerFault(given: Json): Fault | undefined {
  const timer = fields(given);
  if (!isObject(timer)) return ["GlobusSDKUsageError", "document"];
  if ("callback_url" in timer) return ["GlobusSDKUsageError", "kind"];
  if (timer.class) return timerHelperFault(timer);
  return timer.schedule === undefined ? undefined : scheduleFault(timer.schedule);
}

function jobFault(given: Json): Fault | undefined {
  const job = fields(given);
  if (!isObject(job)) return ["GlobusSDKUsageError", "document"];
  const isTimer = "timer_type" in job || /^(Transfer|Flow)Timer$/.test(job.class);
  if (isTimer) return timerHelperFault(job) ?? ["GlobusSDKUsageError", "kind"];
  const isBad = isBadTime(job.start) || !isObject(job.stop_after) && isBadTime(job.stop_after);
  return isBad ? ["RangeError", "time"] : undefined;
}

/** What is wrong with what a call sends. */
function faultOf({ client, method, args, kwargs, raises }: WireCall): Fault | undefined {
  if (client !== "TimersClient" || raises) return undefined;
  if (method === "create_timer") return timerFault(args[0] ?? kwargs.timer);
  if (method === "create_job") return jobFault(args[0] ?? kwargs.data);
  const data = args[1] ?? kwargs.data;
  if (method === "update_job" && !isObject(data)) return ["GlobusSDKUsageError", "document"];
}

/** Deliberate differences of the Timers client. */
export const timersRules: readonly Rule[] = [
  ...Object.entries(REASONS).map(([name, reason]): Rule => ({
    reason,
    instead(call) {
      const [raises, why] = faultOf(call) ?? [];
      return raises && why === name ? refused(call, raises) : undefined;
    },
  })),
  {
    reason: "`update_credentials` is sent in the query too, where the service's description has it",
    instead(call) {
      const { update_credentials: update } = call.kwargs;
      if (call.method !== "resume_job" || typeof update !== "boolean") return undefined;
      return eachRequest(call, (request) => ({
        ...request,
        query: [["update_credentials", String(update)], ...request.query],
      }));
    },
  },
  {
    reason: "an id in the scope of a flow or collection is written with dashes",
    instead(call) {
      if (!/^add_app_(transfer_data_access|flow_user)_scope$/.test(call.method)) return undefined;
      const ids: Json[] = [call.args[0] ?? Object.values(call.kwargs)[0]].flat();
      const isDashed = (id: Json) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(`${id}`);
      return ids.every(isDashed) || call.raises ? undefined : refused(call, "TypeError");
    },
  },
];

/** Names of Python's helper classes for timers and schedules. */
export const TIMER_HELPERS: ReadonlySet<string> = new Set(Object.keys(PLACES));

/** All texts within a value. */
function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The body of a helper with its Dates in UTC: in whole seconds, but for those of a `TimerJob`. */
function withDates(body: Json, given: readonly string[], isJob: boolean): Json {
  if (typeof body !== "object" || body === null) return body;
  if (Array.isArray(body)) return body.map((item) => withDates(item, given, isJob));
  return Object.fromEntries(
    Object.entries<Json>(body).map(([name, value]) => {
      const isDate = /^(datetime|start|stop_after)$/.test(name) && typeof value === "string" &&
        !given.includes(value);
      if (!isDate) return [name, withDates(value, given, isJob)];
      const text = new Date(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`).toISOString();
      return [name, isJob ? text : `${text.slice(0, 19)}Z`];
    }),
  );
}

/** What we do otherwise with a helper for timers. */
export function timerHelperInstead(input: Json, expect: Json): Instead | undefined {
  const given = { $helper: input };
  const [raises, why] =
    (input.class === "TimerJob"
      ? jobFault(given)
      : input.class.endsWith("Schedule")
      ? scheduleFault(given)
      : timerFault(given)) ?? [];
  if (raises && why) return { reason: REASONS[why], expect: { raises } };
  if (!expect.body) return undefined;
  const { args = [], kwargs = {} } = input;
  const dates = (value: Json): Json =>
    Array.isArray(value)
      ? value.map(dates)
      : value?.$datetime
      ? undefined
      : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, dates(item)]))
      : value;
  return {
    reason: "a Date is an instant, and is sent as ISO 8601 in UTC; a duration is a number of" +
      " seconds, which the service rounds down",
    expect: {
      body: {
        ...withDates(expect.body, textsIn(dates([args, kwargs])), input.class === "TimerJob"),
        ...(args[3]?.$seconds === undefined ? {} : { interval: args[3].$seconds }),
      },
    },
  };
}
