import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { ValidationError } from "../../../lib/gare/errors.ts";
import {
  OAuthDependentTokenResponse,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
} from "../../../lib/oauth/token_response.ts";
import { type Consent, ConsentForest } from "../../../lib/scopes/consents.ts";
import { slugifyAppName } from "../../../lib/storage/app_name.ts";
import { appTokenPath, globusFolder } from "../../../lib/storage/app_path.ts";
import { TokenStorageData } from "../../../lib/storage/data.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  MissingIdentityError,
  MissingTokenError,
  TokenStorageError,
  UnmetScopeRequirementsError,
} from "../../../lib/storage/errors.ts";
import { JSONTokenStorage } from "../../../lib/storage/json_file_deno.ts";
import { MemoryTokenStorage } from "../../../lib/storage/memory.ts";
import { SQLiteTokenStorage } from "../../../lib/storage/sqlite_deno.ts";
import { storeTools } from "../../../lib/storage/store_tools.ts";
import type { TokenStorage } from "../../../lib/storage/token_storage.ts";
import { ValidatingTokenStorage } from "../../../lib/storage/validating.ts";
import {
  HasRefreshTokensValidator,
  NotExpiredValidator,
  scopeRequirements,
  ScopeRequirementsValidator,
  type TokenDataValidator,
  UnchangingIdentityIDValidator,
} from "../../../lib/storage/validators.ts";
import { compare, type Json, NotYetThere } from "../harness.ts";
import type { Vector } from "../semantics.ts";
import { type Call, callsOf, instead } from "./token_storage_played.ts";
import { DatabaseSync } from "node:sqlite";
import { FakeClock } from "../../kit/clock.ts";

export { instead };

// deno-lint-ignore no-explicit-any
const meanings: [new (...args: any[]) => Error, string, string[]][] = [
  [ExpiredTokenError, "ExpiredTokenError", ["TokenValidationError", "GlobusError", "ValueError"]],
  [MissingTokenError, "MissingTokenError", ["TokenValidationError", "GlobusError", "LookupError"]],
  [MissingIdentityError, "MissingIdentityError", [
    "IdentityValidationError",
    "TokenValidationError",
    "GlobusError",
    "LookupError",
  ]],
  [IdentityMismatchError, "IdentityMismatchError", [
    "IdentityValidationError",
    "TokenValidationError",
    "GlobusError",
    "ValueError",
  ]],
  [UnmetScopeRequirementsError, "UnmetScopeRequirementsError", [
    "TokenValidationError",
    "GlobusError",
    "ValueError",
  ]],
  [ValidationError, "ValidationError", ["GlobusError", "ValueError"]],
  [GlobusSDKUsageError, "GlobusSDKUsageError", ["GlobusError", "ValueError"]],
];

/** Writes an error down as the vectors do. Rethrows what no class of the SDK stands for. */
export function raised(error: unknown): { raises: string; is_a: string[] } {
  if (error instanceof TokenStorageError && error.problem === "corrupt") {
    return /\bnot? JSON;/.test(error.message)
      ? { raises: "JSONDecodeError", is_a: ["ValueError"] }
      : { raises: "ValueError", is_a: [] };
  }
  if (error instanceof TokenStorageError && error.problem === "newer-format") {
    return { raises: "ValueError", is_a: [] };
  }
  const found = meanings.find(([type]) => error instanceof type);
  if (!found) throw error;
  return { raises: found[1], is_a: found[2] };
}

/** What came of a call, or the error that it threw. */
export async function outcome(call: () => Promise<Json>): Promise<Json> {
  try {
    return await call();
  } catch (error) {
    return raised(error);
  }
}

/** Stored tokens as the vectors write them. */
export function show(data: TokenStorageData | undefined): Json {
  if (!data) return null;
  const all = {
    identity_id: null,
    refresh_token: null,
    token_type: null,
    ...data.toDict(),
    extra: { ...data.extra },
  };
  return all;
}

function showAll(all: ReadonlyMap<string, TokenStorageData>): Json {
  return Object.fromEntries(Array.from(all, ([server, data]) => [server, show(data)]));
}

function tokenData(documents: Json): [string, TokenStorageData][] {
  return Object.entries(documents).map(([server, document]) => [
    server,
    TokenStorageData.fromDict(document),
  ]);
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function readJson(path: string): Json {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch { // Absent, or not JSON.
    return undefined;
  }
}

function runFile({ input }: Vector): Promise<Json> {
  return withFolder(async (folder) => {
    const path = `${folder}/tokens.json`;
    Deno.writeTextFileSync(path, input.file, { mode: 0o600 });
    const { namespace } = input;
    const storage = new JSONTokenStorage(path, { namespace });
    if ("store" in input) {
      const result = await outcome(async () => {
        await storage.storeTokenDataByResourceServer(tokenData(input.store));
      });
      if (!result) return { file: readJson(path) };
      return { ...result, file_unchanged: Deno.readTextFileSync(path) === input.file };
    }
    if ("remove" in input) {
      return await outcome(async () => ({
        returns: await storage.removeTokenData(input.remove),
        file: readJson(path),
      }));
    }
    const server = "transfer.api.globus.org";
    return {
      read: await outcome(async () => ({
        by_resource_server: showAll(await storage.getTokenDataByResourceServer()),
      })),
      [`get ${server}`]: await outcome(async () => ({
        found: await storage.getTokenData(server) !== undefined,
      })),
    };
  });
}

function mode(path: string) {
  return `0o${(Deno.statSync(path).mode! & 0o777).toString(8)}`;
}

function runAbsentFile(): Promise<Json> {
  return withFolder(async (folder) => {
    const path = `${folder}/made/tokens.json`;
    const storage = new JSONTokenStorage(path);
    const read = showAll(await storage.getTokenDataByResourceServer());
    const before = {
      read,
      folder_made: [...Deno.readDirSync(folder)].length > 0,
      file_exists: await storage.fileExists(),
    };
    const removed = await storage.removeTokenData("transfer.api.globus.org");
    const open = `${folder}/open.json`;
    Deno.writeTextFileSync(open, Deno.readTextFileSync(path));
    Deno.chmodSync(open, 0o644);
    await new JSONTokenStorage(open, { warn: () => {} }).removeTokenData("x");
    return {
      ...before,
      remove_returns: removed,
      file_after_remove: readJson(path),
      mode_of_new_file: mode(path),
      mode_of_existing_0644_file: mode(open),
    };
  });
}

function call(storage: TokenStorage, { verb, argument }: Call): Promise<Json> {
  switch (verb) {
    case "store":
      return storage.storeTokenDataByResourceServer(tokenData(argument)).then(() => null);
    case "get":
      return storage.getTokenData(argument).then(show);
    case "get_all":
      return storage.getTokenDataByResourceServer().then(showAll);
    case "remove":
      return storage.removeTokenData(argument);
  }
  throw new NotYetThere(`the call ${verb} of a store`);
}

function runScript({ input }: Vector): Promise<Json> {
  return withFolder(async (folder) => {
    const json = `${folder}/tokens.json`;
    const db = `${folder}/tokens.db`;
    const sqlite = new SQLiteTokenStorage(db);
    const kinds: Record<string, TokenStorage> = {
      memory: new MemoryTokenStorage(),
      json: new JSONTokenStorage(json),
      sqlite,
    };
    let steps: Json;
    for (const kind of input.storages) {
      const found = [];
      const storage = kinds[kind];
      if (!storage) throw new NotYetThere(`storage ${kind}`);
      for (const each of callsOf(input)) {
        found.push(await outcome(() => call(storage.withNamespace(each.namespace), each)));
      }
      const fault = steps && compare(steps, found);
      if (fault) throw new Error(`The storages differ: ${kind} ${fault}`);
      steps = found;
    }
    const namespaces = await Array.fromAsync(sqlite.iterNamespaces());
    return {
      steps,
      json_file: readJson(json),
      ...await sqlite.fileExists()
        ? { sqlite_rows: sqliteRows(db), sqlite_namespaces: namespaces }
        : {},
    };
  });
}

function sqliteRows(path: string): Json {
  const database = new DatabaseSync(path);
  try {
    const rows = (table: string) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all().map((row) =>
        Object.entries(row).map(([name, value]) =>
          name.endsWith("_json") ? JSON.parse(String(value)) : value
        )
      );
    return {
      token_storage: rows("token_storage"),
      sdk_storage_adapter_internal: rows("sdk_storage_adapter_internal"),
    };
  } finally {
    database.close();
  }
}

/** The tables of a new database, in the form in which a vector lists them. */
function schema({ expect }: Vector): Promise<Json> {
  return withFolder(async (folder) => {
    const path = `${folder}/tokens.db`;
    await new SQLiteTokenStorage(path).removeTokenData("nowhere");
    const database = new DatabaseSync(path);
    try {
      const tables = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        .all() as { name: string; sql: string }[];
      const columns = (name: string) =>
        database.prepare(`PRAGMA table_info(${name})`).all().map((row) => Object.values(row));
      return tablesAs(expect, tables, columns);
    } finally {
      database.close();
    }
  });
}

/** Puts our tables in the places of others: names, statements with their layout, or columns. */
function tablesAs(
  form: Json,
  tables: { name: string; sql: string }[],
  columns: (name: string) => Json[][],
  table = "",
): Json {
  const known = tables.find(({ name }) => name === table);
  if (typeof form === "string" && known) {
    const flat = (sql: string) => sql.replace(/\s+/g, " ").replace(/([(]) | ([)])/g, "$1$2").trim();
    return flat(form) === flat(known.sql) ? form : known.sql;
  }
  if (Array.isArray(form)) {
    const names = tables.map(({ name }) => name);
    const isOf = (name: string) => (part: Json) => new RegExp(`\\b${name}\\b`).test(part);
    if (known) {
      const own = columns(table);
      return own.map((column, i) => Array.isArray(form[i]) ? column : column[1]);
    }
    if (form.every((part) => typeof part === "string")) {
      const statements = form.some((part) => /^CREATE /i.test(part));
      const order = names.toSorted((a, b) => form.findIndex(isOf(a)) - form.findIndex(isOf(b)));
      return order.map((name, i) => statements ? tablesAs(form[i], tables, columns, name) : name);
    }
    return form.map((part) => tablesAs(part, tables, columns));
  }
  if (typeof form !== "object" || form === null) return form;
  const isByName = tables.some(({ name }) => name in form);
  const keys = isByName ? tables.map(({ name }) => name) : Object.keys(form);
  return Object.fromEntries(
    keys.map((key) => [key, tablesAs(form[key], tables, columns, isByName ? key : table)]),
  );
}

/** A token response as the vectors describe it, with its subject known. */
async function runStoreResponse({ input }: Vector): Promise<Json> {
  const type = input.grant === "dependent"
    ? OAuthDependentTokenResponse
    : input.grant.includes("refresh")
    ? OAuthRefreshTokenResponse
    : OAuthTokenResponse;
  // Whether a missing token_type is an error is the topic of token responses, not of storage.
  const complete = (token: Json): Json => ({
    token_type: "Bearer",
    ...token,
    ...token.other_tokens && { other_tokens: token.other_tokens.map(complete) },
  });
  const document = Array.isArray(input.token_json)
    ? input.token_json.map(complete)
    : complete(input.token_json);
  const response = new type(document, { receivedAtMs: input.now * 1000 });
  const untyped = new Set(
    [input.token_json, ...input.token_json.other_tokens ?? []].flat()
      .filter((token: Json) => token.token_type === undefined)
      .map((token: Json) => token.resource_server),
  );
  const byResourceServer = Object.fromEntries(
    Object.entries(response.byResourceServer).map(([server, token]) => [server, {
      resource_server: token.resource_server,
      scope: token.scope,
      access_token: token.access_token,
      refresh_token: token.refresh_token,
      expires_at_seconds: token.expires_at_seconds,
      token_type: untyped.has(server) ? null : token.token_type,
    }]),
  );
  const sub = input.decoder_says_sub;
  const given = Object.create(type.prototype, {
    byResourceServer: { value: byResourceServer },
    data: { value: document },
    decodeIdToken: { value: () => Promise.resolve({ sub }) },
  });
  const memory = new MemoryTokenStorage();
  const { validating_storage_identity_id: pinned } = input;
  const elsewhere = "elsewhere.example";
  if (pinned) {
    const [token] = Object.values(byResourceServer);
    const stored = { ...token, resource_server: elsewhere, identity_id: pinned };
    await memory.storeTokenDataByResourceServer(tokenData({ [elsewhere]: stored }));
  }
  const storage = pinned ? new ValidatingTokenStorage(memory) : memory;
  await storage.storeTokenResponse(given);
  await memory.removeTokenData(elsewhere);
  return { stored: showAll(await memory.getTokenDataByResourceServer()) };
}

async function runValidate({ input }: Vector): Promise<Json> {
  const clock = new FakeClock({ jumps: "patient", startSeconds: input.now });
  const fetched: string[] = [];
  const consentClient = {
    getConsents: (identityId: string) => {
      fetched.push(identityId);
      const forest = new ConsentForest(input.consents as Consent[]);
      return Promise.resolve({ toForest: () => forest });
    },
  };
  const kinds: Record<string, (() => TokenDataValidator) | undefined> = {
    not_expired: () => new NotExpiredValidator({ clock }),
    has_refresh: () => new HasRefreshTokensValidator(),
    unchanging: () => new UnchangingIdentityIDValidator(),
    scopes: () =>
      new ScopeRequirementsValidator(scopeRequirements(input.scope_requirements), consentClient),
  };
  const memory = new MemoryTokenStorage();
  await memory.storeTokenDataByResourceServer(tokenData(input.stored));
  const storage = new ValidatingTokenStorage(
    memory,
    input.validators.map((name: string) => {
      const make = kinds[name];
      if (!make) throw new NotYetThere(`validator ${name}`);
      return make();
    }),
  );
  const before = await storage.identityId;
  const steps = [];
  for (const each of callsOf(input)) {
    steps.push(await outcome(async () => ({ returns: await call(storage, each) })));
  }
  return {
    steps,
    identity_id_at_start: before,
    identity_id_after: await storage.identityId,
    consents_fetched_for: fetched,
    stored_after: [...(await memory.getTokenDataByResourceServer()).keys()].sort(),
  };
}

function appPath({ input }: Vector): Json {
  const { client_id: clientId, app_name: appName, environment, namespace } = input;
  const app = { clientId, appName, environment };
  if (input.storage) {
    const kinds: Json = { db: SQLiteTokenStorage, json: JSONTokenStorage };
    if (!kinds[input.storage]) throw new NotYetThere(`storage ${input.storage}`);
    const storage = kinds[input.storage].forGlobusApp({ ...app, namespace, folder: ".globus" });
    return { path_under_home: storage.filepath, namespace: storage.namespace };
  }
  const env: Record<string, string> = input.env ?? { HOME: input.home };
  const folder = globusFolder(
    input.platform === "windows",
    // Python asks for the home folder, which on Windows is that of the profile.
    (name) => name === "USERPROFILE" ? env.HOME : env[name],
    storeTools,
  );
  return { path_without_suffix: appTokenPath({ ...app, folder }, storeTools) };
}

function act(vector: Vector): Json | Promise<Json> {
  const { id, input } = vector;
  switch (id.split("/")[1]) {
    case "document": {
      const data = TokenStorageData.fromDict(input.document);
      return {
        decoded: show(data),
        to_dict: { ...data.toDict() },
        to_dict_include_extra: { ...data.toDict({ includeExtra: true }) },
      };
    }
    case "json-read":
    case "json-store":
    case "json-remove":
      return runFile(vector);
    case "json-file":
      if (input.file !== null) throw new NotYetThere(id);
      return runAbsentFile();
    case "script":
      return runScript(vector);
    case "sqlite":
      return "filepath" in input
        ? { path: new SQLiteTokenStorage(input.filepath).filepath }
        : schema(vector);
    case "store-response":
      return runStoreResponse(vector);
    case "validate":
      return runValidate(vector);
    case "app-name":
      return { slug: slugifyAppName(input.app_name) };
    case "app-path":
      return appPath(vector);
  }
  throw new NotYetThere(id);
}

/** Does what a vector of the topic `token_storage` says. */
export function run(vector: Vector): Promise<Json> {
  return outcome(async () => await act(vector));
}
