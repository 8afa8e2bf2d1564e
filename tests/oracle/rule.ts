/**
 * The types and helpers of rules of differences.
 *
 * @module
 */

import type { CannedAnswer, RecordedRequest } from "./fake_service.ts";
import type { Json } from "./harness.ts";
import type { Method, PythonCall } from "./python.ts";

/** A vector of a wire file. */
export interface WireVector {
  id: string;
  method: string;
  args: Json[];
  kwargs: Record<string, Json>;
  paginated: boolean;
  requests: RecordedRequest[];
  construct?: Json;
  setup?: PythonCall[];
  access?: string;
  canned?: CannedAnswer[];
  result?: Json;
  items?: Json[];
  iterate?: string;
  pages?: number;
  raises?: string;
  sleeps?: number[];
}

/** A vector with the client that it is for. */
export interface WireCall extends WireVector {
  client: string;
}

/** A deliberate difference from the Python SDK. */
export interface Rule {
  /** Why we differ: shown by the report. */
  reason: string;
  /**
   * What the vector says with our behavior in it; undefined where the rule does not apply. With
   * `reasons` these count in place of the rule's own.
   */
  instead(
    call: WireCall,
    method: Method | undefined,
  ): WireCall & { reasons?: Iterable<string> } | undefined;
}

/** A call that is refused after `sent` requests. */
export function refused(call: WireCall, raises: string, sent = 0): WireCall {
  const { result: _result, items: _items, pages: _pages, sleeps: _sleeps, ...rest } = call;
  return { ...rest, raises, requests: call.requests.slice(0, sent) };
}

/** The call with each request replaced; undefined if none changes. */
export function eachRequest(
  call: WireCall,
  change: (request: RecordedRequest) => RecordedRequest,
): WireCall | undefined {
  const requests = call.requests.map(change);
  return requests.every((request, i) => request === call.requests[i])
    ? undefined
    : { ...call, requests };
}

/** Whether it stands for the URL of a login. */
export function isAuthorizeUrl(request: RecordedRequest) {
  return request.method === "URL";
}

/** The address of the call's client. */
export function clientBase(call: WireCall): string {
  return call.construct?.kwargs?.base_url ?? call.construct?.base_url ?? call.requests[0]?.base ??
    "";
}

/** Letters, digits and `-_.~` stay, all else is percent-encoded. */
export function percentEncode(text: string) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The argument in a place, whether it is given there or by its name. */
export function argument(
  { args, kwargs }: WireCall,
  method: Method | undefined,
  place: number,
): Json {
  return args[place] ?? kwargs[method?.parameters[place]?.name ?? ""] ?? null;
}

/** Whether a value is a text. */
export function isText(value: Json): boolean {
  return typeof value === "string";
}

/** Whether a value is a list of texts. */
export function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.every(isText);
}

/** Whether a value is a JSON object. */
export function isObject(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
