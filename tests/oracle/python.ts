/**
 * Python's calls in terms of this SDK, by the rules of its grammar: names in camelCase, required
 * positional parameters in their places, all else in one `params` object under the service's own
 * names, how it is sent in `options`.
 *
 * @module
 */

import * as sdk from "../../mod.ts";
import { camelCase, type Json, NotYetThere } from "./harness.ts";

/** A parameter in `inventory.json`. */
export interface Parameter {
  name: string;
  kind: "positional" | "keyword-only";
  required: boolean;
  default?: Json;
}

/** A method in `inventory.json`. */
export interface Method {
  name: string;
  parameters: Parameter[];
  requests: { method: string; path: string | null }[];
  paginated: PagingStyle | null;
}

/** How a method pages, in `inventory.json`. */
export interface PagingStyle {
  style: string;
  items_key: string | null;
  marker_key?: string;
  max_total_results?: number;
  page_size?: number;
  /** Field of a page that says by how much the offset grows; else its items do. */
  advance_by?: string;
}

/** `inventory.json`. */
export interface Inventory {
  clients: {
    client: string;
    constructor: Parameter[];
    methods: Method[];
    properties: string[];
  }[];
  payload_classes: { name: string; parameters: Parameter[]; methods: Method[] }[];
}

/** A call as the vectors write it. */
export type PythonCall = [name: string, args: Json[], kwargs: Record<string, Json>];

type Constructor = new (...args: unknown[]) => object;

/** Public symbols by name, to look up what the vectors name. */
const symbols = sdk as unknown as Record<string, unknown>;

/** A class of the SDK. */
export function classNamed(name: string): Constructor {
  const found = symbols[name];
  if (typeof found !== "function") throw new NotYetThere(`class ${name}`);
  return found as Constructor;
}

/** Options of Python's transport, and ours for each. */
export const REQUEST_OPTIONS: Readonly<Record<string, string>> = {
  query_params: "query",
  headers: "headers",
  encoding: "encoding",
  automatic_authorization: "automaticAuthorization",
};

/** Python settings of its HTTP library that mean nothing to `fetch`, which decides for itself. */
export const OWN_TO_PYTHON: ReadonlySet<string> = new Set([
  "allow_redirects",
  "stream",
  "transport",
]);

/** Parameters that never travel: the SDK's own, in camelCase. Units are part of some names. */
export const SDK_ONLY: Readonly<Record<string, string>> = {
  requested_scopes: "requestedScopes",
  redirect_uri: "redirectUri",
  refresh_tokens: "refreshTokens",
  prefill_named_grant: "prefillNamedGrant",
  openid_configuration: "openidConfiguration",
  as_pem: "asPem",
  response_class: "responseClass",
  body_params: "bodyParams",
  timeout: "timeoutMs",
  polling_interval: "intervalMs",
};
const IN_MILLISECONDS = new Set(["timeout", "polling_interval"]);

/** Methods whose filters are `params` here, while Python takes them as `query_params` alone. */
const TAKES_FILTERS = new Set(["TimersClient.list_jobs"]);

/** What a helper class says by its name, and a plain object by a field. */
const BY_NAME: Record<string, Record<string, string>> = {
  MappedCollectionDocument: { collection_type: "mapped" },
  GuestCollectionDocument: { collection_type: "guest" },
};

/** Methods of every client that take a path, with their parameters by place. */
const RAW_METHODS: Record<string, string[]> = {
  get: ["path"],
  delete: ["path"],
  post: ["path", "data"],
  put: ["path", "data"],
  patch: ["path", "data"],
  request: ["method", "path", "data"],
};

/** Translates calls and arguments for one file of vectors. */
export class PythonCaller {
  readonly #inventory: Inventory;
  readonly #clientOptions: Record<string, unknown>;

  /** @param clientOptions Added to the options of each client that is made: `fetch`, `clock` … */
  constructor(inventory: Inventory, clientOptions: Record<string, unknown> = {}) {
    this.#inventory = inventory;
    this.#clientOptions = clientOptions;
  }

  /** What the inventory says of a client's method; undefined for those it leaves out. */
  method(client: string, name: string): Method | undefined {
    return this.#inventory.clients.find((entry) => entry.client === client)?.methods
      .find((method) => method.name === name);
  }

  /** An argument of the vectors as a value for our SDK. */
  value(argument: Json): unknown {
    if (argument === null || typeof argument !== "object") return argument;
    if (Array.isArray(argument)) return argument.map((item) => this.value(item));
    if ("$datetime" in argument) return new Date(argument.$datetime);
    // Our durations are numbers of seconds; Python sends those of a timedelta without a fraction.
    if ("$timedelta" in argument) return Math.trunc(argument.$timedelta);
    if ("$seconds" in argument) return argument.$seconds;
    if ("$uuid" in argument) return argument.$uuid;
    if ("$class" in argument) return classNamed(argument.$class);
    if ("$scope" in argument) {
      return (classNamed("Scope") as unknown as { parse(text: string): unknown }).parse(
        argument.$scope,
      );
    }
    if ("$helper" in argument) {
      const { class: helper, args = [], kwargs = {}, calls = [] } = argument.$helper;
      return this.make(helper, args, kwargs, calls);
    }
    if ("$new" in argument) {
      return this.make(argument.$new, argument.args, argument.kwargs, argument.then);
    }
    return this.#values(argument);
  }

  #values(kwargs: Record<string, Json>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(kwargs).map(([name, value]) => [name, this.value(value)]),
    );
  }

  /** Makes a client, an app, an authorizer, a document or a helper, and calls methods on it. */
  make(
    name: string,
    args: Json[],
    kwargs: Record<string, Json>,
    then: PythonCall[] = [],
  ): object {
    const payload = this.#inventory.payload_classes.find((entry) => entry.name === name);
    if (payload) return this.#makePayload(payload, args, kwargs, then);
    const places = args.map((argument) => this.value(argument));
    const rest = { ...kwargs };
    // Required arguments may be given by name.
    for (const { name: place, required } of this.#parametersOf(name).slice(args.length)) {
      if (!required || !(place in rest)) continue;
      places.push(this.value(rest[place]));
      delete rest[place];
    }
    const options = Object.fromEntries(
      Object.entries(rest).filter(([key]) => !OWN_TO_PYTHON.has(key))
        .map(([key, value]) => [camelCase(key), this.value(value)]),
    );
    if (name === "GlobusAppConfig") return { ...options, ...this.#clientOptions };
    const made = classNamed(name);
    if (name.endsWith("Authorizer")) return new made(...places);
    if (name === "GroupsManager") return new made(...places);
    // Python's separate config goes into our options.
    const { config } = options;
    return new made(...places, { ...this.#clientOptions, ...config as object, ...options });
  }

  /** Parameters that a client is made with, as in the inventory. */
  #parametersOf(name: string): Parameter[] {
    const entry = this.#inventory.clients.find(({ client }) => client === name);
    return entry && Object.hasOwn(entry, "constructor") ? entry.constructor : [];
  }

  /** A helper with behavior is a class; one that only holds fields is a plain object here. */
  #makePayload(
    payload: Inventory["payload_classes"][number],
    args: Json[],
    kwargs: Record<string, Json>,
    then: PythonCall[],
  ): object {
    const { places, rest } = this.#arrange(payload.parameters, args, kwargs);
    const made = symbols[payload.name];
    if (typeof made !== "function") {
      if (payload.methods.length > 0) throw new NotYetThere(`class ${payload.name}`);
      // Where None is the default, it is the same as no argument.
      const given = Object.entries(rest).filter(([key, value]) =>
        value !== null ||
        payload.parameters.find((entry) => entry.name === key)?.default !== null
      );
      const { additional_fields: extra, data_type: type, ...fields } = this.#values(
        Object.fromEntries(given),
      );
      if (type !== undefined) fields.DATA_TYPE = type;
      const { default: usual } = payload.parameters.find(({ name }) => name === "DATA_TYPE") ?? {};
      // Policies say their type; the methods of clients say that of a document.
      const isTyped = payload.name.endsWith("Policies") && typeof usual === "string";
      const names = payload.parameters.slice(0, places.length).map((entry) => entry.name);
      return {
        ...BY_NAME[payload.name],
        ...(isTyped ? { DATA_TYPE: usual } : {}),
        ...Object.fromEntries(names.map((name, i) => [name, places[i]])),
        ...fields,
        ...extra as object,
      };
    }
    const instance = new (made as Constructor)(...places, this.#values(rest)) as object;
    for (const [name, callArgs, callKwargs] of then) {
      const parameters = payload.methods.find((method) => method.name === name)?.parameters ?? [];
      const call = this.#arrange(parameters, callArgs, callKwargs);
      const params = Object.keys(call.rest).length > 0 ? [this.#values(call.rest)] : [];
      invoke(instance, name, [...call.places, ...params]);
    }
    return instance;
  }

  /** Calls a method of a client. */
  call(client: object, clientName: string, call: PythonCall): unknown {
    const [name, args, kwargs] = call;
    return invoke(client, name, this.arguments(clientName, name, args, kwargs));
  }

  /** The arguments of a client's method in our order. */
  arguments(
    clientName: string,
    name: string,
    args: Json[],
    kwargs: Record<string, Json>,
  ): unknown[] {
    const options: Record<string, unknown> = {};
    const named: Record<string, Json> = {};
    for (const [key, value] of Object.entries(kwargs)) {
      // Python takes null for false there.
      if (key === "automatic_authorization") options[REQUEST_OPTIONS[key]] = Boolean(value);
      else if (key in REQUEST_OPTIONS) options[REQUEST_OPTIONS[key]] = this.value(value);
      else if (!OWN_TO_PYTHON.has(key)) named[key] = value;
    }
    const lastOptions = () => Object.keys(options).length > 0 ? options : undefined;
    const raw = RAW_METHODS[name];
    if (raw) {
      const places = raw.map((place, i) => i < args.length ? args[i] : named[place]);
      return [...places.map((place) => this.value(place)), lastOptions()];
    }
    const parameters = this.method(clientName, name)?.parameters ?? [];
    const { places, rest } = this.#arrange(parameters, args, named);
    // Some of Python's optional parameters may be given by place.
    for (const [key, value] of Object.entries(rest)) {
      if (!(key in REQUEST_OPTIONS)) continue;
      options[REQUEST_OPTIONS[key]] = this.value(value);
      delete rest[key];
    }
    const takesParams = TAKES_FILTERS.has(`${clientName}.${name}`) ||
      parameters.some((parameter) =>
        !(parameter.kind === "positional" && parameter.required) &&
        !(parameter.name in REQUEST_OPTIONS)
      );
    if (!takesParams) return [...places, lastOptions()];
    const params: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(rest)) {
      const translated = this.value(value);
      params[SDK_ONLY[key] ?? key] = IN_MILLISECONDS.has(key) && typeof translated === "number"
        ? translated * 1000
        : translated;
    }
    return [...places, Object.keys(rest).length > 0 ? params : undefined, lastOptions()];
  }

  /** Separates required positional arguments from the rest. */
  #arrange(
    parameters: Parameter[],
    args: Json[],
    kwargs: Record<string, Json>,
  ): { places: unknown[]; rest: Record<string, Json> } {
    const places: unknown[] = [];
    const rest = { ...kwargs };
    const positional = parameters.filter((parameter) => parameter.kind === "positional");
    positional.forEach((parameter, i) => {
      const given = i < args.length ? args[i] : rest[parameter.name];
      if (parameter.required) {
        places.push(this.value(given));
        delete rest[parameter.name];
      } else if (i < args.length) rest[parameter.name] = given;
    });
    for (const extra of args.slice(positional.length)) places.push(this.value(extra));
    return { places, rest };
  }
}

/** Calls a method by its Python name, or reads a property. */
export function invoke(target: object, name: string, args: unknown[]): unknown {
  // Python calls static methods on an instance too.
  const owner = camelCase(name) in target ? target : target.constructor;
  const method = (owner as unknown as Record<string, unknown>)[camelCase(name)];
  if (typeof method !== "function") {
    throw new NotYetThere(`${target.constructor.name}.${camelCase(name)}()`);
  }
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return method.apply(owner, args);
}
