import { isObject, type JsonDocument } from "../http/json.ts";
import { definitionFaults, type Fault } from "./definition.ts";
import type { FlowRecord } from "./flows.ts";
import { schemaFault } from "./input_schema.ts";
import { isPrincipal } from "../groups/principals.ts";

/** Fields of a flow that its body sets. */
export type FlowFields = Partial<Omit<FlowRecord, "id" | "createdMs" | "updatedMs">>;

/** Longest texts, in characters (OpenAPI). */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ["title", 128],
  ["subtitle", 128],
  ["description", 4096],
]);

/** Role lists: wire name, field, name of the role in errors, principals without a URN. */
const ROLES: readonly [wire: string, field: keyof FlowFields, role: string, ...open: string[]][] = [
  ["flow_viewers", "viewers", "FlowViewer", "public"],
  ["flow_starters", "starters", "FlowStarter", "all_authenticated_users"],
  ["flow_administrators", "administrators", "FlowAdministrator"],
  ["run_managers", "runManagers", "RunManager"],
  ["run_monitors", "runMonitors", "RunMonitor"],
];

/** Reads a body, and gathers its faults. */
export class FlowBody {
  /** What is wrong so far. */
  readonly faults: Fault[] = [];
  readonly #body: JsonDocument;

  /** Takes the body of a request. */
  constructor(body: JsonDocument) {
    this.#body = body;
  }

  /** Adds a fault. */
  fault(msg: string, ...loc: (string | number)[]): void {
    this.faults.push({ loc, msg, type: "value_error" });
  }

  /** A field as it is given; null counts as absent. */
  given(name: string): unknown {
    return this.#body[name] ?? undefined;
  }

  /** Demands fields. */
  need(...names: string[]): this {
    for (const name of names) {
      if (this.given(name) === undefined) {
        this.faults.push({ loc: [name], msg: "field required", type: "value_error.missing" });
      }
    }
    return this;
  }

  /** A text; empty only where it may be. */
  text(name: string, mayBeEmpty = true): string | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    const most = LENGTHS.get(name) ?? Infinity;
    if (typeof value !== "string") this.fault("str type expected", name);
    else if (!mayBeEmpty && value === "") {
      this.fault("ensure this value has at least 1 character", name);
    } else if ([...value].length > most) {
      this.fault(`ensure this value has at most ${most} characters`, name);
    } else return value;
    return undefined;
  }

  /** A list of texts. */
  texts(name: string): string[] | undefined {
    const value = this.given(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    this.fault("value is not a valid list", name);
    return undefined;
  }

  /** A list of principals. */
  principals(name: string, role: string, ...open: string[]): string[] | undefined {
    const list = this.texts(name);
    list?.forEach((one, i) => {
      if (open.includes(one) || isPrincipal(one)) return;
      const types = [...open.map((word) => `"${word}"`), "<AuthGroupUrn>", "<AuthIdentityUrn>"];
      this.fault(
        `Unrecognized principal string: "${one}". Allowed principal types in role "${role}": ` +
          `[${types.join(", ")}]`,
        name,
        i,
      );
    });
    return list;
  }

  /** A definition and an input schema, checked. */
  program(): Pick<FlowFields, "definition" | "inputSchema"> {
    const definition = this.given("definition");
    const schema = this.given("input_schema");
    if (definition !== undefined) this.faults.push(...definitionFaults(definition));
    const fault = schema === undefined ? undefined : schemaFault(schema);
    if (fault !== undefined) this.fault(fault, "input_schema");
    return {
      ...(isObject(definition) ? { definition } : {}),
      ...(isObject(schema) ? { inputSchema: schema } : {}),
    };
  }
}

/** Reads the fields of a flow; what is absent is left out. */
export function flowFields(body: FlowBody): FlowFields {
  const fields: FlowFields = {
    ...body.program(),
    title: body.text("title", false),
    subtitle: body.text("subtitle"),
    description: body.text("description"),
    keywords: body.texts("keywords"),
  };
  for (const [wire, field, role, ...open] of ROLES) {
    Object.assign(fields, { [field]: body.principals(wire, role, ...open) });
  }
  if ((fields.keywords ?? []).join("").length > 1024) {
    body.fault("ensure that all keywords have at most 1024 characters", "keywords");
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
