import { GlobusAPIError } from "../../../lib/core/api_error.ts";
import { makeClient } from "../clients.ts";
import { type CannedAnswer, FakeService } from "../fake_service.ts";
import { camelCase, classNames, type Json, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { FakeClock } from "../../kit/clock.ts";

/** Each client makes the error by itself, so each is a case of its own. */
export function expand(vector: Vector): Vector[] {
  const { id, input, expect } = vector;
  if (!Array.isArray(input.clients)) return [vector];
  return input.clients.map((client: string) => {
    const { by_client: byClient, ...shared } = expect;
    return {
      id: `${id} ${client}`,
      input: { ...input, client },
      expect: { ...shared, ...byClient[client] },
    };
  });
}

export async function run({ input, expect }: Vector): Promise<unknown> {
  const error = await errorOf(input);
  if (expect.args) return { args: shownArguments(error, input.client) };
  const { authorizationParameters, consentRequired } = error.info;
  const fields = Object.keys(expect.info?.authorization_parameters ?? {});
  const own = error as unknown as Record<string, unknown>;
  return {
    http_status: error.httpStatus,
    http_reason: error.httpReason,
    content_type: error.headers.get("content-type"),
    code: error.code,
    message: error.messages.length > 0 ? error.messages.join("; ") : null,
    messages: error.messages,
    request_id: error.requestId,
    errors: error.errors,
    raw_json: error.rawJson ?? null,
    info: {
      authorization_parameters: {
        present: authorizationParameters !== undefined,
        ...authorizationParameters && Object.fromEntries(
          fields.filter((name) => name !== "present")
            .map((name) => [name, (authorizationParameters as Json)[name]]),
        ),
      },
      consent_required: {
        present: consentRequired !== undefined,
        required_scopes: consentRequired?.requiredScopes ?? [],
      },
    },
    class: classNames(error)[0],
    // What only some classes have.
    ...Object.fromEntries(
      ["error_data", "detail", "detail_data_type"].filter((name) => name in expect)
        .map((name) => [name, own[camelCase(name)] ?? null]),
    ),
    ...("text" in expect ? { text: error.text } : {}),
  };
}

/** Has a client make its error of an answer. */
async function errorOf(input: Json): Promise<GlobusAPIError> {
  if (!input.response) throw new NotYetThere("errors of this form");
  const { status, reason, headers, body, body_base64: base64 } = input.response;
  const answer: CannedAnswer = {
    status,
    statusText: reason,
    headers,
    ...(base64 === undefined ? { text: body } : { bytes: Uint8Array.fromBase64(base64) }),
  };
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService(() => answer, clock);
  const header = input.request_headers?.Authorization;
  const { client } = makeClient(input.client, service, clock, {
    // Login clients authorize themselves.
    ...(header === undefined ? {} : { authorizer: { getAuthorizationHeader: () => header } }),
  });
  try {
    await client.request(input.method ?? "GET", input.path ?? "/things/1");
  } catch (error) {
    if (error instanceof GlobusAPIError) return error;
    throw error;
  }
  throw new NotYetThere("an error");
}

/** What Python shows of an exception, from what ours shows. */
function shownArguments(error: GlobusAPIError, client: string): unknown[] {
  const shown: unknown[] = [
    error.method,
    error.url,
    error.authorizationScheme ?? null,
    error.httpStatus,
    error.code,
    error.messages.join("; ") || error.httpReason,
  ];
  if (error.requestId !== null) shown.push(error.requestId);
  if (client !== "GCSClient") return shown;
  const { detail, detailDataType } = error as unknown as Record<string, unknown>;
  shown.push(detailDataType ?? null);
  if (typeof detail === "string") shown.push(detail);
  return shown;
}

/** What an exception shows without a request id: method to message, and with GCS a detail. */
const PLAIN_ARGUMENTS = 6;

export async function instead(vector: Vector): Promise<Instead | undefined> {
  const { input, expect } = vector;
  const { body, body_base64: base64 } = input.response;
  const headers: Record<string, string> = input.response.headers;
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];
  if ("text" in expect && !expect.accident && !/charset=/i.test(type ?? "")) {
    return {
      reason: "a body that declares no charset is read as UTF-8; Python guesses one",
      expect: { ...expect, text: new TextDecoder().decode(Uint8Array.fromBase64(base64)) },
    };
  }
  if (type && type !== type.toLowerCase() && /^application\/([\w.-]+\+)?json\b/i.test(type)) {
    const lower = {
      ...input,
      response: { ...input.response, headers: { "content-type": type.toLowerCase() } },
    };
    const same = await run({ ...vector, input: lower }) as Json;
    return {
      reason: "media types are compared without regard to case (RFC 9110 section 8.3.1)",
      expect: expect.args ? same : { ...same, content_type: type },
    };
  }
  const requestId = requestIdOf(body, type ?? "");
  const gcs = input.client === "GCSClient" ? objectOf(body, type ?? "")?.detail : undefined;
  if (isJsonObject(gcs) && gcs.DATA_TYPE !== undefined && typeof gcs.DATA_TYPE !== "string") {
    const { args } = expect;
    return {
      reason: "the type of a detail of Connect Server is text, or there is none",
      expect: args
        ? { args: args.toSpliced(args.lastIndexOf(gcs.DATA_TYPE), 1, null) }
        : { ...expect, detail_data_type: null, request_id: requestId ?? null },
    };
  }
  const own = CLIENTS_WITH_ERROR_OBJECT.has(input.client)
    ? errorObjectOf(body, type ?? "", input.client)
    : undefined;
  if (own) {
    return {
      reason:
        "errors of Flows and Timers have each fault of a list, with or without its place, and" +
        " the `message` where that is all",
      expect: { ...expect, ...own, request_id: requestId ?? null },
    };
  }
  const compute = input.client.startsWith("Compute") ? computeErrorOf(body, type ?? "") : undefined;
  const reason = compute ? COMPUTE_FORM : OTHER_FORMS[input.client];
  const other = compute ??
    (reason && otherShapeOf(body, type ?? "", input.client === "BaseClient"));
  if (other) {
    return {
      reason,
      expect: expect.args
        ? {
          args: [
            ...expect.args.slice(0, 4),
            other.code,
            other.message ?? expect.args[5],
            ...(requestId === undefined ? [] : [requestId]),
          ],
        }
        : { ...expect, ...other, request_id: requestId ?? null },
    };
  }
  const isKept = expect.args ? expect.args.length > PLAIN_ARGUMENTS : expect.request_id !== null;
  if (requestId !== undefined && !isKept) {
    return {
      reason: "a request id is kept also where code or message is missing",
      expect: expect.args
        ? { args: expect.args.toSpliced(6, 0, requestId) }
        : { ...expect, request_id: requestId },
    };
  }
}

/** The request id of an answer that is declared as JSON and is not a list of JSON:API errors. */
function requestIdOf(body: string | undefined, type: string): string | undefined {
  const [media] = type.toLowerCase().split(";", 1);
  if (!/^application\/(\S+\+)?json$/.test(media.trim())) return undefined;
  try {
    const json = JSON.parse(body ?? "");
    const isObject = (value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value);
    const isList = media.trim() === "application/vnd.api+json" && Array.isArray(json?.errors) &&
      json.errors.length > 0 && json.errors.every(isObject);
    if (isList) return undefined;
    return [json?.request_id, json?.debug_id].find((id) => typeof id === "string");
  } catch {
    return undefined;
  }
}

const CLIENTS_WITH_ERROR_OBJECT = new Set(["FlowsClient", "SpecificFlowClient", "TimersClient"]);

/** What an object under `error` says, or for Timers the list under `detail`. */
function errorObjectOf(body: string | undefined, type: string, client: string): Json {
  const json = objectOf(body, type);
  const isWhole = !/^application\/vnd\.api\+json/i.test(type) && typeof json?.code === "string" &&
    typeof json.message === "string" &&
    (json.request_id === undefined || typeof json.request_id === "string");
  if (!json || isWhole) return undefined;
  const text = (value: unknown) => typeof value === "string" ? value : null;
  const said = (errors: Json[], messages: string[]) => {
    const codes = new Set(errors.map(({ code }) => code).filter((code) => code !== null));
    return {
      code: codes.size === 1 ? [...codes][0] : null,
      message: messages.length > 0 ? messages.join("; ") : null,
      messages,
      errors,
    };
  };
  if (isJsonObject(json.error)) {
    const { code, detail, title, message } = json.error;
    const whole = text(detail) ?? text(title) ?? text(message);
    const faults = isListOfObjects(detail) ? detail.flatMap(({ msg }) => text(msg) ?? []) : [];
    const messages = faults.length > 0 || whole === null ? faults : [whole];
    return said([{ code: text(code), message: whole, raw: json.error }], messages);
  }
  if (client !== "TimersClient" || !isListOfObjects(json.detail)) return undefined;
  const errors = json.detail.map((raw: Json) => ({
    code: text(raw.code),
    message: text(raw.msg),
    raw,
  }));
  return said(
    errors,
    json.detail.flatMap(({ msg, loc }: Json) => {
      const hasPlace = Array.isArray(loc) && loc.length > 0 &&
        loc.every((part: unknown) => typeof part === "string" || typeof part === "number");
      return typeof msg !== "string" ? [] : hasPlace ? [`${msg}: ${loc.join(".")}`] : [msg];
    }),
  );
}

function isJsonObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: unknown): value is Json[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

/** A body that is declared as JSON, and is an object but no list of errors of JSON:API. */
function objectOf(body: string | undefined, type: string): Json {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return undefined;
  try {
    const json = JSON.parse(body ?? "");
    const isJsonApi = /^application\/vnd\.api\+json/i.test(type) &&
      isListOfObjects(json?.errors) && json.errors.length > 0;
    return isJsonObject(json) && !isJsonApi ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a body, or a list of errors in it, has a code or a text where Python looks for them. */
function saysByItself(json: Json): boolean {
  const listed = Array.isArray(json.errors) && json.errors.length > 0 &&
    json.errors.every((item: Json) => typeof item === "object" && item && !Array.isArray(item));
  const names = ["code", "message", "detail", "title"];
  return typeof json.code === "string" || (listed ? json.errors : [json])
    .some((item: Json) => names.some((name) => typeof item[name] === "string"));
}

/** Clients that read more forms than Python's, and why. */
const OTHER_FORMS: Record<string, string> = {
  BaseClient: "an error of a service without a class of its own is read in the forms of them all",
  GroupsClient: "a list of what is wrong with a request of Groups is read, with the places",
};

const COMPUTE_FORM =
  "an error of Compute is read whole: a list of what is wrong with the places, or a reason alone";

/** What a list of faults says, or a `reason` where nothing else says anything. */
function computeErrorOf(body: string | undefined, type: string): Json {
  const json = objectOf(body, type);
  if (!json || isWhole(json, type)) return undefined;
  if (Array.isArray(json.detail)) return otherShapeOf(body, type, false);
  const { code, reason, errors } = json;
  const isSaid = [json.message, json.detail, json.title].some((value) => typeof value === "string");
  if (typeof reason !== "string" || reason === "" || isSaid || errors) return undefined;
  const own = /^(string|number)$/.test(typeof code) ? String(code) : null;
  return {
    code: own,
    message: reason,
    messages: [reason],
    errors: [{ code: own, message: reason, raw: json }],
  };
}

/** Whether code and message of a body speak for all of it, or it is a list of JSON:API errors. */
function isWhole(json: Json, type: string): boolean {
  const isId = json.request_id == null || typeof json.request_id === "string";
  return typeof json.code === "string" && typeof json.message === "string" && isId ||
    type.includes("vnd.api+json") && Array.isArray(json.errors) && json.errors.length > 0 &&
      json.errors.every((item: Json) => typeof item === "object" && item && !Array.isArray(item));
}

/**
 * What the forms of Flows, Timers and Compute say: code, texts with their places, errors. Without
 * `all` it is only the form that names places.
 */
function otherShapeOf(body: string | undefined, type: string, all: boolean): Json {
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) return undefined;
  let json: Json;
  try {
    json = JSON.parse(body ?? "");
  } catch {
    return undefined;
  }
  const isObject = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(json) || (all ? saysByItself(json) : isWhole(json, type))) return undefined;
  const raw = all && isObject(json.error) ? json.error : json;
  const text = (value: unknown) => typeof value === "string" ? value : null;
  const code = typeof raw.code === "number" ? String(raw.code) : text(raw.code);
  const placed = (Array.isArray(raw.detail) ? raw.detail : [])
    .filter((item: Json) => isObject(item) && typeof item.msg === "string");
  const whole = [raw.detail, raw.message, raw.title, raw.reason]
    .find((value) => typeof value === "string" && value !== "") ?? null;
  const hasForm = placed.length > 0 || all && (raw !== json || Boolean(text(raw.reason)));
  if (!hasForm || (placed.length === 0 && code === null && whole === null)) return undefined;
  const places = ({ loc }: Json) =>
    Array.isArray(loc) && loc.length > 0 &&
      loc.every((part) => /^(string|number)$/.test(typeof part))
      ? `: ${loc.join(".")}`
      : "";
  const messages = placed.length > 0
    ? placed.map((item: Json) => item.msg + places(item))
    : whole === null
    ? []
    : [whole];
  const codes = new Set(placed.map((item: Json) => text(item.code) ?? code));
  codes.delete(null);
  return {
    code: code ?? (codes.size === 1 ? [...codes][0] : null),
    message: messages.join("; ") || null,
    messages,
    errors: placed.length > 0
      ? placed.map((item: Json) => ({
        code: text(item.code) ?? code,
        message: item.msg,
        raw: item,
      }))
      : [{ code, message: whole, raw }],
  };
}
