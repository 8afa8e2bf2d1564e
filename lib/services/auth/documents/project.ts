/**
 * Documents of Globus Auth: projects and policies. Ids are UUIDs, dates ISO 8601 texts.
 *
 * Source: https://docs.globus.org/api/auth/reference/
 *
 * @module
 */

import type { Identity } from "./identity.ts";

/** A group of clients and policies with the people who look after them. */
export interface Project {
  /** Id of the project. */
  id: string;
  /** Name of the project. */
  display_name: string;
  /** The same name. */
  project_name?: string;
  /** Where to write to. */
  contact_email: string;
  /** Identities that look after the project. */
  admin_ids: string[] | null;
  /** Groups whose members do. */
  admin_group_ids: string[] | null;
  /** Both, with their names. */
  admins: {
    /** Identities that look after the project. */
    identities: Identity[];
    /** Groups whose members do. */
    groups: ProjectGroup[];
  };
}

/** A group in {@link Project}. */
export interface ProjectGroup {
  /** Id of the group. */
  id: string;
  /** Name of the group. */
  name: string;
  /** What it is for. */
  description?: string | null;
  /** Where it belongs. */
  organization?: string | null;
}

/** Answer that holds one project. */
export interface ProjectDocument {
  /** The project. */
  project: Project;
}

/** Answer to `getProjects`. */
export interface ProjectsDocument {
  /** The projects that the caller looks after. */
  projects: Project[];
}

/** Rules on how people must have logged in. */
export interface Policy {
  /** Id of the policy. */
  id: string;
  /** Id of the project it belongs to. */
  project_id: string;
  /** Name of the policy. */
  display_name: string;
  /** What it is for. */
  description: string;
  /** Whether the login counts only in the session that needs it. */
  high_assurance: boolean | null;
  /** Seconds for which a login counts. */
  authentication_assurance_timeout: number | null;
  /** Whether a second factor must have been used. */
  required_mfa: boolean;
  /** Domains of which one must have been used; null: any. */
  domain_constraints_include: string[] | null;
  /** Domains that must not have been used; null: none. */
  domain_constraints_exclude: string[] | null;
}

/** Answer that holds one policy. */
export interface PolicyDocument {
  /** The policy. */
  policy: Policy;
}

/** Answer to `getPolicies`. */
export interface PoliciesDocument {
  /** The policies of projects that the caller looks after. */
  policies: Policy[];
}
