import { parseTime } from "../../clock.ts";
import type { Context } from "../../http/context.ts";
import { isObject, json, type JsonDocument } from "../../http/json.ts";
import type { Router } from "../../http/router.ts";
import { mayEnter, pathFor, requireObject } from "../access.ts";
import { type Caller, callerOf, endpointFor, permissionAt } from "../caller.ts";
import type { Collection } from "../collection.ts";
import { badRequest, permissionDenied, transferError } from "../errors.ts";
import { Task } from "./task.ts";
import { type WorkUnit, workUnit } from "./work.ts";

/** Adds the submission of transfers and deletions. */
export function addSubmitRoutes(router: Router): void {
  router
    .on("GET /v0.10/submission_id", submissionId)
    .on("POST /v0.10/transfer", submitTransfer)
    .on("POST /v0.10/delete", submitDelete);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function submissionId(context: Context): Response {
  callerOf(context);
  return json({ DATA_TYPE: "submission_id", value: context.random.uuid() });
}

/** Switches of both kinds of submission, and those of one kind. */
const COMMON = ["notify_on_succeeded", "notify_on_failed", "notify_on_inactive"];
const TRANSFER = [
  "encrypt_data",
  "verify_checksum",
  "preserve_timestamp",
  "delete_destination_extra",
  "skip_source_errors",
  "fail_on_quota_errors",
];
const DELETE = ["recursive", "ignore_missing", "interpret_globs"];

function submitTransfer(context: Context): Response {
  const caller = callerOf(context);
  const body = requireObject(context);
  const known = startOf(context, caller, body, "transfer");
  if (known) return accepted(context, known, "transfer", "Duplicate");
  const source = endpointFor(context, caller, idOf(context, body, "source_endpoint"));
  const destination = endpointFor(context, caller, idOf(context, body, "destination_endpoint"));
  const options = readOptions(context, body, [...COMMON, ...TRANSFER]);
  readSyncLevel(context, body, options);
  readFilterRules(context, body, options);
  readChoice(context, body, options, "recursive_symlinks", ["ignore", "keep", "copy"]);
  for (const name of ["source_local_user", "destination_local_user"]) {
    if (body[name] !== undefined) options.set(name, body[name]);
  }
  const items = itemsOf(
    context,
    body,
    "ClientError.BadRequest.NoTransferItems",
    "A transfer requires",
  );
  reachEnd(context, caller, source);
  reachEnd(context, caller, destination);
  const units = items.map((item) => transferUnit(context, caller, item, source, destination));
  return submit(context, caller, body, "TRANSFER", source, destination, options, units);
}

function submitDelete(context: Context): Response {
  const caller = callerOf(context);
  const body = requireObject(context);
  const known = startOf(context, caller, body, "delete");
  if (known) return accepted(context, known, "delete", "Duplicate");
  const collection = endpointFor(context, caller, idOf(context, body, "endpoint"));
  const options = readOptions(context, body, [...COMMON, ...DELETE]);
  if (body.local_user !== undefined) options.set("source_local_user", body.local_user);
  const items = itemsOf(context, body, "ClientError.BadRequest.NoDeleteItems", "A delete requires");
  reachEnd(context, caller, collection);
  const units = items.map((item) => {
    if (item.DATA_TYPE !== "delete_item") throw badRequest(context, "Invalid DATA_TYPE of an item");
    return workUnit(itemPath(context, caller, collection, item, "path", "rw"), null);
  });
  return submit(context, caller, body, "DELETE", collection, null, options, units);
}

/**
 * Checks what stands at the head of a submission.
 *
 * @returns The task that this submission id has already made. That it is found whatever the body
 * now says, and for ever, is assumed.
 */
function startOf(
  context: Context,
  caller: Caller,
  body: JsonDocument,
  type: "transfer" | "delete",
): Task | undefined {
  if (body.DATA_TYPE !== type) {
    throw badRequest(context, `'DATA_TYPE' is not '${type}'`);
  }
  const { submission_id: id } = body;
  if (typeof id !== "string" || !UUID.test(id)) {
    throw badRequest(context, "Invalid 'submission_id'");
  }
  return context.world.tasks.bySubmission.get(`${caller.identity.id} ${id.toLowerCase()}`);
}

function idOf(context: Context, body: JsonDocument, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw badRequest(context, `'${field}' is required`);
  return value;
}

function readOptions(context: Context, body: JsonDocument, names: string[]): Map<string, unknown> {
  const options = new Map<string, unknown>();
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== "boolean") {
      throw badRequest(context, `'${name}' is neither true nor false`);
    }
    options.set(name, value);
  }
  return options;
}

function readSyncLevel(context: Context, body: JsonDocument, options: Map<string, unknown>): void {
  const { sync_level: level } = body;
  if (level === undefined || level === null) return;
  if (![0, 1, 2, 3].includes(level as number)) {
    throw badRequest(context, "'sync_level' is 0, 1, 2 or 3");
  }
  options.set("sync_level", level);
}

function readFilterRules(
  context: Context,
  body: JsonDocument,
  options: Map<string, unknown>,
): void {
  const { filter_rules: rules } = body;
  if (rules === undefined || rules === null) return;
  const good = Array.isArray(rules) &&
    rules.every((rule: unknown) =>
      isObject(rule) && rule.DATA_TYPE === "filter_rule" &&
      (rule.method === "include" || rule.method === "exclude") &&
      typeof rule.name === "string" && rule.name !== "" && !rule.name.includes("/") &&
      (rule.type === undefined || rule.type === null || rule.type === "file" || rule.type === "dir")
    );
  if (!good) throw badRequest(context, "Invalid 'filter_rules'");
  options.set("filter_rules", rules);
}

function readChoice(
  context: Context,
  body: JsonDocument,
  options: Map<string, unknown>,
  field: string,
  choices: string[],
): void {
  const value = body[field];
  if (value === undefined || value === null) return;
  if (!choices.includes(String(value))) throw badRequest(context, `Invalid '${field}'`);
  options.set(field, value);
}

/**
 * Reads a label: one line of at most 128 characters, no space at its ends.
 *
 * @param value As sent; absent or null for none.
 */
export function readLabel(context: Context, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (
    typeof value !== "string" || [...value].length > 128 || /[\r\n]/.test(value) ||
    value !== value.trim()
  ) throw badRequest(context, "Invalid 'label': at most 128 characters in one line");
  return value;
}

/**
 * Reads a deadline, a time to come.
 *
 * @param value As sent; absent or null for none.
 * @returns Milliseconds since 1970.
 */
export function readDeadline(context: Context, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const ms = typeof value === "string" ? parseTime(value) : NaN;
  if (Number.isNaN(ms)) throw badRequest(context, "Invalid 'deadline'");
  if (ms <= context.now) throw badRequest(context, "'deadline' has passed");
  return ms;
}

function itemsOf(context: Context, body: JsonDocument, code: string, what: string): JsonDocument[] {
  const { DATA: items } = body;
  if (items === undefined || (Array.isArray(items) && items.length === 0)) {
    throw transferError(context, 400, code, `${what} at least one item`);
  }
  if (!Array.isArray(items) || !items.every(isObject)) throw badRequest(context, "Invalid 'DATA'");
  const { maxTransferItems } = context.settings;
  if (maxTransferItems > 0 && items.length > maxTransferItems) {
    throw badRequest(context, `A submission holds at most ${maxTransferItems} items`);
  }
  return items;
}

/**
 * What a submission needs of a collection as a whole: consent, session, some right. A computer that
 * is off, or a pause, only makes the task wait.
 */
function reachEnd(context: Context, caller: Caller, collection: Collection): void {
  mayEnter(context, caller, collection, "SubmissionFailed");
  const rules = [...collection.access.values()].map((rule) => rule.path);
  if (["/", ...rules].every((path) => permissionAt(caller, collection, path) === "")) {
    throw permissionDenied(context, `No access to the collection '${collection.displayName}'`);
  }
}

function itemPath(
  context: Context,
  caller: Caller,
  collection: Collection,
  item: JsonDocument,
  field: string,
  mode: "r" | "rw",
): string {
  const value = item[field];
  if (typeof value !== "string" || value === "") throw badRequest(context, `Invalid '${field}'`);
  const path = pathFor(context, caller, collection, value);
  const allowed = permissionAt(caller, collection, path);
  if (allowed === "" || (mode === "rw" && allowed === "r")) {
    throw permissionDenied(
      context,
      `No ${mode === "rw" ? "write" : "read"} permission on '${value}'`,
    );
  }
  return path;
}

function transferUnit(
  context: Context,
  caller: Caller,
  item: JsonDocument,
  source: Collection,
  destination: Collection,
): WorkUnit {
  const symlink = item.DATA_TYPE === "transfer_symlink_item";
  if (!symlink && item.DATA_TYPE !== "transfer_item") {
    throw badRequest(context, "Invalid DATA_TYPE of an item");
  }
  const { recursive, external_checksum: checksum, checksum_algorithm: algorithm } = item;
  if (recursive !== undefined && recursive !== null && typeof recursive !== "boolean") {
    throw badRequest(context, "'recursive' is neither true nor false");
  }
  for (const text of [checksum, algorithm]) {
    if (text !== undefined && text !== null && typeof text !== "string") {
      throw badRequest(context, "Invalid checksum of an item");
    }
  }
  return workUnit(
    itemPath(context, caller, source, item, "source_path", "r"),
    itemPath(context, caller, destination, item, "destination_path", "rw"),
    {
      recursive: recursive === true,
      symlink,
      checksum: (checksum as string) ?? null,
      algorithm: (algorithm as string) ?? null,
    },
  );
}

function submit(
  context: Context,
  caller: Caller,
  body: JsonDocument,
  type: "TRANSFER" | "DELETE",
  source: Collection,
  destination: Collection | null,
  options: Map<string, unknown>,
  units: WorkUnit[],
): Response {
  const { world, settings, random } = context;
  const label = readLabel(context, body.label);
  const deadlineMs = readDeadline(context, body.deadline);
  const open = world.tasks.of(caller.identity.id).filter((one) => one.completionMs === null);
  if (open.length >= settings.maxPendingTasks) {
    throw transferError(context, 409, "Conflict", "Too many of your tasks are pending");
  }
  const submission = String(body.submission_id).toLowerCase();
  const task = new Task({
    id: random.uuid(),
    type,
    ownerId: caller.identity.id,
    ownerString: caller.identity.username,
    submissionId: submission,
    sourceId: source.id,
    destinationId: destination?.id ?? null,
    label,
    requestMs: context.now,
    options,
  });
  if (deadlineMs !== null) task.deadlineMs = deadlineMs;
  world.tasks.byId.set(task.id, task);
  world.tasks.bySubmission.set(`${caller.identity.id} ${submission}`, task);
  // Deletions keep their deadline of 24 hours.
  const fixed = deadlineMs !== null || type === "DELETE";
  world.tasks.engine.begin(task, units, caller.token.client, fixed);
  return accepted(context, task, type === "TRANSFER" ? "transfer" : "delete", "Accepted");
}

function accepted(
  context: Context,
  task: Task,
  what: "transfer" | "delete",
  code: "Accepted" | "Duplicate",
): Response {
  return json({
    DATA_TYPE: `${what}_result`,
    code,
    message: code === "Accepted"
      ? `The ${what} has been accepted and a task has been created and queued for execution`
      : `A ${what} with this submission id was accepted before`,
    request_id: context.requestId,
    resource: context.url.pathname,
    submission_id: task.submissionId,
    task_id: task.id,
    task_link: {
      DATA_TYPE: "link",
      href: `/v0.10/task/${task.id}?format=json`,
      rel: "related",
      resource: "task",
      title: "related task",
    },
  });
}
