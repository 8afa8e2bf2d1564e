import type { Context } from "../../http/context.ts";
import { json, type JsonDocument } from "../../http/json.ts";
import type { Router } from "../../http/router.ts";
import { mayEnter, pathFor, requireObject } from "../access.ts";
import { type Caller, callerOf, endpointFor, permissionAt } from "../caller.ts";
import type { Collection } from "../collection.ts";
import { badRequest, permissionDenied, transferError } from "../errors.ts";
import {
  idOf,
  itemsOf,
  readDeadline,
  readFilterRules,
  readLabel,
  readOptions,
  readSymlinks,
  readSyncLevel,
} from "./submission.ts";
import { Task } from "./task.ts";
import { type WorkUnit, workUnit } from "./work.ts";

/** Adds the submission of transfers and deletions. */
export function addSubmitRoutes(router: Router): void {
  router
    .on("GET /v0.10/submission_id", newSubmissionId)
    .on("POST /v0.10/transfer", submitTransfer)
    .on("POST /v0.10/delete", submitDelete);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function newSubmissionId(context: Context): Response {
  callerOf(context);
  return json({ DATA_TYPE: "submission_id", value: context.random.uuid() });
}

/** One side of a submission: a collection, and what is done there. */
interface End {
  caller: Caller;
  collection: Collection;
  mode: "r" | "rw";
}

/** What has been read of a submission. */
interface Submission {
  type: "TRANSFER" | "DELETE";
  body: JsonDocument;
  source: Collection;
  destination: Collection | null;
  options: Map<string, unknown>;
  units: WorkUnit[];
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
  readSymlinks(context, body, options);
  for (const name of ["source_local_user", "destination_local_user"]) {
    if (body[name] !== undefined) options.set(name, body[name]);
  }
  const items = itemsOf(
    context,
    body,
    "ClientError.BadRequest.NoTransferItems",
    "A transfer requires",
  );
  const from: End = { caller, collection: source, mode: "r" };
  const to: End = { caller, collection: destination, mode: "rw" };
  reachEnd(context, from);
  reachEnd(context, to);
  const units = items.map((item) => transferUnit(context, item, from, to));
  return submit(context, caller, { type: "TRANSFER", body, source, destination, options, units });
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
  const end: End = { caller, collection, mode: "rw" };
  reachEnd(context, end);
  const units = items.map((item) => {
    if (item.DATA_TYPE !== "delete_item") throw badRequest(context, "Invalid DATA_TYPE of an item");
    return workUnit(itemPath(context, end, item, "path"), null);
  });
  return submit(context, caller, {
    type: "DELETE",
    body,
    source: collection,
    destination: null,
    options,
    units,
  });
}

/**
 * Checks what stands at the head of a submission.
 *
 * @returns The task that this submission id has already made. That it is found whatever the body
 * now says, and forever, is assumed.
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
  return context.world.tasks.submitted(caller.identity.id, id);
}

/**
 * What a submission needs of a collection as a whole: consent, session, some right. A computer that
 * is off, or a pause, only makes the task wait.
 */
function reachEnd(context: Context, { caller, collection }: End): void {
  mayEnter(context, { caller, collection, operation: "SubmissionFailed" });
  const rules = [...collection.access.values()].map((rule) => rule.path);
  const isNone = (path: string) => permissionAt(caller, collection, path, context.now) === "";
  if (["/", ...rules].every(isNone)) {
    throw permissionDenied(context, `No access to the collection '${collection.displayName}'`);
  }
}

function itemPath(
  context: Context,
  { caller, collection, mode }: End,
  item: JsonDocument,
  field: string,
): string {
  const value = item[field];
  if (typeof value !== "string" || value === "") throw badRequest(context, `Invalid '${field}'`);
  const path = pathFor(context, caller, collection, value);
  const allowed = permissionAt(caller, collection, path, context.now);
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
  item: JsonDocument,
  source: End,
  destination: End,
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
    itemPath(context, source, item, "source_path"),
    itemPath(context, destination, item, "destination_path"),
    {
      recursive: recursive === true,
      symlink,
      checksum: (checksum as string) ?? null,
      algorithm: (algorithm as string) ?? null,
    },
  );
}

function submit(context: Context, caller: Caller, submission: Submission): Response {
  const { type, body, source, destination, options, units } = submission;
  const { world, settings, random } = context;
  const label = readLabel(context, body.label);
  const deadlineMs = readDeadline(context, body.deadline);
  const open = world.tasks.of(caller.identity.id).filter((one) => one.completionMs === null);
  if (open.length >= settings.maxPendingTasks) {
    throw transferError(context, 409, "Conflict", "Too many of your tasks are pending");
  }
  const submissionId = String(body.submission_id).toLowerCase();
  const task = new Task({
    id: random.uuid(),
    type,
    ownerId: caller.identity.id,
    ownerString: caller.identity.username,
    submissionId,
    sourceId: source.id,
    destinationId: destination?.id ?? null,
    label,
    requestMs: context.now,
    options,
  });
  if (deadlineMs !== null) task.deadlineMs = deadlineMs;
  // Deletions keep their deadline of 24 hours.
  const fixed = deadlineMs !== null || type === "DELETE";
  world.tasks.submit(task, { units, clientId: caller.token.client, fixedDeadline: fixed });
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
