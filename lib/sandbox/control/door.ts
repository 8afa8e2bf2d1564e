import { isObject, type JsonDocument } from "../http/json.ts";
import type { Sandbox } from "../sandbox.ts";

/** A request to a door of the sandbox. */
export interface DoorCall {
  /** The sandbox that the door belongs to. */
  readonly sandbox: Sandbox;
  /** The request as the server got it. */
  readonly request: Request;
  /** Its address. */
  readonly url: URL;
  /** Parts of the path that the route names, decoded. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The JSON object of a body. It must be declared as JSON, which no page of another site can send
 * unasked.
 *
 * @param names The fields that it may have; any, if none are given.
 * @throws {TypeError} If the body is something else, or has another field, such as a misspelled one.
 */
export async function bodyOf({ request }: DoorCall, ...names: string[]): Promise<JsonDocument> {
  const type = request.headers.get("content-type")?.split(";")[0].trim().toLowerCase();
  const text = await request.text();
  let body: JsonDocument | undefined;
  try {
    const value: unknown = type === "application/json" ? JSON.parse(text) : undefined;
    if (isObject(value)) body = value;
  } catch { // The text is not JSON.
  }
  if (!body) {
    throw new TypeError("The body must be a JSON object, with content-type: application/json");
  }
  const unknown = names.length > 0 && Object.keys(body).find((name) => !names.includes(name));
  if (unknown) throw new TypeError(`"${unknown}" is not known here: give ${names.join(", ")}`);
  return body;
}

/** A field of a body that is text where it is given. */
export function textIn(body: JsonDocument, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === "string") return value;
  throw new TypeError(`"${name}" must be text`);
}

/** A field of a body that must be given as text. */
export function neededIn(body: JsonDocument, name: string): string {
  const value = textIn(body, name);
  if (value !== undefined && value !== "") return value;
  throw new TypeError(`"${name}" is missing`);
}

/** A field of a body that is a list of texts where it is given. */
export function textsIn(body: JsonDocument, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new TypeError(`"${name}" must be a list of texts`);
}

/** A field of a body that is true or false; false where it is not given. */
export function switchIn(body: JsonDocument, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value === "boolean") return value;
  throw new TypeError(`"${name}" must be true or false`);
}
