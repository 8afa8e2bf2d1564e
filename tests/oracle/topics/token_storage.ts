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
import { FreeClock } from "../fake.ts";
import { compare, type Json } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { DatabaseSync } from "node:sqlite";

/** Differences on purpose that no rule over the input tells apart. */
export const differences: Record<string, string> = {
  "token_storage/document/expiry-whole-float":
    "JSON has one kind of number here: 1700000000.0 and 1700000000 are the same",
};

const storing = new Set(["store", "remove", "store_response"]);

const isObject = (value: Json) => value?.constructor === Object;

/** Whether our stores read a document: a malformed one counts as missing. */
function isReadable(document: Json): boolean {
  if (!isObject(document)) return false;
  const isText = (value: Json) => typeof value === "string";
  const { identity_id, refresh_token, token_type, expires_at_seconds: end } = document;
  return isText(document.resource_server) && isText(document.scope) &&
    [document.access_token, refresh_token ?? "-", identity_id ?? "-"]
      .every((value) => isText(value) && value !== "") &&
    isText(token_type ?? "") && Number.isInteger(end) && end >= 0 && end < 253_402_300_800;
}

/** Entries of an object whose documents, by the same keys, are readable. */
function readableOnly(shown: Json, documents: Json): Json {
  return Object.fromEntries(
    Object.entries(shown).filter(([server]) => isReadable(documents[server])),
  );
}

/** Whose tokens these are, as the readable documents say. */
function readableIdentity(documents: Json): Json {
  const [first] = Object.values<Json>(documents).filter((document) =>
    isReadable(document) && document.identity_id
  );
  return first?.identity_id ?? null;
}

const malformedIsMissing =
  "a malformed stored document counts as missing, so that the next login replaces it";

/** What comes of a file, a script or checks where a stored document is malformed. */
function insteadOfMalformed({ id, input, expect }: Vector): Instead | undefined {
  const hasMalformed = (documents: Json) =>
    isObject(documents) && !Object.values(documents).every(isReadable);
  if (id.startsWith("token_storage/json-read/")) {
    const file = parseJson(input.file);
    const documents = file?.format_version === "1.0"
      ? input.namespace === "DEFAULT" ? file.by_rs : undefined
      : file?.data?.[input.namespace];
    const isFile = ["1.0", "2.0"].includes(file?.format_version) &&
      (file.format_version === "1.0" || typeof file["globus-sdk.version"] === "string");
    if (!isFile || !hasMalformed(documents)) return undefined;
    const readable = Object.entries<Json>(documents).filter(([, document]) => isReadable(document));
    const shown = readable.map(([server, document]) => [
      server,
      show(TokenStorageData.fromDict(document)),
    ]);
    const get = Object.keys(expect).find((key) => key.startsWith("get "))!;
    return {
      reason: malformedIsMissing,
      expect: {
        read: { by_resource_server: Object.fromEntries(shown) },
        [get]: { found: isReadable(documents[get.slice(4)]) },
      },
    };
  }
  if (!input.calls || !Array.isArray(expect.steps)) return undefined;
  const stored: Json = { ...input.stored };
  let differs = false;
  const steps = expect.steps.map((step: Json, i: number) => {
    const [name, argument] = input.calls[i];
    if (name === "store" && !step?.raises) Object.assign(stored, argument);
    if (name === "remove") delete stored[argument];
    const isMalformed = name === "get"
      ? argument in stored && !isReadable(stored[argument])
      : name === "get_all" && hasMalformed(stored);
    if (!isMalformed || step?.accident) return step;
    differs = true;
    if (name === "get") {
      return input.validators
        ? {
          raises: "MissingTokenError",
          is_a: ["TokenValidationError", "GlobusError", "LookupError"],
        }
        : null;
    }
    if (step?.raises) return step;
    return input.validators
      ? { returns: readableOnly(step.returns, stored) }
      : readableOnly(step, stored);
  });
  if (!differs && !hasMalformed(stored)) return undefined;
  const instead: Json = { ...expect, steps };
  if (input.validators) {
    instead.identity_id_at_start = readableIdentity(input.stored);
    instead.identity_id_after = readableIdentity(stored);
    instead.stored_after = expect.stored_after.filter((server: string) =>
      isReadable(stored[server])
    );
  }
  return { reason: malformedIsMissing, expect: instead };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where we differ by rule, and what we do there instead. */
export function instead(vector: Vector): Instead | undefined {
  const { id, input, expect } = vector;
  if (typeof input.document?.expires_at_seconds === "boolean") {
    return {
      reason: "a truth value is no time; Python counts True as 1",
      expect: { raises: "ValidationError", is_a: ["GlobusError", "ValueError"] },
    };
  }
  if (id.startsWith("token_storage/json-file/")) {
    return {
      reason: "nothing is written before there is something to store, and no mode stays too open",
      expect: { ...expect, folder_made: false, mode_of_existing_0644_file: "0o600" },
    };
  }
  const malformed = insteadOfMalformed(vector);
  if (malformed) return malformed;
  const calls: Json[] = input.calls ?? [];
  if (input.storages && !calls.some(([name]) => storing.has(name))) {
    const { sqlite_rows: _rows, sqlite_namespaces: _namespaces, ...rest } = expect;
    return { reason: "nothing is written before there is something to store", expect: rest };
  }
  if (input.validators && expect.identity_id_at_start === null) {
    const stored = calls.some(([name], i) => name === "store" && !expect.steps[i].raises);
    if (!stored && expect.identity_id_after !== null) {
      return {
        reason: "tokens that were refused pin no identity",
        expect: { ...expect, identity_id_after: null },
      };
    }
  }
}

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
    return error.message.includes("is not JSON;")
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

const showAll = (all: ReadonlyMap<string, TokenStorageData>): Json =>
  Object.fromEntries(Array.from(all, ([server, data]) => [server, show(data)]));

const tokenData = (documents: Json): [string, TokenStorageData][] =>
  Object.entries(documents).map(([server, document]) => [
    server,
    TokenStorageData.fromDict(document),
  ]);

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const readJson = (path: string): Json => {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch { // Absent, or not JSON.
    return undefined;
  }
};

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

const mode = (path: string) => `0o${(Deno.statSync(path).mode! & 0o777).toString(8)}`;

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

function call(storage: TokenStorage, [name, argument]: Json): Promise<Json> {
  switch (name) {
    case "store":
      return storage.storeTokenDataByResourceServer(tokenData(argument)).then(() => null);
    case "get":
      return storage.getTokenData(argument).then(show);
    case "get_all":
      return storage.getTokenDataByResourceServer().then(showAll);
    case "remove":
      return storage.removeTokenData(argument);
  }
  throw new Error(`The vectors ask for ${name}, which nobody maps yet`);
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
      for (const each of input.calls) found.push(await outcome(() => call(kinds[kind], each)));
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
  const clock = new FreeClock(input.now);
  const fetched: string[] = [];
  const consentClient = {
    getConsents: (identityId: string) => {
      fetched.push(identityId);
      const forest = new ConsentForest(input.consents as Consent[]);
      return Promise.resolve({ toForest: () => forest });
    },
  };
  const kinds: Record<string, () => TokenDataValidator> = {
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
    input.validators.map((name: string) => kinds[name]()),
  );
  const before = await storage.identityId;
  const steps = [];
  for (const each of input.calls) {
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
  if (input.storage === "db") {
    const storage = SQLiteTokenStorage.forGlobusApp({ ...app, namespace, folder: ".globus" });
    return { path_under_home: storage.filepath, namespace: storage.namespace };
  }
  const env: Record<string, string> = input.env ?? { HOME: input.home };
  const folder = globusFolder(
    input.platform === "windows",
    // Python asks for the home folder, which on Windows is that of the profile.
    (name) => name === "USERPROFILE" ? env.HOME : env[name],
  );
  return { path_without_suffix: appTokenPath({ ...app, folder }) };
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
      return runAbsentFile();
    case "script":
      return runScript(vector);
    case "sqlite":
      return { path: new SQLiteTokenStorage(input.filepath).filepath };
    case "store-response":
      return runStoreResponse(vector);
    case "validate":
      return runValidate(vector);
    case "app-name":
      return { slug: slugifyAppName(input.app_name) };
    case "app-path":
      return appPath(vector);
  }
  throw new Error(`The vectors have ${id}, which nobody maps yet`);
}

/** Does what a vector of the topic `token_storage` says. */
export function run(vector: Vector): Promise<Json> {
  return outcome(async () => await act(vector));
}
