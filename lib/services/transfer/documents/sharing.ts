import type { EndpointRole, TransferEndpoint } from "./endpoint.ts";
import type { DataPage } from "../paging.ts";
import type { CreateResult } from "./result.ts";

/** Kind of the principal to whom a role or an access rule applies. */
export type PrincipalType =
  | "identity"
  | "group"
  | "all_authenticated_users"
  | "anonymous"
  | (string & Record<never, never>);

/** A role of an identity or a group on an endpoint or collection. */
export interface EndpointRoleDocument {
  /** Always `role`. */
  DATA_TYPE?: "role";
  /** UUID of the role; null for the role of the owner. */
  id: string | null;
  /** Whether an identity or a group has the role. */
  principal_type: PrincipalType;
  /** UUID of the identity or group. */
  principal: string;
  /** Name of the role, such as `access_manager`. */
  role: EndpointRole;
}

/** Body of {@link TransferClient.addEndpointRole}. */
export interface EndpointRoleCreate {
  /** Always `role`. The SDK adds it. */
  DATA_TYPE?: "role";
  /** Whether an identity or a group gets the role. */
  principal_type: "identity" | "group" | (string & Record<never, never>);
  /** UUID of the identity or group. */
  principal: string;
  /** Name of the role, such as `access_manager`. */
  role: EndpointRole;
}

/** A page of {@link TransferClient.endpointRoleList}. */
export interface EndpointRoleList extends DataPage<EndpointRoleDocument> {
  /** Always `role_list`. */
  DATA_TYPE: "role_list";
}

/** Permissions of an access rule: read, or read and write. */
export type Permissions = "r" | "rw" | (string & Record<never, never>);

/** An access rule: who may read or write in a directory of a guest collection. */
export interface AccessRule {
  /** Always `access`. */
  DATA_TYPE?: "access";
  /** UUID of the rule; null if it comes from a role. */
  id: string | null;
  /** Kind of the principal to whom the rule applies. */
  principal_type: PrincipalType;
  /** UUID of the identity or group; empty for the other kinds. */
  principal: string;
  /** Path of the directory, with everything below it. Ends with `/`. */
  path: string;
  /** Whether the rule permits to read (`r`), or to read and write (`rw`). */
  permissions: Permissions;
  /** When the rule was created (ISO 8601). */
  create_time?: string | null;
  /** When the rule expires (ISO 8601); null for never. */
  expiration_date?: string | null;
  /** UUID of the role that the rule comes from; null if it comes from none. */
  role_id?: string | null;
  /** Type of that role; null if the rule comes from none. */
  role_type?: string | null;
}

/** Body of {@link TransferClient.addEndpointAclRule}. */
export interface AccessRuleCreate {
  /** Always `access`. The SDK adds it. */
  DATA_TYPE?: "access";
  /** Kind of the principal to whom the rule applies. */
  principal_type: PrincipalType;
  /** UUID of the identity or group; empty for the other kinds. */
  principal: string;
  /** Path of the directory, with everything below it. Must end with `/`. */
  path: string;
  /** Whether the rule permits to read (`r`), or to read and write (`rw`). */
  permissions: Permissions;
  /** When the rule expires: a Date, or a string with a zone. @default never */
  expiration_date?: string | Date | null;
  /** E-mail address that Globus notifies of the rule. @default none */
  notify_email?: string | null;
  /** Text of that e-mail. */
  notify_message?: string | null;
}

/** Body of {@link TransferClient.updateEndpointAclRule}. Fields that are not given stay unchanged. */
export type AccessRuleUpdate = Partial<AccessRuleCreate>;

/** A page of {@link TransferClient.endpointAclList}. */
export interface AccessRuleList extends DataPage<AccessRule> {
  /** Always `access_list`. */
  DATA_TYPE: "access_list";
  /** UUID of the collection. */
  endpoint?: string;
  /** Number of rules on this page. */
  length?: number;
}

/** Result of {@link TransferClient.addEndpointAclRule}. */
export interface AccessRuleResult extends CreateResult {
  /** UUID of the new rule. */
  access_id: string;
}

/** Body of {@link TransferClient.createSharedEndpoint}. */
export interface SharedEndpointCreate {
  /** Always `shared_endpoint`. The SDK adds it. */
  DATA_TYPE?: "shared_endpoint";
  /** UUID of the mapped collection on Globus Connect Personal. */
  host_endpoint: string;
  /** Path of the directory on it that the guest collection shares. */
  host_path: string;
  /** Name of the guest collection, which people see. */
  display_name: string;
  /** Purpose of the guest collection, which people see. */
  description?: string | null;
  /** Name of the organization that runs the guest collection. */
  organization?: string | null;
  /** Department of the organization. */
  department?: string | null;
  /** Words by which a search finds the guest collection, separated by commas. */
  keywords?: string | null;
  /** E-mail address for questions about the guest collection. */
  contact_email?: string | null;
  /** Other ways to contact its managers. */
  contact_info?: string | null;
  /** Address of a page about the guest collection. */
  info_link?: string | null;
}

/** A guest collection in a list of {@link TransferClient.getSharedEndpointList}. */
export interface SharedEndpointSummary {
  /** UUID of the guest collection. */
  id: string;
}

/** A page of {@link TransferClient.getSharedEndpointList}. */
export interface SharedEndpointPage {
  /** The guest collections on this page. */
  shared_endpoints: SharedEndpointSummary[];
  /** Marker that requests the next page; null or absent on the last page. */
  next_token?: string | null;
}

/** Parameters of {@link TransferClient.getSharedEndpointList}. */
export interface SharedEndpointListParams {
  /** Results a page, at most 1000. @default {1000} */
  max_results?: number | null | undefined;
  /** The `next_token` of a page, to begin after that page. */
  next_token?: string | null | undefined;
}

/** A list of collections, which comes in one page. */
export interface EndpointList extends DataPage<TransferEndpoint> {
  /** Always `endpoint_list`. */
  DATA_TYPE: "endpoint_list";
}
