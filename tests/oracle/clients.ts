/**
 * Clients for the topics, and arguments that fit their methods.
 *
 * @module
 */

import type { FakeService } from "./fake_service.ts";
import { GCS_ANSWERS } from "./gcs_differences.ts";
import type { Json } from "./harness.ts";
import { type Inventory, type Method, PythonCaller } from "./python.ts";
import type { FakeClock } from "../kit/clock.ts";

/** Arguments that the constructor of a client needs beside its options. */
const PLACES: Record<string, string[]> = {
  NativeAppAuthClient: ["c0ffee40-0000-4000-8000-000000000040"],
  ConfidentialAppAuthClient: ["c0ffee40-0000-4000-8000-000000000040", "secret"],
  SpecificFlowClient: ["c0ffee01-0000-4000-8000-000000000001"],
  GCSClient: ["gcs.example.org"],
};

/** The inventory of operations. */
export const inventory: Inventory = JSON.parse(
  Deno.readTextFileSync(new URL("wire/inventory.json", import.meta.url)),
);

/** Methods whose response is a list, and not an object. */
export const LISTED: ReadonlySet<string> = new Set(["get_my_groups", "get_endpoints"]);

/** Where lists in one page stand that Python does not page. */
export const ONE_PAGE: Readonly<Record<string, string>> = {
  index_list: "index_list",
  get_role_list: "role_list",
  get_task_list: "tasks",
  list_jobs: "jobs",
};

const ID = "aa752cea-8222-5bc8-acd9-555b090c0ccb";

/** A response that a method takes, whose lists are empty. */
export function emptyResponse(method: Method | undefined, more: Json = {}): Json {
  if (method && LISTED.has(method.name)) return [];
  const key = method?.paginated?.items_key ?? ONE_PAGE[method?.name ?? ""];
  const type = GCS_ANSWERS[method?.name ?? ""];
  const data = type ? [{ DATA_TYPE: `${type}#1.0.0`, client_id: ID }] : [];
  return { DATA: [], data, ...(key ? { [key]: [] } : {}), ...more };
}

/** A client with the fake service that it calls. */
export interface TestClient {
  readonly client: Json;
  readonly caller: PythonCaller;
}

/** Makes a client by its Python name. `options` are under our names. */
export function makeClient(
  name: string,
  service: FakeService,
  clock: FakeClock,
  options: Record<string, unknown> = {},
): TestClient {
  const caller = new PythonCaller(inventory, {
    fetch: service.fetch,
    clock,
    ...(name === "BaseClient" ? { baseUrl: "https://service.example.org/" } : {}),
    ...options,
  });
  return { caller, client: caller.make(name, PLACES[name] ?? [], {}) };
}

/** Arguments by place that a method accepts, whatever they mean. */
export function sampleArguments(method: Method): Json[] {
  return method.parameters
    .filter(({ kind, required }) => kind === "positional" && required)
    .map(({ name }) => sample(name));
}

/** Required keyword arguments that a method accepts. */
export function sampleKwargs(method: Method): Record<string, Json> {
  const kwargs = Object.fromEntries(
    method.parameters.filter(({ kind, required }) => kind === "keyword-only" && required)
      .map(({ name }) => [name, sample(name)]),
  );
  // Values that Python itself checks.
  if (method.name === "get_client") kwargs.client_id = ID;
  if (/^create_(child_)?client$/.test(method.name)) kwargs.client_type = "confidential_client";
  return kwargs;
}

function sample(name: string): Json {
  if (/(_data|^data|document|policies|actions|schema|definition|_doc|timer|^body)$/.test(name)) {
    return { DATA: [], data: {} };
  }
  if (/^task_ids$|_ids$/.test(name)) return [ID];
  if (name === "subscription_admin_verified") return true;
  if (name === "redirect_uri") return "https://example.org/callback";
  return ID;
}
