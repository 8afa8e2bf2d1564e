/**
 * What our rules make of stored tokens, computed a second time: documents, files, scripts and
 * checks. Where Python differs, our stores are compared with this.
 *
 * @module
 */

import { type Consent, ConsentForest } from "../../../lib/scopes/consents.ts";
import { ScopeParser } from "../../../lib/scopes/scope.ts";
import { type Json, NotYetThere } from "../harness.ts";
import { isObject } from "../rule.ts";
import type { Instead, Vector } from "../semantics.ts";
import { isUsable, UNUSABLE_TOKENS } from "../tokens.ts";

/** One call of a script, in the namespace that it is for. */
export interface Call {
  verb: string;
  argument: Json;
  namespace: string;
}

const VERBS = new Set(["store", "get", "get_all", "remove"]);

/**
 * The calls of a script. Several namespaces are written as a call of their own
 * (`["namespace", "work"]`), before a call (`["work", "get", "x"]`), behind it, or as objects.
 */
export function callsOf(input: Json): Call[] {
  let current: string = input.namespace ?? "DEFAULT";
  return input.calls.flatMap((given: Json): Call[] => {
    const { call = given, namespace } = Array.isArray(given) ? {} as Json : given;
    const [first, ...rest] = call as Json[];
    if (/namespace$/.test(first) && rest.length === 1 && !VERBS.has(first)) {
      current = rest[0];
      return [];
    }
    if (!VERBS.has(first)) {
      const [verb, argument] = rest;
      if (!VERBS.has(verb)) throw new NotYetThere(`the call ${JSON.stringify(first)} of a store`);
      return [{ verb, argument, namespace: first }];
    }
    const place = first === "get_all" ? 0 : 1;
    return [{
      verb: first,
      argument: rest[place - 1],
      namespace: rest[place] ?? namespace ?? current,
    }];
  });
}

function isText(value: Json) {
  return typeof value === "string";
}

const NAMES = ["resource_server", "scope", "access_token", "expires_at_seconds"];
const OPTIONAL = ["identity_id", "refresh_token", "token_type"];

/** Whether a document has the fields of a stored token, each of its type. */
function isDocument(document: Json): boolean {
  return isObject(document) && [...NAMES, ...OPTIONAL].every((name) => {
    const value = document[name] ?? null;
    if (value === null) return OPTIONAL.includes(name);
    return name === "expires_at_seconds" ? Number.isSafeInteger(value) : isText(value);
  });
}

/** Whether stores read it: what cannot be used counts as missing. */
export function isReadable(document: Json): boolean {
  if (!isDocument(document)) return false;
  const { access_token, refresh_token, identity_id, expires_at_seconds: end } = document;
  return ![access_token, refresh_token, identity_id].includes("") && end >= 0 &&
    end < 253_402_300_800;
}

/** A document as the vectors show what was read of it. */
function shown(document: Json): Json {
  const known = [...NAMES, ...OPTIONAL];
  const fields = Object.fromEntries(known.map((name) => [name, document[name] ?? null]));
  const extra = Object.entries(document).filter(([name]) => !known.includes(name));
  return { ...fields, extra: Object.fromEntries(extra) };
}

/** A document as it is written, without fields that say nothing. */
function written(document: Json): Json {
  return Object.fromEntries(
    [...NAMES, ...OPTIONAL].filter((name) => (document[name] ?? null) !== null)
      .map((name) => [name, document[name]]),
  );
}

function each(documents: Json, change: (document: Json) => Json): Json {
  return Object.fromEntries(Object.entries(documents).map(([key, value]) => [key, change(value)]));
}

function readable(documents: Json): Json {
  return Object.fromEntries(Object.entries(documents).filter(([, value]) => isReadable(value)));
}

const INVALID = { raises: "ValidationError", is_a: ["GlobusError", "ValueError"] };
const CORRUPT = { raises: "ValueError", is_a: [] };
const NOT_JSON = { raises: "JSONDecodeError", is_a: ["ValueError"] };
const TOKEN_ERROR = ["TokenValidationError", "GlobusError"];
export const MISSING = { raises: "MissingTokenError", is_a: [...TOKEN_ERROR, "LookupError"] };
export const EXPIRED = { raises: "ExpiredTokenError", is_a: [...TOKEN_ERROR, "ValueError"] };
const UNMET = { raises: "UnmetScopeRequirementsError", is_a: [...TOKEN_ERROR, "ValueError"] };
const NO_IDENTITY = {
  raises: "MissingIdentityError",
  is_a: ["IdentityValidationError", ...TOKEN_ERROR, "LookupError"],
};
const OTHER_IDENTITY = {
  raises: "IdentityMismatchError",
  is_a: ["IdentityValidationError", ...TOKEN_ERROR, "ValueError"],
};

export const MALFORMED_IS_MISSING =
  "a malformed stored document counts as missing, so that the next login replaces it";
const NOTHING_WRITTEN = "nothing is written before there is something to store";
const TIMES_ARE_NUMBERS =
  "a time is a whole number, and JSON has one kind of number: 5.0 is 5, but a boolean is not one";
const ONE_FILE = "a file that holds no tokens is refused, whichever namespace is asked for";
export const OF_THE_STORED =
  "the stored tokens say whose they are: refused or removed ones pin no identity, those of several" +
  " identities are refused when used, and an empty change checks nothing";

function document({ document }: Json): Instead {
  const expect = isDocument(document)
    ? {
      decoded: shown(document),
      to_dict: written(document),
      to_dict_include_extra: { ...shown(document).extra, ...written(document) },
    }
    : INVALID;
  return { reason: TIMES_ARE_NUMBERS, expect };
}

/** What a file of tokens holds, or the error that reading it gives. */
function parsed(text: string): { head: Json; data: Json } | { fault: Json } {
  let file: Json;
  try {
    file = JSON.parse(text);
  } catch {
    return { fault: NOT_JSON };
  }
  const { format_version: version, "globus-sdk.version": sdk, data, ...head } = file ?? {};
  if (isObject(file) && version === "1.0" && isObject(file.by_rs)) {
    return { head: {}, data: { DEFAULT: file.by_rs } };
  }
  return isObject(file) && version === "2.0" && isObject(data) && isText(sdk)
    ? { head: { ...head, "globus-sdk.version": sdk }, data }
    : { fault: CORRUPT };
}

const NEW_HEAD = { format_version: "2.0", "globus-sdk.version": "4.10.0" };

function file({ id, input, expect }: Vector): Instead {
  const read = parsed(input.file);
  const { namespace, store, remove } = input;
  const documents = "data" in read ? read.data[namespace] ?? {} : undefined;
  const fault = "fault" in read ? read.fault : isObject(documents) ? undefined : CORRUPT;
  const malformed = !fault && Object.values(documents).some((one) => !isReadable(one));
  const reason = malformed ? MALFORMED_IS_MISSING : fault ? ONE_FILE : NOTHING_WRITTEN;
  if (id.includes("/json-read/")) {
    const get = Object.keys(expect).find((key) => key.startsWith("get "))!;
    return {
      reason,
      expect: {
        read: fault ?? { by_resource_server: each(readable(documents), shown) },
        [get]: fault ?? { found: isReadable(documents[get.slice(4)]) },
      },
    };
  }
  if (store && !Object.values(store).every(isDocument)) {
    return { reason: TIMES_ARE_NUMBERS, expect: { ...INVALID, file_unchanged: true } };
  }
  if (fault) return { reason, expect: store ? { ...fault, file_unchanged: true } : fault };
  const { head, data } = read as { head: Json; data: Json };
  const write = (changed: Json, sdk: Json): Json => ({
    data: namespace in data || Object.keys(changed).length > 0
      ? { ...data, [namespace]: changed }
      : data,
    ...NEW_HEAD,
    ...head,
    ...sdk,
  });
  if (store) {
    return {
      reason,
      expect: {
        file: Object.keys(store).length === 0
          ? JSON.parse(input.file)
          : write({ ...documents, ...each(store, written) }, NEW_HEAD),
      },
    };
  }
  const { [remove]: removed = null, ...rest } = documents;
  return { reason, expect: { returns: removed !== null, file: write(rest, {}) } };
}

function script(input: Json): Instead {
  const data: Record<string, Record<string, Json>> = {};
  const reasons = new Set<string>();
  let isWritten = false;
  let isOpened = false;
  const steps = callsOf(input).map(({ verb, argument, namespace }) => {
    const documents = data[namespace] ?? {};
    if (Object.values(documents).some((one) => !isReadable(one))) reasons.add(MALFORMED_IS_MISSING);
    switch (verb) {
      case "store":
        if (!Object.values(argument).every(isDocument)) {
          reasons.add(TIMES_ARE_NUMBERS);
          return INVALID;
        }
        isOpened = true;
        if (Object.keys(argument).length === 0) {
          reasons.add(NOTHING_WRITTEN);
          return null;
        }
        isWritten = true;
        data[namespace] = { ...documents, ...each(argument, written) };
        return null;
      case "remove": {
        isWritten = isOpened = true;
        const { [argument]: removed = null, ...rest } = documents;
        if (namespace in data) data[namespace] = rest;
        return removed !== null;
      }
      case "get":
        return isReadable(documents[argument]) ? shown(documents[argument]) : null;
      default:
        return each(readable(documents), shown);
    }
  });
  if (!isWritten) reasons.add(NOTHING_WRITTEN);
  const rows = Object.entries(data).flatMap(([namespace, documents]) =>
    Object.entries(documents).map(([server, one]) => [namespace, server, one])
  );
  const { storages } = input;
  return {
    reason: [...reasons],
    expect: {
      steps,
      ...isWritten && storages.includes("json") ? { json_file: { data, ...NEW_HEAD } } : {},
      ...isOpened && storages.includes("sqlite")
        ? {
          sqlite_rows: {
            token_storage: rows.sort((a, b) => byText(a[0], b[0]) || byText(a[1], b[1])),
            sdk_storage_adapter_internal: [
              ["globus-sdk.database_schema_version", "2"],
              ["globus-sdk.version", "4.10.0"],
            ],
          },
          sqlite_namespaces: [...new Set(rows.map(([namespace]) => namespace))].sort(byText),
        }
        : {},
    },
  };
}

function byText(a: Json, b: Json) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a store is checked by. */
export interface Checks {
  /** Names of the validators, in their order. */
  readonly validators: readonly string[];
  /** Scopes by resource server. */
  readonly scope_requirements?: Json;
  readonly consents?: Json;
  /** Seconds since 1970. */
  readonly now: number;
  /** Throws where no request for consents can be made. */
  readonly authorize?: () => void;
}

/** A store with checks in front of it. */
export class PlayedChecks {
  readonly fetched: string[] = [];
  readonly #input: Checks;
  #stored: Record<string, Json>;
  #known: string | undefined;

  constructor(input: Checks, stored: Record<string, Json>) {
    this.#input = input;
    this.#stored = { ...stored };
  }

  get readable(): Record<string, Json> {
    return readable(this.#stored);
  }

  /** The tokens for a resource server; throws what checks say. */
  get(server: string): Json {
    identityOf(this.readable);
    const one = this.readable[server];
    if (!one) throw MISSING;
    this.#checkRead({ [server]: one });
    return one;
  }

  /** Stores tokens that pass the checks, or those named. */
  set(documents: Record<string, Json>, validators: readonly string[] = this.#input.validators) {
    this.#checkStored(documents, validators);
    Object.assign(this.#stored, documents);
  }

  /** Removes tokens; true if there were any, readable or not. */
  delete(server: string): boolean {
    const found = server in this.#stored;
    delete this.#stored[server];
    return found;
  }

  /** What a call comes to; throws the error that it ends with, as the vectors write it. */
  call([verb, argument]: Json[]): Json {
    switch (verb) {
      case "store": {
        if (!Object.values(argument).every(isDocument)) throw INVALID;
        if (Object.keys(argument).length > 0) this.set(argument);
        return null;
      }
      case "get":
        return shown(this.get(argument));
      case "get_all":
        this.#checkRead(this.readable);
        return each(this.readable, shown);
      case "remove":
        return this.delete(argument);
    }
    throw new NotYetThere(`the call ${verb} of a store`);
  }

  #checkStored(documents: Record<string, Json>, validators: readonly string[]): void {
    const identity = identityOf(documents);
    for (const validator of validators) {
      if (validator === "unchanging") {
        if (identity === null) throw NO_IDENTITY;
        if ((identityOf(this.readable) ?? identity) !== identity) throw OTHER_IDENTITY;
      }
      if (validator === "scopes") {
        for (const [server, one] of Object.entries(documents)) this.#checkScopes(server, one);
      }
    }
  }

  #checkRead(documents: Record<string, Json>): void {
    const identity = identityOf(documents);
    for (const validator of this.#input.validators) {
      for (const [server, one] of Object.entries(documents)) {
        if (validator === "not_expired" && one.expires_at_seconds < this.#input.now) throw EXPIRED;
        if (validator === "has_refresh" && (one.refresh_token ?? null) === null) throw MISSING;
        if (validator === "scopes") {
          this.#checkScopes(server, one);
          this.#checkConsents(server, identity);
        }
      }
    }
  }

  #required(server: string) {
    const scopes: string[] = [this.#input.scope_requirements?.[server] ?? []].flat();
    return ScopeParser.mergeScopes(scopes.flatMap((text) => ScopeParser.parse(text)), []);
  }

  #checkScopes(server: string, { scope }: Json): void {
    const granted: string[] = scope.split(" ");
    if (this.#required(server).some((one) => !granted.includes(one.scopeString))) throw UNMET;
  }

  #checkConsents(server: string, identity: string | null): void {
    const required = this.#required(server).filter(({ dependencies }) => dependencies.length > 0);
    if (required.length === 0 || identity === null) return;
    const isMet = new ConsentForest(this.#input.consents as Consent[])
      .meetsScopeRequirements(required);
    if (isMet && this.#known === identity) return;
    this.#input.authorize?.();
    this.fetched.push(identity);
    this.#known = identity;
    if (!isMet) throw UNMET;
  }
}

/** Whose tokens these are; throws if they are of several. */
export function identityOf(documents: Record<string, Json>): string | null {
  const found = new Set(
    Object.values(documents).map(({ identity_id }) => identity_id ?? null).filter((id) =>
      id !== null
    ),
  );
  if (found.size > 1) throw OTHER_IDENTITY;
  return [...found][0] ?? null;
}

/** What a played call comes to, or the error that it throws. */
export function outcome(call: () => Json): Json {
  try {
    return call();
  } catch (error) {
    if (error instanceof Error) throw error;
    return error;
  }
}

function validate(input: Json): Instead {
  const played = new PlayedChecks(input, input.stored);
  const reasons = new Set([OF_THE_STORED]);
  const isMalformed = (documents: Json) =>
    Object.values(documents ?? {}).some((one) => !isReadable(one));
  if (isMalformed(input.stored)) reasons.add(MALFORMED_IS_MISSING);
  for (const [verb, argument] of input.calls) {
    if (verb === "store" && isMalformed(argument)) reasons.add(MALFORMED_IS_MISSING);
  }
  const expect = outcome(() => {
    if (!Object.values(input.stored).every(isDocument)) return INVALID;
    const before = identityOf(played.readable);
    const steps = input.calls.map((each: Json[]) =>
      outcome(() => ({ returns: played.call(each) }))
    );
    return {
      steps,
      identity_id_at_start: before,
      identity_id_after: identityOf(played.readable),
      consents_fetched_for: played.fetched,
      stored_after: Object.keys(played.readable).sort(byText),
    };
  });
  return { reason: [...reasons], expect };
}

/** Refused where a token cannot be used; a missing `token_type` is the topic of responses. */
function storeResponse({ grant, token_json: document }: Json): Instead | undefined {
  const complete = (token: Json): Json =>
    isObject(token)
      ? {
        token_type: "Bearer",
        ...token,
        ...Array.isArray(token.other_tokens)
          ? { other_tokens: token.other_tokens.map(complete) }
          : {},
      }
      : token;
  const isList = grant === "dependent";
  const all = Array.isArray(document) ? document.map(complete) : complete(document);
  return isUsable(all, isList) ? undefined : {
    reason: UNUSABLE_TOKENS,
    expect: { raises: "InvalidResponseError", is_a: ["GlobusError"] },
  };
}

/** A variable that is set to nothing counts as not set. */
function appPath({ platform, env = {}, ...input }: Json, expect: Json): Instead | undefined {
  if (platform !== "windows" || env.LOCALAPPDATA !== "") return undefined;
  const folder = env.APPDATA || `${env.HOME ?? input.home}/AppData/Local`;
  const [, rest] = /(\/globus\/app\/.*)/.exec(expect.path_without_suffix ?? "") ?? [];
  return rest === undefined ? undefined : {
    reason: "an environment variable that is set to nothing counts as not set",
    expect: { path_without_suffix: folder + rest },
  };
}

/** Where we differ by rule, and what we do there instead. */
export function instead(vector: Vector): Instead | undefined {
  const { id, input, expect } = vector;
  switch (id.split("/")[1]) {
    case "document":
      return document(input);
    case "json-read":
    case "json-store":
    case "json-remove":
      return file(vector);
    case "json-file":
      return {
        reason:
          "nothing is written before the first tokens, and a mode that is too open is repaired",
        expect: { ...expect, folder_made: false, mode_of_existing_0644_file: "0o600" },
      };
    case "script":
      return script(input);
    case "validate":
      return validate(input);
    case "store-response":
      return storeResponse(input);
    case "app-path":
      return appPath(input, expect);
  }
}
