import { Listing } from "../../../lib/core/listing.ts";
import { httpResponse } from "../../../lib/core/response.ts";
import { documentIn } from "../../../lib/services/gcs/exchange.ts";
import { gcsResult } from "../../../lib/services/gcs/result.ts";
import {
  emptyResponse,
  inventory,
  LISTED,
  makeClient,
  ONE_PAGE,
  sampleArguments,
  sampleKwargs,
} from "../clients.ts";
import { type CannedAnswer, FakeService } from "../fake_service.ts";
import { GCS_MISSING, gcsDocument } from "../gcs_differences.ts";
import { classNames, type Json, NotYetThere, outcomeOf } from "../harness.ts";
import type { Method } from "../python.ts";
import { isObject } from "../rule.ts";
import type { Instead, Vector } from "../semantics.ts";
import { FakeClock } from "../../kit/clock.ts";

export function run({ id, input, expect }: Vector): unknown {
  switch (id.split("/")[1]) {
    case "body":
      return readBody(input.response);
    case "headers":
      return readHeaders(input);
    case "table":
      return expect.declared_response_by_method
        ? methodTable(input.client, expect.declared_response_by_method)
        : iterationTable(expect.default_iter_key);
    case "iterate":
      return iterate(input, expect);
    case "unpack":
      return unpack(input);
    case "unpack-spec":
      return { value: documentIn(input.body, input.match) ?? input.body };
    default:
      throw new NotYetThere(id);
  }
}

function toAnswer(response: Json): CannedAnswer {
  const { status, reason, headers, body, body_base64: base64 } = response;
  return {
    status,
    statusText: reason,
    headers,
    ...(base64 === undefined ? { text: body } : { bytes: Uint8Array.fromBase64(base64) }),
  };
}

/** Has a base client get an answer. */
function get(answer: CannedAnswer): Promise<unknown> {
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService(() => answer, clock);
  const { client } = makeClient("BaseClient", service, clock);
  return client.get("/x");
}

async function readBody(response: Json): Promise<unknown> {
  const data = await outcomeOf(() => get(toAnswer(response)));
  if (data instanceof Error) throw data;
  const http = typeof data === "object" && data !== null ? httpResponse(data) : undefined;
  return {
    data,
    ...(http
      ? {
        http_status: http.status,
        http_reason: http.statusText,
        content_type: http.headers.get("content-type"),
      }
      : {}),
  };
}

async function readHeaders({ headers, names }: Json): Promise<unknown> {
  const all: [string, string][] = [["content-type", "application/json"]];
  const joined = new Headers(all);
  for (const [name, value] of Object.entries(headers)) joined.append(name, value as string);
  const document = await get({ text: "{}", headers: Object.fromEntries(joined) }) as object;
  const http = httpResponse(document)!;
  return { values: names.map((name: string) => http.headers.get(name)) };
}

const TOKEN = {
  access_token: "granted",
  expires_in: 172_800,
  resource_server: "transfer.api.globus.org",
  scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
  token_type: "Bearer",
  refresh_token: "renewal",
  other_tokens: [],
};

/** Calls a method with valid arguments, and returns the outcome. */
async function call(
  clientName: string,
  method: Method,
  args: Json[],
  body: Json,
): Promise<{ result: unknown; answer: () => Promise<unknown> }> {
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService(() => ({ json: body }), clock);
  const { client, caller } = makeClient(clientName, service, clock);
  if (method.name === "oauth2_exchange_code_for_tokens") {
    const start = clientName.startsWith("Native") ? [] : ["https://example.org/callback"];
    await caller.call(client, clientName, ["oauth2_start_flow", [...start, "a-scope"], {}]);
  }
  const result = caller.call(client, clientName, [method.name, args, sampleKwargs(method)]);
  return {
    result: result instanceof Listing ? result : await result,
    answer: async () => await (result instanceof Listing ? result.page() : result),
  };
}

/** Python's classes that iterate. */
function isList(type: string) {
  return /^(Iterable|Array|IndexList|Get\w+s?Response)/.test(type);
}

function kindOf(result: unknown): string {
  if (result instanceof Listing) return "Listing";
  const isPlain = Array.isArray(result) ||
    Object.getPrototypeOf(result) === Object.prototype;
  return isPlain ? "document" : classNames(result)[0];
}

/** What each method gives: a class of ours, a Listing, or the document as it came. */
async function methodTable(client: string, declared: Record<string, string>): Promise<unknown> {
  const methods = inventory.clients.find((entry) => entry.client === client)?.methods ?? [];
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(declared)) {
    const method = methods.find((entry) => entry.name === name)!;
    const body = name === "oauth2_get_dependent_tokens"
      ? [TOKEN]
      : name.startsWith("oauth2_")
      ? TOKEN
      : emptyResponse(method, { value: "c0ffee04-0000-4000-8000-000000000004", task_id: "t" });
    const { result } = await call(client, method, sampleArguments(method), body);
    const kind = kindOf(result);
    const mayBeEither = isList(declared[name]) && !method.paginated && !isOnePage(client, name);
    found[name] = mayBeEither && /^(Listing|document)$/.test(kind) ? "list" : kind;
  }
  return { declared_response_by_method: found };
}

/** Where the lists of Python's classes come from, by a method that gives one. */
const LIST_METHODS: Record<string, [client: string, method: string]> = {
  GetClientCredentialsResponse: ["AuthClient", "get_client_credentials"],
  GetClientsResponse: ["AuthClient", "get_clients"],
  GetConsentsResponse: ["AuthClient", "get_consents"],
  GetIdentitiesResponse: ["AuthClient", "get_identities"],
  GetIdentityProvidersResponse: ["AuthClient", "get_identity_providers"],
  GetPoliciesResponse: ["AuthClient", "get_policies"],
  GetProjectsResponse: ["AuthClient", "get_projects"],
  GetScopesResponse: ["AuthClient", "get_scopes"],
  IndexListResponse: ["SearchClient", "index_list"],
  IterableFlowsResponse: ["FlowsClient", "list_flows"],
  IterableGCSResponse: ["GCSClient", "get_role_list"],
  IterableJSONAPIResponse: ["TransferClientV2", "list_stream_access_points"],
  IterableRegisteredAPIsResponse: ["FlowsClient", "list_registered_apis"],
  IterableRunLogsResponse: ["FlowsClient", "get_run_logs"],
  IterableRunsResponse: ["FlowsClient", "list_runs"],
  IterableTransferResponse: ["TransferClient", "endpoint_search"],
  IterableWebInputsResponse: ["FlowsClient", "list_web_inputs"],
};

/** The member that each list is read from; those whose client is not there yet are left out. */
async function iterationTable(keys: Record<string, string>): Promise<unknown> {
  const found: Record<string, unknown> = {};
  let there = 0;
  for (const [name, key] of Object.entries(keys)) {
    const [client, methodName] = LIST_METHODS[name] ?? [];
    if (!client) continue;
    const method = inventory.clients.find((entry) => entry.client === client)!.methods
      .find((entry) => entry.name === methodName)!;
    try {
      const body = { [key]: [{ id: "a" }], other: [{ id: "b" }] };
      const { result } = await call(client, method, sampleArguments(method), body);
      const items = await itemsOf(result, key);
      found[name] = JSON.stringify(items) === '[{"id":"a"}]' ? key : { items };
      there++;
    } catch (error) {
      if (!(error instanceof NotYetThere)) throw error;
      found[name] = key;
    }
  }
  if (there === 0) throw new NotYetThere("a client that lists");
  return { default_iter_key: found };
}

/** The items of a list: of a Listing, of a class that iterates, of a member of a document. */
async function itemsOf(result: unknown, key: string): Promise<unknown[]> {
  if (result instanceof Listing) return await result.toArray();
  if (typeof (result as Json)[Symbol.iterator] === "function") return [...result as Iterable<Json>];
  return (result as Json)[key] ?? null;
}

async function iterate(input: Json, expect: Json): Promise<unknown> {
  if (!input.client) {
    const document = await get({ json: input.body });
    return { iterable: Symbol.iterator in (document as object) };
  }
  const method = inventory.clients.find((entry) => entry.client === input.client)!.methods
    .find((entry) => entry.name === input.method)!;
  const { result } = await call(input.client, method, input.args, input.body);
  const items = await outcomeOf(() => itemsOf(result, expect.iter_key ?? ""));
  return { items: items instanceof Error ? items : { value: items } };
}

/** The document that GCS wraps, through the client of GCS. */
async function unpack(input: Json): Promise<unknown> {
  const name = input.client ?? "GCSClient";
  const method = inventory.clients.find((entry) => entry.client === name)!.methods
    .find((entry) => entry.name === (input.method ?? "get_collection"))!;
  const { result } = await call(name, method, sampleArguments(method), input.body);
  return { data: result, full_data: gcsResult(result as object) };
}

export async function instead({ id, input, expect }: Vector): Promise<Instead | undefined> {
  const kind = id.split("/")[1];
  const plain = "an operation resolves to the document itself, whose members are read as of any" +
    " object, while httpResponse() tells of its HTTP side";
  if (kind === "body") return { reason: plain, expect: bodyExpected(input.response, expect) };
  if (kind === "headers") {
    const values = expect.values.map((value: string | null) => value?.trim() ?? null);
    return { reason: "spaces at the ends of a header do not travel", expect: { values } };
  }
  if (kind === "unpack") {
    const { body, method } = input;
    const data = gcsDocument(body, method.replace(/^(get|create|update)_(gcs_)?/, ""));
    return {
      reason: [plain, GCS_MISSING],
      expect: data ? { data, full_data: body } : { raises: "InvalidResponseError" },
    };
  }
  if (kind === "unpack-spec") {
    return {
      reason:
        "document types of Connect Server are named by the SDK, so an unknown one is never looked up",
      expect: { value: gcsDocument(input.body, input.match) ?? input.body },
    };
  }
  if (kind === "iterate") {
    if (!input.client) return { reason: plain, expect: { iterable: false } };
    return { reason: plain, expect: await iterateExpected(input, expect) };
  }
  if (kind === "table" && expect.declared_response_by_method) {
    return {
      reason:
        "a class only where there is behavior: what lists gives a Listing, all else the document" +
        " itself",
      expect: {
        declared_response_by_method: Object.fromEntries(
          Object.entries(expect.declared_response_by_method as Record<string, string>)
            .map(([name, type]) => [name, resultExpected(input.client, name, type)]),
        ),
      },
    };
  }
}

/** Classes of Python that are classes here too. */
const OWN_CLASSES = /^(OAuth\w+Response|GetIdentitiesResponse|GetConsentsResponse)$/;

/** Whether a method of Search lists in one page, which Python leaves to the caller to read. */
function isOnePage(client: string, name: string): boolean {
  return /^(Search|Timers)Client$/.test(client) && name in ONE_PAGE;
}

function resultExpected(client: string, name: string, type: string): string {
  if (OWN_CLASSES.test(type)) return type;
  const methods = inventory.clients.find((entry) => entry.client === client)?.methods ?? [];
  if (methods.find((method) => method.name === name)?.paginated) return "Listing";
  if (isOnePage(client, name)) return "Listing";
  return isList(type) ? "list" : "document";
}

function bodyExpected(response: Json, expect: Json): Json {
  const answer = toAnswer(response);
  const status = response.status;
  if (status >= 300 && status < 400 && status !== 304) return { raises: "NetworkError" };
  const text = answer.text ?? new TextDecoder().decode(answer.bytes);
  const http = {
    http_status: status,
    http_reason: expect.http_reason,
    content_type: expect.content_type,
  };
  if (text.trim() === "") return { data: {}, ...http };
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return { raises: "NetworkError" };
  }
  return typeof data === "object" && data !== null ? { data, ...http } : { data };
}

async function iterateExpected(input: Json, expect: Json): Promise<Json> {
  const key = expect.iter_key;
  const value = key === undefined ? input.body : input.body?.[key];
  // A Listing fails on a page without a list of objects; a plain document is returned unchanged.
  const method = inventory.clients.find((entry) => entry.client === input.client)!.methods
    .find((entry) => entry.name === input.method)!;
  const isList = Array.isArray(value) && value.every(isObject);
  if (LISTED.has(method.name) && !isList) return { raises: "InvalidResponseError" };
  const body = emptyResponse(method, { [key]: [] });
  const { result } = await call(input.client, method, input.args, body);
  return {
    items: kindOf(result) === "document" || isList
      ? { value: value ?? null }
      : { raises: "GlobusError" },
  };
}
