import { GlobusAPIError } from "../../../lib/core/api_error.ts";
import { GARE } from "../../../lib/gare/gare.ts";
import { hasGares, isGare, toGare, toGares } from "../../../lib/gare/normalize.ts";
import type { AuthorizationParametersDocument } from "../../../lib/gare/parameters.ts";
import { raised, type Vector } from "./scopes.ts";

/** Differences on purpose: id of a vector, or what it starts with, and why. */
export const differences: Record<string, string> = {
  "gare/api-error/whole-body-flows":
    "toGares() finds what toGare() finds; Python's to_gares() gives nothing here, while has_gares() says true",
};

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

interface RecordedResponse {
  status: number;
  reason: string;
  headers: Record<string, string>;
  body: string;
}

function apiError({ status, reason, headers, body }: RecordedResponse): GlobusAPIError {
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

const returns = (ask: () => unknown) => {
  try {
    return { returns: ask() };
  } catch (error) {
    return raised(error);
  }
};

const shown = (gare: GARE | undefined) => gare ? show(gare) : null;

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
