import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { badRequest, bodyOf, checked, indexFor } from "./caller.ts";
import type { IndexRecord } from "./indices.ts";
import { ingest, IngestFault } from "./ingest.ts";
import { readQuery, runQuery } from "./query.ts";
import type { SearchTaskRecord, SearchTaskType, TaskTimes } from "./tasks.ts";

/** Adds what writes to an index, and what deletes from it: each becomes a task. */
export function addIngestRoutes(router: Router): void {
  router
    .on("POST /v1/index/:index_id/ingest", (context) => ingestDocument(context, bodyOf(context)))
    .on("PUT /v1/index/:index_id/entry", putEntry)
    .on("POST /v1/index/:index_id/entry", putEntry)
    .on("POST /v1/index/:index_id/delete_by_query", deleteByQuery)
    .on("POST /v1/index/:index_id/batch_delete_by_subject", deleteBySubjects)
    .on("DELETE /v1/index/:index_id/subject", deleteSubject)
    .on("DELETE /v1/index/:index_id/entry", deleteEntry);
}

function timesOf({ now, settings }: Context): TaskTimes {
  return { nowMs: now, seconds: settings.searchTaskSeconds };
}

function writable(context: Context, operation: string): IndexRecord {
  return indexFor(context, { operation, role: "writer", use: "ingest" }).index;
}

function ingestDocument(context: Context, document: JsonDocument): Response {
  const index = writable(context, "ingest");
  try {
    const task = ingest(index, document, context.random.uuid(), timesOf(context));
    return json({ acknowledged: true, task_id: task.id });
  } catch (error) {
    if (error instanceof IngestFault) throw badRequest(context, error.message);
    throw error;
  }
}

function putEntry(context: Context): Response {
  const entry = bodyOf(context);
  return ingestDocument(context, { ingest_type: "GMetaEntry", ingest_data: entry });
}

function queued(
  context: Context,
  index: IndexRecord,
  type: SearchTaskType,
  work: () => void,
): Response {
  const id = context.random.uuid();
  const task: SearchTaskRecord = index.tasks.add({ id, type, work }, timesOf(context));
  return json({ task_id: task.id });
}

function deleteByQuery(context: Context): Response {
  const index = writable(context, "delete_by_query");
  const document = bodyOf(context);
  const query = checked(context, () => readQuery(document));
  // What is found is decided when the task runs.
  return queued(context, index, "DELETE_BY_QUERY", () => {
    const viewer = { principals: new Set<string>(), bypasses: true };
    for (const { record, entries } of runQuery(index, query, viewer).matches) {
      index.subjects.remove(record.subject, (entry) => entries.includes(entry));
    }
  });
}

function deleteBySubjects(context: Context): Response {
  const index = writable(context, "batch_delete_by_subject");
  const { subjects } = bodyOf(context);
  if (!Array.isArray(subjects) || !subjects.every((one) => typeof one === "string")) {
    throw badRequest(context, "subjects is not a list of texts");
  }
  return queued(context, index, "BATCH_DELETE_BY_SUBJECT", () => {
    for (const subject of subjects) index.subjects.remove(subject);
  });
}

function subjectOf(context: Context): string {
  const subject = context.query.get("subject");
  if (subject) return subject;
  throw badRequest(context, "subject is required");
}

function deleteSubject(context: Context): Response {
  const index = writable(context, "delete_subject");
  const subject = subjectOf(context);
  return queued(context, index, "DELETE_SUBJECT", () => index.subjects.remove(subject));
}

function deleteEntry(context: Context): Response {
  const index = writable(context, "delete_entry");
  const subject = subjectOf(context);
  const id = context.query.get("entry_id");
  return queued(context, index, "DELETE_ENTRY", () => {
    index.subjects.remove(subject, (entry) => entry.id === id);
  });
}
