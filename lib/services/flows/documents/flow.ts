import type { FlowDefinition, InputSchema } from "./definition.ts";

/**
 * The holder of a role: the URN of an identity (`urn:globus:auth:identity:…`) or a group
 * (`urn:globus:groups:id:…`). Viewers may be `public` too, starters `all_authenticated_users`.
 */
export type FlowPrincipal = string;

/** The caller's role on a flow. Each includes those before it. */
export type FlowRole =
  | "flow_viewer"
  | "flow_starter"
  | "flow_administrator"
  | "flow_owner"
  | (string & Record<never, never>);

/** What people set of a flow beside its definition. */
export interface FlowFields {
  /** A line below the title, of at most 128 characters. */
  subtitle?: string | undefined;
  /** What the flow is for, in at most 4,096 characters. */
  description?: string | undefined;
  /** Who may see the flow; `public` is everyone. */
  flow_viewers?: readonly FlowPrincipal[] | undefined;
  /** Who may start it; `all_authenticated_users` is everyone who logs in. */
  flow_starters?: readonly FlowPrincipal[] | undefined;
  /** Who may change and delete it. */
  flow_administrators?: readonly FlowPrincipal[] | undefined;
  /** Who may see and cancel all its runs. */
  run_managers?: readonly FlowPrincipal[] | undefined;
  /** Who may see all its runs. */
  run_monitors?: readonly FlowPrincipal[] | undefined;
  /** Words to find it by. */
  keywords?: readonly string[] | undefined;
  /** UUID of the subscription that pays for it; null for none. */
  subscription_id?: string | null | undefined;
  /**
   * UUID of the authentication policy that its users must meet. It makes a flow of high assurance,
   * which only its creation can do; later another such policy may replace it.
   */
  authentication_policy_id?: string | null | undefined;
  /** Fields that this SDK does not know. They win over all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What `createFlow` takes beside title, definition and input schema. */
export type CreateFlowParams = FlowFields;

/** What to change of a flow. What is left out stays. */
export interface UpdateFlowParams extends FlowFields {
  /** Name for people, of 1 to 128 characters. */
  title?: string | undefined;
  /** What it does. Runs under way keep the one that they started with. */
  definition?: FlowDefinition | Readonly<Record<string, unknown>> | undefined;
  /** What its input must look like. */
  input_schema?: InputSchema | undefined;
  /** URN of the new owner: only the caller's own identity can be named. */
  flow_owner?: FlowPrincipal | undefined;
  /** UUID of the subscription that pays for it, `DEFAULT` for the caller's only one, null for none. */
  subscription_id?: string | null | undefined;
}

/** What to check of a flow beside its definition. */
export interface ValidateFlowParams {
  /** What its input must look like. */
  input_schema?: InputSchema | undefined;
}

/** What a flow would need. */
export interface FlowValidation {
  /** Scopes that its actions need, by whose tokens they run with (`User`, `Flow` or a role). */
  scopes: Record<string, string[]>;
}

/** A flow, as its reader may see it. */
export interface FlowDocument {
  /** UUID, which is also the resource server of the flow's tokens. */
  id: string;
  /** Name for people, of 1 to 128 characters. */
  title: string;
  /** A line below the title. */
  subtitle?: string | null;
  /** What the flow is for. */
  description?: string | null;
  /** What it does; null in lists for flows of high assurance. */
  definition: FlowDefinition | null;
  /** What its input must look like; null in lists for flows of high assurance. */
  input_schema: Record<string, unknown> | null;
  /** Words to find it by. */
  keywords: string[];
  /** Scope that starts and resumes runs: see `SpecificFlowClient`. */
  globus_auth_scope: string;
  /** Further scopes of the flow, by the role (`RunAs`) that they are for. */
  globus_auth_scopes_by_RunAs?: Record<string, string>;
  /** Username of the flow's own identity. */
  globus_auth_username: string;
  /** URN of the flow's own identity. */
  principal_urn: string;
  /** URN of the identity that owns it. */
  flow_owner: FlowPrincipal;
  /** Who may see it. Empty for callers who are not administrators, as all lists of roles are. */
  flow_viewers: FlowPrincipal[];
  /** Who may start it: empty for callers who are not administrators. */
  flow_starters: FlowPrincipal[];
  /** Who may change and delete it. */
  flow_administrators: FlowPrincipal[];
  /** Who may see and cancel all its runs. */
  run_managers?: FlowPrincipal[];
  /** Who may see all its runs. */
  run_monitors?: FlowPrincipal[];
  /** The caller's highest role on the flow. */
  user_role: FlowRole;
  /** UUID of the subscription that pays for it. */
  subscription_id?: string | null;
  /** UUID of the authentication policy that its users must meet. */
  authentication_policy_id?: string | null;
  /** Whether it handles protected data, so that its users must meet a policy. */
  is_high_assurance?: boolean;
  /** When it was created (ISO 8601). */
  created_at: string;
  /** When it was last changed (ISO 8601). */
  updated_at: string;
  /** Always false: runs go on after the call that starts them. */
  synchronous: boolean;
  /** Always true: runs have a log. */
  log_supported: boolean;
  /** Kinds of action provider that it is: `Action`. */
  types: string[];
  /** Version of the action provider interface: `1.0`. */
  api_version: string;
  /** Address of the flow in the API. */
  flow_url?: string;
  /** The same, as an action provider. */
  action_url?: string;
  /** The old name of `flow_owner`. */
  created_by?: string;
  /** The old name of `flow_viewers`. */
  visible_to?: string[];
  /** The old name of `flow_starters`. */
  runnable_by?: string[];
  /** The old name of `flow_administrators`. */
  administered_by?: string[];
}

/** A flow as its deletion answers it. */
export interface DeletedFlow extends FlowDocument {
  /** Always true: the flow is gone. */
  DELETED?: boolean;
  /** When it was deleted (ISO 8601). */
  deleted_at?: string;
}

/** Which flows to list, in which order. All filters must hold. */
export interface FlowListParams {
  /** Only flows on which the caller has one of these roles. @default all that the caller may see */
  filter_roles?: string | readonly FlowRole[] | undefined;
  /** Words to look for in titles, descriptions and keywords. */
  filter_fulltext?: string | undefined;
  /** Words to look for in titles. */
  filter_title?: string | undefined;
  /** Words to look for in subtitles. */
  filter_subtitle?: string | undefined;
  /** Words to look for in descriptions. */
  filter_description?: string | undefined;
  /** Words to look for among the keywords. */
  filter_keywords?: string | undefined;
  /** Only the flow whose scope this is. */
  filter_scope_string?: string | undefined;
  /**
   * Fields to sort by, each with `ASC` or `DESC`, such as `updated_at DESC`: `id`, `title`,
   * `created_at`, `updated_at`, `flow_owner` and others.
   */
  orderby?: string | readonly string[] | undefined;
  /** Flows a page. @default the service's choice */
  per_page?: number | undefined;
  /** The page to begin with, from an earlier page. It holds the whole query: the rest is ignored. */
  marker?: string | undefined;
}

/** A page of the list of flows. */
export interface FlowPage {
  /** The flows, in the order that was asked for. */
  flows: FlowDocument[];
  /** Flows that a page has at most. */
  limit: number;
  /** Whether there is another page. */
  has_next_page: boolean;
  /** What leads to the next page; null on the last. */
  marker?: string | null;
}
