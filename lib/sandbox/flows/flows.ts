import { type Client, makeClient } from "../auth/clients.ts";
import { makeScope, type ScopeRecord } from "../auth/scopes.ts";
import type { JsonDocument } from "../http/json.ts";
import { actionScopes } from "./definition.ts";
import type { Principals } from "../groups/principals.ts";

/** The flow that all users may see and start: it says hello. */
export const HELLO_FLOW_ID = "f1010000-2c9b-4d75-8e36-a0b7f4d1c852";

/** When the flow was made, in milliseconds since 1970. */
const BORN_MS = Date.UTC(2024, 2, 1, 9);

/** A flow. Principals are URNs, `public` or `all_authenticated_users`. */
export interface FlowRecord {
  /** UUID; its own client id and resource server too. */
  id: string;
  /** URN of the identity that owns it. */
  owner: string;
  /** Name for people. */
  title: string;
  /** A line below the title. */
  subtitle: string;
  /** Its purpose, for users. */
  description: string;
  /** Words to find it by. */
  keywords: string[];
  /** What its runs do. */
  definition: JsonDocument;
  /** JSON Schema of the input; empty for any input. */
  inputSchema: JsonDocument;
  /** Who may see it. */
  viewers: string[];
  /** Who may run it. */
  starters: string[];
  /** Who may change it. */
  administrators: string[];
  /** Who may see and cancel all its runs. */
  runManagers: string[];
  /** Who may see all its runs. */
  runMonitors: string[];
  /** UUID of the subscription that pays for it. */
  subscriptionId: string | null;
  /** UUID of the policy that its users must meet. */
  policyId: string | null;
  /** When it was created, in milliseconds since 1970. */
  createdMs: number;
  /** When it was last changed, in milliseconds since 1970. */
  updatedMs: number;
}

/** Roles on a flow, the strongest first. */
export const FLOW_ROLES = [
  "flow_owner",
  "flow_administrator",
  "flow_starter",
  "flow_viewer",
] as const;

/** One of {@link FLOW_ROLES}. */
export type FlowRoleName = typeof FLOW_ROLES[number];

/** The scope that lets a client start a flow. */
export function flowScope(flowId: string): string {
  return `https://auth.globus.org/scopes/${flowId}/flow_${flowId.replaceAll("-", "_")}_user`;
}

/** The strongest role of a caller on a flow; `undefined` where the flow is hidden from them. */
export function flowRole(flow: FlowRecord, who: Principals): FlowRoleName | undefined {
  const named = (principals: string[]) => principals.some((one) => who.has(one));
  if (who.has(flow.owner)) return "flow_owner";
  if (named(flow.administrators)) return "flow_administrator";
  if (named(flow.starters)) return "flow_starter";
  return named(flow.viewers) ? "flow_viewer" : undefined;
}

/** Whether a role covers another one. */
export function covers(role: FlowRoleName | undefined, wanted: FlowRoleName): boolean {
  return role !== undefined && FLOW_ROLES.indexOf(role) <= FLOW_ROLES.indexOf(wanted);
}

/** Where flows are kept, with their clients and scopes. */
export interface FlowWorld {
  /** Flows by id. */
  readonly flows: Map<string, FlowRecord>;
  /** Clients by id; a flow is one. */
  readonly clients: Map<string, Client>;
  /** A scope by its string. */
  findScope(scope: string): ScopeRecord | undefined;
  /** Adds a scope, or replaces the one with its UUID. */
  addScope(scope: ScopeRecord): void;
  /** Takes a scope away. */
  dropScope(id: string): void;
}

/**
 * Adds a flow, or takes over its change, with its client and the scope that starts it: consent to
 * that brings along the scopes that the actions of its definition need.
 *
 * @param uuid Makes the id of a new scope.
 */
export function putFlow(world: FlowWorld, flow: FlowRecord, uuid: () => string): void {
  const { id, title } = flow;
  world.flows.set(id, flow);
  world.clients.set(id, makeClient({ id, name: title, client_type: "resource_server" }));
  const known = world.findScope(flowScope(flow.id));
  const needed = (actionScopes(flow.definition).get("User") ?? [])
    .map((scope) => world.findScope(scope)?.id)
    .filter((id) => id !== undefined);
  world.addScope(makeScope({
    id: known?.id ?? uuid(),
    scope_string: flowScope(flow.id),
    client: flow.id,
    resource_server: flow.id,
    name: `Run the flow: ${flow.title}`,
    description: "Start the flow and see how it goes.",
    dependent_scopes: needed.map((scope) => ({
      scope,
      optional: false,
      requires_refresh_token: true,
    })),
  }));
}

/** Takes a flow away, with its client and its scope. */
export function dropFlow(world: FlowWorld, flow: FlowRecord): void {
  world.flows.delete(flow.id);
  world.clients.delete(flow.id);
  const scope = world.findScope(flowScope(flow.id));
  if (scope) world.dropScope(scope.id);
}

/**
 * The flow that exists from the start.
 *
 * @param owner URN of the identity that owns it.
 */
export function seedFlow(owner: string): FlowRecord {
  return {
    id: HELLO_FLOW_ID,
    owner,
    title: "Say hello",
    subtitle: "The smallest flow there is",
    description: "Waits a little and says hello.",
    keywords: ["hello", "tutorial"],
    definition: {
      StartAt: "Hello",
      States: {
        Hello: {
          Type: "Action",
          ActionUrl: "https://actions.globus.org/hello_world",
          Parameters: { "echo_string.$": "$.echo_string" },
          ResultPath: "$.HelloResult",
          End: true,
        },
      },
    },
    inputSchema: {
      type: "object",
      required: ["echo_string"],
      properties: { echo_string: { type: "string" } },
      additionalProperties: false,
    },
    viewers: ["public"],
    starters: ["all_authenticated_users"],
    administrators: [],
    runManagers: [],
    runMonitors: [],
    subscriptionId: null,
    policyId: null,
    createdMs: BORN_MS,
    updatedMs: BORN_MS,
  };
}
