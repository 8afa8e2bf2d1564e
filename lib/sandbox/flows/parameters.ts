import { isObject, type JsonDocument } from "../http/json.ts";
import { evaluate } from "./expression.ts";
import { EvaluationError, readPath } from "./json_path.ts";

/** Names the parameters that only administrators see. */
export const PRIVATE = "__Private_Parameters";

/**
 * The input of a state: its `Parameters` with paths (`name.$`) and expressions (`name.=`) worked
 * out, or the part of the flow's state that `InputPath` names, or all of it.
 *
 * @throws {EvaluationError} If a path leads nowhere, or an expression cannot be computed.
 */
export function inputOf(state: JsonDocument, data: unknown): unknown {
  const { Parameters: parameters, InputPath: path } = state;
  if (isObject(parameters)) return fill(parameters, data);
  return typeof path === "string" ? readPath(data, path) : data;
}

function fill(value: unknown, data: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, data));
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .filter(([name]) => name !== PRIVATE)
    .map(([name, one]) => {
      if (name.endsWith(".$")) return [name.slice(0, -2), readPath(data, textOf(name, one))];
      if (name.endsWith(".=")) return [name.slice(0, -2), evaluate(textOf(name, one), data)];
      return [name, fill(one, data)];
    });
  return Object.fromEntries(entries);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new EvaluationError(`The parameter "${name}" is not a text`);
}

/** The input of a state without the parameters that it declares private. */
export function publicInput(state: JsonDocument, input: unknown): unknown {
  const { Parameters: parameters } = state;
  const names = isObject(parameters) ? parameters[PRIVATE] : undefined;
  if (!Array.isArray(names) || !isObject(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}

/** A definition, or a part of one, without its private parameters. */
export function publicDefinition<T>(value: T): T {
  if (Array.isArray(value)) return value.map(publicDefinition) as T;
  if (!isObject(value)) return value;
  const names = Array.isArray(value[PRIVATE]) ? value[PRIVATE].map(String) : [];
  const hidden = (name: string) => name === PRIVATE || names.includes(name.replace(/\.[$=]$/, ""));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !hidden(name))
      .map(([name, one]) => [name, publicDefinition(one)]),
  ) as T;
}
