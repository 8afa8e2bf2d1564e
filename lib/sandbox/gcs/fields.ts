import type { IdentityRecord } from "../auth/people.ts";
import type { Context } from "../http/context.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { gcsError, invalidInput } from "./errors.ts";

/** What a field may hold; a `?` at the end allows null. */
export type FieldType =
  | "text"
  | "text?"
  | "uuid"
  | "boolean"
  | "boolean?"
  | "number?"
  | "number"
  | "texts"
  | "numbers"
  | "texts?"
  | "objects"
  | "objects?"
  | "object"
  | "object?";

/** A type of documents that callers send. */
export interface DocumentType {
  /** Name without version, such as `collection`. */
  readonly name: string;
  /** The newest minor version. */
  readonly newest: number;
  /** Fields by name: what they hold, and the minor version that has them first. */
  readonly fields: ReadonlyMap<string, readonly [type: FieldType, since: number]>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads fields of a document type: `name: type`, and a version where it is not the first. */
export function documentType(
  name: string,
  newest: number,
  fields: Readonly<Record<string, FieldType | readonly [FieldType, number]>>,
): DocumentType {
  const entries = Object.entries(fields).map((
    [field, type],
  ): [string, readonly [FieldType, number]] => [
    field,
    typeof type === "string" ? [type, 0] : type,
  ]);
  return { name, newest, fields: new Map(entries) };
}

/**
 * Reads the document of a request.
 *
 * @returns Its fields, without `DATA_TYPE`.
 * @throws {Refusal} 415 where the body is not declared as JSON, 400 where it is not JSON, 422 where
 * a field is unknown, malformed, or newer than the version that `DATA_TYPE` names.
 */
export function readDocument(context: Context, type: DocumentType): Map<string, unknown> {
  const body = jsonBody(context);
  const { DATA_TYPE: declared, ...given } = body;
  const text = typeof declared === "string" ? declared : "";
  const [, minor] = new RegExp(`^${type.name}#1\\.(\\d+)\\.0$`).exec(text) ?? [];
  if (minor === undefined || Number(minor) > type.newest) {
    throw invalidInput({ property: "DATA_TYPE", message: `Not a version of ${type.name}` });
  }
  const errors = Object.entries(given).flatMap(([property, value]) => {
    const [kind, since] = type.fields.get(property) ?? [];
    if (kind === undefined) return [{ property, message: "Unknown field." }];
    if (since! > Number(minor)) {
      return [{ property, message: `Needs ${type.name}#1.${since}.0` }];
    }
    return holds(kind, value)
      ? []
      : [{ property, message: `Not a valid ${kind.replace("?", "")}.` }];
  });
  if (errors.length > 0) throw invalidInput(...errors);
  return new Map(Object.entries(given));
}

/** Requires that fields are there. */
export function requireFields(fields: ReadonlyMap<string, unknown>, ...names: string[]): void {
  const lacking = names.filter((name) => fields.get(name) == null);
  if (lacking.length === 0) return;
  throw invalidInput(
    ...lacking.map((property) => ({ property, message: "Missing data for required field." })),
  );
}

function jsonBody(context: Context): JsonDocument {
  const type = context.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) throw gcsError(415, "Unsupported media type");
  const body = context.jsonObject();
  if (body === undefined) throw gcsError(400, "The body is not a JSON object");
  return body;
}

function holds(type: FieldType, value: unknown): boolean {
  if (value === null) return type.endsWith("?");
  switch (type.replace("?", "")) {
    case "text":
      return typeof value === "string";
    case "uuid":
      return typeof value === "string" && UUID.test(value);
    case "boolean":
      return typeof value === "boolean";
    case "number":
      return Number.isInteger(value);
    case "texts":
      return Array.isArray(value) && value.every((one) => typeof one === "string");
    case "numbers":
      return Array.isArray(value) && value.every((one) => Number.isInteger(one));
    case "objects":
      return Array.isArray(value) && value.every(isObject);
    default:
      return isObject(value);
  }
}

/** Reads the identity that a document names. */
export function identityIn(context: Context, type: DocumentType): IdentityRecord {
  const fields = readDocument(context, type);
  requireFields(fields, "identity_id");
  const identity = context.world.identities.get(String(fields.get("identity_id")));
  if (!identity) throw invalidInput({ property: "identity_id", message: "No such identity." });
  return identity;
}
