import { GlobusAPIError } from "../../../lib/core/api_error.ts";
import { isObject } from "../../../lib/core/guards.ts";
import { GARE } from "../../../lib/gare/gare.ts";
import { hasGares, isGare, toGare, toGares } from "../../../lib/gare/normalize.ts";
import type { AuthorizationParametersDocument } from "../../../lib/gare/parameters.ts";
import { type Json, NotYetThere } from "../harness.ts";
import type { Instead } from "../semantics.ts";
import { raised, type Vector } from "./scopes.ts";

function show(gare: GARE): unknown {
  return {
    code: gare.code,
    authorization_parameters: gare.authorizationParameters.toDict(),
    authorization_parameters_extra: gare.authorizationParameters.extra,
    extra: gare.extra,
    to_dict: gare.toDict(),
    to_dict_include_extra: gare.toDict({ includeExtra: true }),
  };
}

/** An answer as the vectors write it. */
export interface RecordedResponse {
  status: number;
  reason: string;
  headers: Record<string, string>;
  body: string;
}

/** The error of an answer. */
export function apiError({ status, reason, headers, body }: RecordedResponse): GlobusAPIError {
  return new GlobusAPIError({
    method: "GET",
    url: "https://service.example/path",
    route: "/path",
    status,
    statusText: reason,
    headers: new Headers(headers),
    bytes: new TextEncoder().encode(body),
    attempts: 1,
  });
}

function returns(ask: () => unknown) {
  try {
    return { returns: ask() };
  } catch (error) {
    return raised(error);
  }
}

function shown(gare: GARE | undefined) {
  return gare ? show(gare) : null;
}

function act({ input }: Vector): unknown {
  if ("code" in input) {
    const parameters = input.authorization_parameters as AuthorizationParametersDocument;
    const extra = input.extra as Record<string, unknown> | undefined;
    return show(new GARE(input.code as string, parameters, { extra }));
  }
  if ("documents" in input) {
    const documents = input.documents as unknown[];
    return { to_gares: toGares(documents).map(show), has_gares: hasGares(documents) };
  }
  if ("error_subdocument" in input) {
    const raw = input.error_subdocument;
    return { to_gare: returns(() => shown(toGare({ code: null, message: null, raw }))) };
  }
  if (!("response" in input) && !("document" in input)) {
    throw new NotYetThere("requirements of this form");
  }
  const error = "response" in input ? apiError(input.response as RecordedResponse) : input.document;
  return {
    to_gare: returns(() => shown(toGare(error))),
    is_gare: returns(() => isGare(error)),
    to_gares: returns(() => toGares([error]).map(show)),
    has_gares: returns(() => hasGares([error])),
  };
}

/** Does what a vector of the topic `gare` says. */
export function run(vector: Vector): unknown {
  try {
    return act(vector);
  } catch (error) {
    return raised(error);
  }
}

/** Fields under which a service puts the errors of others. */
const NESTING =
  /^(errors?|details?|cause|reason|inactive_reason|status|status_reason|data|result|output|body|exception)$/;

/** The requirements in a body, the upper ones first. Each is read as `gare/document` holds it to. */
function requirementsIn(body: unknown): GARE[] {
  const found: GARE[] = [];
  const level = [body];
  for (const value of level) {
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      level.push(...value);
      continue;
    }
    const gare = toGare(value);
    if (gare) found.push(gare);
    for (const [name, inner] of Object.entries(value)) if (NESTING.test(name)) level.push(inner);
  }
  return found;
}

function asksFor({ authorizationParameters: parameters }: GARE) {
  return Object.values(parameters.toDict()).some((value) => value !== undefined && value !== null);
}

/** What is expected, with scopes that Python counts as unknown fields among the requirements. */
function withScopes(expect: Json): Json {
  if (Array.isArray(expect)) return expect.map(withScopes);
  if (!isObject(expect)) return expect;
  const { authorization_parameters_extra: extra, ...rest } = expect as Json;
  const scopes = extra?.required_scopes;
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === "string")) {
    return Object.fromEntries(
      Object.entries(expect).map(([name, value]) => [name, withScopes(value)]),
    );
  }
  const { required_scopes: _scopes, ...others } = extra;
  const add = (parameters: Json) => ({ ...parameters, required_scopes: scopes });
  const { authorization_parameters: parameters, to_dict, to_dict_include_extra: whole } = rest;
  return {
    ...rest,
    authorization_parameters: add(parameters),
    authorization_parameters_extra: others,
    to_dict: { ...to_dict, authorization_parameters: add(to_dict.authorization_parameters) },
    to_dict_include_extra: {
      ...whole,
      authorization_parameters: add(whole.authorization_parameters),
    },
  };
}

/** What we do on purpose instead of what Python does. */
export function instead(vector: Vector): Instead | undefined {
  const { input, expect } = vector;
  const asked = withScopes(expect as Json);
  if (JSON.stringify(asked) !== JSON.stringify(expect)) {
    return {
      reason: "required_scopes count beside the older form of other requirements too",
      expect: asked,
    };
  }
  if ("documents" in input) {
    const documents = (input as Json).documents.filter(isObject);
    return {
      reason:
        "a value that is not a document asks for nothing, and a list for its first requirement",
      expect: { to_gares: toGares(documents).map(show), has_gares: hasGares(documents) },
    };
  }
  if ("document" in input) {
    const { document } = input as Json;
    if (isObject(document)) return undefined;
    const [first] = [document].flat().flatMap((each) => toGare(each) ?? []);
    return {
      reason:
        "a value that is not a document asks for nothing, and a list for its first requirement",
      expect: {
        to_gare: { returns: shown(first) },
        is_gare: { returns: first !== undefined },
        to_gares: { returns: [] },
        has_gares: { returns: false },
      },
    };
  }
  if (!("response" in input)) return undefined;
  const { to_gare: one, to_gares: all } = expect as Json;
  if (one.returns) {
    return all.returns?.length > 0 ? undefined : {
      reason: "the same requirements are found one by one and together",
      expect: { ...expect as Json, to_gares: { returns: [one.returns] } },
    };
  }
  const found = requirementsIn(apiError(input.response as RecordedResponse).rawJson);
  return {
    reason: "requirements are found wherever a service nests them, whichever client asks",
    expect: {
      to_gare: { returns: shown(found.find(asksFor) ?? found[0]) },
      is_gare: { returns: found.length > 0 },
      to_gares: { returns: found.map(show) },
      has_gares: { returns: found.length > 0 },
    },
  };
}
