import type { OutputUnit, Schema } from "@cfworker/json-schema";
import { isObject, type JsonDocument } from "../http/json.ts";

/** What is wrong with an input. */
export interface InputFault {
  /** Where it stands, as a JSONPath. */
  loc: [string];
  /** Kind of fault. */
  type: "InvalidActionInput";
  /** What is wrong, in a sentence. */
  msg: string;
}

/** Keywords whose own errors only repeat those beside or below them. */
const CONTAINERS = [
  "properties",
  "items",
  "allOf",
  "$ref",
  "patternProperties",
  "if",
  "then",
  "else",
  "false",
];

/**
 * Checks the input of a run by the schema of its flow (JSON Schema, draft 7). The validator is
 * loaded when it is first needed.
 *
 * @returns What is wrong; nothing for an input that the schema allows.
 */
export async function inputFaults(schema: JsonDocument, input: unknown): Promise<InputFault[]> {
  const { Validator } = await import("@cfworker/json-schema");
  let errors: OutputUnit[];
  try {
    errors = new Validator(schema as Schema, "7", false).validate(input).errors;
  } catch (error) {
    return [{ loc: ["$"], type: "InvalidActionInput", msg: messageOf(error) }];
  }
  const told = errors.filter(({ keyword }) => !CONTAINERS.includes(keyword));
  return told.map((error) => {
    const names = stepsOf(error.instanceLocation);
    return {
      loc: [["$", ...names].join(".")],
      type: "InvalidActionInput",
      msg: sentence(error, schema, names.reduce(memberOf, input)),
    };
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The schema cannot be used";
}

function memberOf(value: unknown, name: string): unknown {
  return Array.isArray(value) ? value[Number(name)] : isObject(value) ? value[name] : undefined;
}

const TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** Keywords that hold one schema, and those that hold schemas by name. */
const INNER = ["items", "additionalProperties", "not", "if", "then", "else", "contains"];
const NAMED = ["properties", "patternProperties", "definitions"];

/**
 * What is wrong with a JSON Schema: only types that do not exist and patterns that cannot be read
 * are found.
 *
 * @returns The fault in a sentence; `undefined` for a good schema.
 */
export function schemaFault(schema: unknown): string | undefined {
  if (typeof schema === "boolean") return undefined;
  if (!isObject(schema)) return "value is not a valid dict";
  const { type, pattern, allOf, anyOf, oneOf } = schema;
  for (const one of type === undefined ? [] : [type].flat()) {
    if (!TYPES.includes(String(one))) return `${JSON.stringify(one)} is not a type of JSON Schema`;
  }
  if (pattern !== undefined) {
    try {
      new RegExp(String(pattern), "u");
    } catch (error) {
      return messageOf(error);
    }
  }
  const inner = [
    ...INNER.map((name) => schema[name]),
    ...NAMED.flatMap((name) => isObject(schema[name]) ? Object.values(schema[name]) : []),
    ...[allOf, anyOf, oneOf].flatMap((list) => Array.isArray(list) ? list : []),
  ];
  for (const one of inner.flat()) {
    const fault = one === undefined ? undefined : schemaFault(one);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The error in the words of Flows, which are those of Python's validator. */
function sentence(error: OutputUnit, schema: JsonDocument, value: unknown): string {
  const shown = typeof value === "string" ? `'${value}'` : JSON.stringify(value);
  switch (error.keyword) {
    case "type": {
      const types = keywordValue(schema, error.keywordLocation);
      if (types === undefined) return error.error;
      return `${shown} is not of type ${[types].flat().map((type) => `'${type}'`).join(", ")}`;
    }
    case "required": {
      const name = /"([^"]*)"/.exec(error.error)?.[1] ?? "";
      return `'${name}' is a required property`;
    }
    case "additionalProperties": {
      const name = /"([^"]*)"/.exec(error.error)?.[1] ?? "";
      return `Additional properties are not allowed ('${name}' was unexpected)`;
    }
    default:
      return error.error;
  }
}

/** The value of a keyword, by the place that an error names; `undefined` beyond a reference. */
function keywordValue(schema: JsonDocument, location: string): unknown {
  return stepsOf(location).reduce(memberOf, schema as unknown);
}

/** The names in a JSON pointer (RFC 6901), as the fragment of an address: `#/properties/a~1b`. */
function stepsOf(pointer: string): string[] {
  return pointer.split("/").slice(1)
    .map((name) => decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~"));
}
