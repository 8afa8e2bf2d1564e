/**
 * Documents of Globus Auth: projects and policies. Ids are UUIDs, dates are ISO 8601 strings.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

import type { Identity } from "./identity.ts";

/** A project: clients and policies with the people who administer them. */
export interface Project {
  /** Id of the project. */
  id: string;
  /** Name of the project, which people see. */
  display_name: string;
  /** The same as `display_name`. */
  project_name?: string;
  /** E-mail address of the people who run the project. */
  contact_email: string;
  /** Ids of identities that administer the project; null if only groups do. */
  admin_ids: string[] | null;
  /** Ids of groups whose members administer the project; null if only identities do. */
  admin_group_ids: string[] | null;
  /** The administrators, with their names. */
  admins: {
    /** Identities that administer the project. */
    identities: Identity[];
    /** Groups whose members administer the project. */
    groups: ProjectGroup[];
  };
}

/** A group in {@link Project}. */
export interface ProjectGroup {
  /** Id of the group. */
  id: string;
  /** Name of the group, which people see. */
  name: string;
  /** Purpose of the group; null if it is not given. */
  description?: string | null;
  /** Organization of the group; null if it is not given. */
  organization?: string | null;
}

/** Response with one project. */
export interface ProjectDocument {
  /** The project that was looked up, created, changed or deleted. */
  project: Project;
}

/** Response to {@link AuthClient.getProjects}. */
export interface ProjectsDocument {
  /** The projects that the caller administers. */
  projects: Project[];
}

/** A policy: rules that say how users must have logged in. */
export interface Policy {
  /** Id of the policy. */
  id: string;
  /** Id of the project that the policy belongs to. */
  project_id: string;
  /** Name of the policy, which people see. */
  display_name: string;
  /** Purpose of the policy, which people see. */
  description: string;
  /** Whether only a login in the same session counts (High Assurance). */
  high_assurance: boolean | null;
  /** Seconds after which users must log in again; null for no limit. */
  authentication_assurance_timeout: number | null;
  /** Whether users must log in with a second factor. */
  required_mfa: boolean;
  /** Domains: users must log in with an identity of one of them. Null allows all. */
  domain_constraints_include: string[] | null;
  /** Domains whose identities do not count. Null excludes none. */
  domain_constraints_exclude: string[] | null;
}

/** Response with one policy. */
export interface PolicyDocument {
  /** The policy that was looked up, created, changed or deleted. */
  policy: Policy;
}

/** Response to {@link AuthClient.getPolicies}. */
export interface PoliciesDocument {
  /** The policies of the projects that the caller administers. */
  policies: Policy[];
}
