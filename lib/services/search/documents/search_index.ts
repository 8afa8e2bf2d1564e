/**
 * Documents of Globus Search: indices and who may do what with them.
 *
 * Source: https://docs.globus.org/api/search/reference/
 *
 * @module
 */

/**
 * What a person or group may do with an index: writers ingest and delete entries, administrators
 * also rename the index and manage roles, owners also reopen it and make others owners.
 */
export type SearchRoleName = "owner" | "admin" | "writer";

/** An index: a collection of entries that are searched together. */
export interface SearchIndex {
  /** Marks what kind of document this is. */
  "@datatype"?: "GSearchIndex";
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** UUID of the index. */
  id: string;
  /** Name that people see. */
  display_name: string;
  /** Text that describes the index. */
  description: string;
  /** `open`, or `delete_pending` once it was deleted. */
  status: "open" | "delete_pending" | (string & Record<never, never>);
  /** Whether the index is a trial, which the service may delete at any time. */
  is_trial: boolean;
  /** UUID of the subscription that pays for the index; null for a trial. */
  subscription_id: string | null;
  /** Size that the index may have, in megabytes. */
  max_size_in_mb: number;
  /** Size of the index, in megabytes. */
  size_in_mb: number;
  /** Number of subjects that have entries. */
  num_subjects: number;
  /** Number of entries of all subjects. */
  num_entries: number;
  /** When the index was created, in UTC, such as `2021-04-05 15:05:18`. */
  creation_date: string;
  /** When an entry last changed; null if none ever did. */
  content_last_modified_date?: string | null;
  /** JSON schema that entries must match, if there is one. */
  entry_schema?: Record<string, unknown> | null;
  /** Whether the index answers queries and runs tasks. */
  available?: boolean;
  /** The caller's roles. Present in `getIndex` and `indexList`. */
  permissions?: SearchRoleName[];
}

/** The indices in which the caller has a role. */
export interface SearchIndexList {
  /** At most 100 indices. */
  index_list: SearchIndex[];
}

/** Confirms that an index is to be deleted, or opened again. */
export interface SearchIndexAcknowledgment {
  /** UUID of the index. */
  index_id: string;
  /** Always true: the service refuses with an error. */
  acknowledged: boolean;
}

/** A role to give to a person or group. */
export interface SearchRoleCreate {
  /** What the person or group may do. */
  role_name: SearchRoleName;
  /** URN of an identity or group, such as `urn:globus:auth:identity:` and a UUID. */
  principal: string;
}

/** A role that a person or group has. */
export interface SearchRole extends SearchRoleCreate {
  /** Id of the role, such as `MDQ1MzAy`. */
  id: string;
  /** UUID of the index. */
  index_id: string;
  /** Whom the principal stands for. */
  principal_type: "identity" | "group";
  /** When the role was given, in UTC, such as `2022-01-26 21:53:06`. */
  creation_date: string;
}

/** The roles of an index. */
export interface SearchRoleList {
  /** Roles of people and of groups, in one list. */
  role_list: SearchRole[];
}

/** A role that was taken away. */
export interface SearchRoleDeletion {
  /** The role before it was taken away. */
  deleted: SearchRole;
  /** Always true: the service refuses with an error. */
  success: boolean;
}

/** The types of an index's fields. */
export interface SearchMapping {
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** Type of each field, such as `text` or `long`, by its full name. */
  mappings: Record<string, unknown>;
}

/** How many fields an index has, and may have. */
export interface SearchFieldBudget {
  /** Fields that the index may have. */
  budget: number;
  /** Fields that the index has. */
  used: number;
  /** Fields that can still be added. */
  remaining: number;
}
