import type { FlowPrincipal } from "./flow.ts";

/** What lists say of an API that flows may call. */
export interface RegisteredApiSummary {
  /** UUID of the registration, by which operations name it. */
  id: string;
  /** Name for people, which need not be unique. */
  name: string;
  /** What the API does, in the words of its owner. */
  description: string | null;
  /** When it was registered (ISO 8601). */
  created_timestamp: string;
  /** When it was last changed (ISO 8601). */
  updated_timestamp: string;
}

/** Who may do what with a registered API, by URN. */
export interface RegisteredApiRoles {
  /** Who owns it, and may do everything with it. */
  owners?: FlowPrincipal[];
  /** Who may change and delete it. */
  administrators?: FlowPrincipal[];
  /** Who may see it, and use it in flows. */
  viewers?: FlowPrincipal[];
}

/** The operation that flows call, as OpenAPI describes it. */
export interface RegisteredApiTarget {
  /** Kind of description; today `openapi` alone. */
  type: "openapi" | (string & Record<never, never>);
  /** Version of OpenAPI, such as `3.1`. */
  openapi_version: string;
  /** HTTP method, in lower case, and address with `{parameters}` in its path. */
  destination: { method: string; url: string };
  /** The operation object of OpenAPI. */
  specification: Record<string, unknown>;
  /** The components that it refers to. */
  components?: Record<string, unknown> | null;
  /** How requests and responses are changed on their way. */
  transforms?: Record<string, unknown> | null;
}

/** An API that flows may call. */
export interface RegisteredApi extends RegisteredApiSummary {
  /** Who may do what with it. */
  roles: RegisteredApiRoles;
  /** The operation that flows call. */
  target: RegisteredApiTarget;
  /** How a state's input becomes a request, and a response its output. */
  data_templates: { request: Record<string, unknown>; response: Record<string, unknown> };
  /** What the input of a state must look like, as a JSON Schema. */
  state_input_schema: Record<string, unknown>;
  /** Whether flows may call it. */
  status: "ACTIVE" | "INACTIVE" | (string & Record<never, never>);
  /** UUID of the subscription that pays for it. */
  subscription_id: string;
  /** When people last changed it (ISO 8601); null if they never did. */
  edited_timestamp: string | null;
  /** When it will be deleted (ISO 8601); null if it will not. */
  scheduled_deletion_timestamp: string | null;
}

/** What an API is registered with. */
export interface RegisteredApiCreate {
  /** Name for people, which need not be unique. */
  name: string;
  /** The operation that flows may call. */
  target: RegisteredApiTarget;
  /** UUID of the subscription that pays for it. */
  subscription_id: string;
  /** What the API does, for those who look for one. */
  description?: string;
  /** Who may do what with it. @default the caller owns it */
  roles?: RegisteredApiRoles;
}

/** What to change of a registered API. What is left out stays. */
export type RegisteredApiUpdate = Partial<RegisteredApiCreate>;

/** Which registered APIs to list. */
export interface RegisteredApiListParams {
  /** Only those on which the caller has one of these roles. @default {"owner"} */
  filter_roles?: string | readonly ("owner" | "administrator" | "viewer")[] | undefined;
  /** Fields to sort by, each with `ASC` or `DESC`: `id`, `name`, `created_timestamp` and others. */
  orderby?: string | readonly string[] | undefined;
  /** Registered APIs a page. @default the service's choice */
  per_page?: number | undefined;
  /** The page to begin with, from an earlier page. */
  marker?: string | undefined;
}

/** A page of registered APIs. */
export interface RegisteredApiPage {
  /** The registered APIs, in the order that was asked for. */
  registered_apis: RegisteredApiSummary[];
  /** Registered APIs that a page has at most. */
  limit: number;
  /** Whether there is another page. */
  has_next_page: boolean;
  /** What leads to the next page; null on the last. */
  marker: string | null;
}
