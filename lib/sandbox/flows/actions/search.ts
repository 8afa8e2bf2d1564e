import { isObject, type JsonDocument } from "../../http/json.ts";
import {
  accepted,
  type ActionCall,
  type ActionProgress,
  type ActionProvider,
  textOf,
} from "./action.ts";

function index(parameters: JsonDocument): string {
  return `/v1/index/${encodeURIComponent(textOf(parameters, "search_index"))}`;
}

function tasked(body: JsonDocument): ActionProgress {
  return { status: "ACTIVE", details: { task_id: body.task_id } };
}

/** Tasks of Search end when the index has taken them in. */
async function pollTask(call: ActionCall, last: ActionProgress): Promise<ActionProgress> {
  const id = encodeURIComponent(String(last.details.task_id));
  const { status, body } = await call.request("search", `GET /v1/task/${id}`);
  if (status >= 400) return last;
  if (body.state !== "SUCCESS" && body.state !== "FAILED") return { ...last, details: body };
  const { completion_date: end } = body;
  const endMs = typeof end === "string" ? Date.parse(`${end.replace(" ", "T")}Z`) : NaN;
  return {
    status: body.state === "SUCCESS" ? "SUCCEEDED" : "FAILED",
    details: body,
    ...(Number.isNaN(endMs) ? {} : { endMs }),
  };
}

/** Puts an entry into an index: the parameters are an entry, with `search_index` beside it. */
export const INGEST: ActionProvider = {
  async start(call) {
    const { search_index: _index, ingest_data: data, ...entry } = call.parameters;
    const document = isObject(data)
      ? { ingest_type: "GMetaList", ...entry, ingest_data: data }
      : { ingest_type: "GMetaEntry", ingest_data: { id: null, ...entry } };
    const route = `POST ${index(call.parameters)}/ingest`;
    return await pollTask(call, tasked(accepted(await call.request("search", route, document))));
  },
  poll: pollTask,
};

/** Takes entries out of an index: all of a subject, or those that a query finds. */
export const DELETE: ActionProvider = {
  async start(call) {
    const { subject, delete_by: by, query } = call.parameters;
    const base = index(call.parameters);
    if (by === "query") {
      const body = isObject(query) ? query : { q: query };
      const answer = await call.request("search", `POST ${base}/delete_by_query`, body);
      return await pollTask(call, tasked(accepted(answer)));
    }
    const at = new URLSearchParams({ subject: String(subject) });
    const answer = await call.request("search", `DELETE ${base}/subject?${at}`);
    return await pollTask(call, tasked(accepted(answer)));
  },
  poll: pollTask,
};
