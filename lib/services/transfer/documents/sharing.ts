import type { EndpointRole, TransferEndpoint } from "./endpoint.ts";
import type { DataPage } from "../paging.ts";
import type { CreateResult } from "./result.ts";

/** Who a role or an access rule is for. */
export type PrincipalType =
  | "identity"
  | "group"
  | "all_authenticated_users"
  | "anonymous"
  | (string & Record<never, never>);

/** A role of somebody on an endpoint or collection. */
export interface EndpointRoleDocument {
  /** `role`. */
  DATA_TYPE?: "role";
  /** UUID of the role; null where it comes from owning the endpoint. */
  id: string | null;
  /** Who has it. */
  principal_type: PrincipalType;
  /** UUID of the identity or group. */
  principal: string;
  /** What it permits. */
  role: EndpointRole;
}

/** Body of {@link TransferClient.addEndpointRole}. */
export interface EndpointRoleCreate {
  /** `role`: filled in. */
  DATA_TYPE?: "role";
  /** Who gets it. */
  principal_type: "identity" | "group" | (string & Record<never, never>);
  /** UUID of the identity or group. */
  principal: string;
  /** What it permits. */
  role: EndpointRole;
}

/** A page of {@link TransferClient.endpointRoleList}. */
export interface EndpointRoleList extends DataPage<EndpointRoleDocument> {
  /** `role_list`. */
  DATA_TYPE: "role_list";
}

/** What an access rule permits: to read, or to read and write. */
export type Permissions = "r" | "rw" | (string & Record<never, never>);

/** Who may do what in a directory of a guest collection. */
export interface AccessRule {
  /** `access`. */
  DATA_TYPE?: "access";
  /** UUID of the rule; null where it comes from a role. */
  id: string | null;
  /** For whom it is. */
  principal_type: PrincipalType;
  /** UUID of the identity or group; empty for the other kinds. */
  principal: string;
  /** Directory that it is for, with all in it. Ends in `/`. */
  path: string;
  /** What it permits. */
  permissions: Permissions;
  /** When it was made. */
  create_time?: string | null;
  /** When it ends (ISO 8601). */
  expiration_date?: string | null;
  /** UUID of the role that it comes from. */
  role_id?: string | null;
  /** What kind of role that is. */
  role_type?: string | null;
}

/** Body of {@link TransferClient.addEndpointAclRule}. */
export interface AccessRuleCreate {
  /** `access`: filled in. */
  DATA_TYPE?: "access";
  /** For whom it is. */
  principal_type: PrincipalType;
  /** UUID of the identity or group; empty for the other kinds. */
  principal: string;
  /** Directory that it is for, with all in it. Ends in `/`. */
  path: string;
  /** What it permits. */
  permissions: Permissions;
  /** When it ends: a Date, or text with a zone. @default never */
  expiration_date?: string | Date | null;
  /** Mail address that is told of it. */
  notify_email?: string | null;
  /** What the mail says. */
  notify_message?: string | null;
}

/** Body of {@link TransferClient.updateEndpointAclRule}: what is named is changed. */
export type AccessRuleUpdate = Partial<AccessRuleCreate>;

/** A page of {@link TransferClient.endpointAclList}. */
export interface AccessRuleList extends DataPage<AccessRule> {
  /** `access_list`. */
  DATA_TYPE: "access_list";
  /** UUID of the collection. */
  endpoint?: string;
  /** Rules in this answer. */
  length?: number;
}

/** Answer to {@link TransferClient.addEndpointAclRule}. */
export interface AccessRuleResult extends CreateResult {
  /** UUID of the rule. */
  access_id: string;
}

/** Body of {@link TransferClient.createSharedEndpoint}. */
export interface SharedEndpointCreate {
  /** `shared_endpoint`: filled in. */
  DATA_TYPE?: "shared_endpoint";
  /** UUID of the mapped collection that is shared, on Globus Connect Personal. */
  host_endpoint: string;
  /** Directory on it that is shared. */
  host_path: string;
  /** Name for people. */
  display_name: string;
  /** What it is for. */
  description?: string | null;
  /** Whose it is. */
  organization?: string | null;
  /** Part of the organization. */
  department?: string | null;
  /** Words to find it by, joined with commas. */
  keywords?: string | null;
  /** Mail address for questions. */
  contact_email?: string | null;
  /** Other ways to ask. */
  contact_info?: string | null;
  /** Address of a page about it. */
  info_link?: string | null;
}

/** A guest collection in a list of {@link TransferClient.getSharedEndpointList}. */
export interface SharedEndpointSummary {
  /** UUID of the guest collection. */
  id: string;
}

/** A page of {@link TransferClient.getSharedEndpointList}. */
export interface SharedEndpointPage {
  /** The guest collections. */
  shared_endpoints: SharedEndpointSummary[];
  /** Leads to the next page; null or absent on the last. */
  next_token?: string | null;
}

/** Parameters of {@link TransferClient.getSharedEndpointList}. */
export interface SharedEndpointListParams {
  /** Results a page, at most 1000. @default {1000} */
  max_results?: number | null;
  /** Where to begin: the `next_token` of a page. */
  next_token?: string | null;
}

/** A page of collections, all there are. */
export interface EndpointList extends DataPage<TransferEndpoint> {
  /** `endpoint_list`. */
  DATA_TYPE: "endpoint_list";
}
