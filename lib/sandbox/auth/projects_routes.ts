import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import type { World } from "../world.ts";
import {
  type ApiCaller,
  apiCaller,
  envelope,
  invalid,
  optionalBoolean,
  optionalText,
  optionalTexts,
  requiredText,
  requireProjectAdmin,
} from "./caller.ts";
import { authError, notFound } from "./errors.ts";
import type { PolicyRecord } from "./policies.ts";

/** A project: who administers clients and policies. */
export interface ProjectRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  display_name: string;
  /** Whom to write to. */
  contact_email: string;
  /** UUIDs of identities. */
  admin_ids: string[] | null;
  /** UUIDs of groups. */
  admin_group_ids: string[] | null;
}

const SCOPES = ["manage_projects"];

/** Adds projects and policies. */
export function addProjectRoutes(router: Router): void {
  router
    .on("GET /v2/api/projects", listProjects)
    .on("POST /v2/api/projects", createProject)
    .on("GET /v2/api/projects/:project_id", (x) => json(wrap(x, projectFor(x))))
    .on("PUT /v2/api/projects/:project_id", updateProject)
    .on("DELETE /v2/api/projects/:project_id", deleteProject)
    .on("GET /v2/api/policies", listPolicies)
    .on("POST /v2/api/policies", createPolicy)
    .on("GET /v2/api/policies/:policy_id", (x) => json({ policy: policyFor(x) }))
    .on("PUT /v2/api/policies/:policy_id", updatePolicy)
    .on("DELETE /v2/api/policies/:policy_id", deletePolicy);
}

/** The document of a project, its administrators written out. */
export function projectDocument(world: World, project: ProjectRecord): JsonObject {
  return {
    ...project,
    project_name: project.display_name,
    admins: {
      identities: (project.admin_ids ?? []).map((id) => world.identities.get(id)).filter(Boolean),
      groups: (project.admin_group_ids ?? []).map((id) => ({
        id,
        name: "Group",
        description: "",
        organization: "",
      })),
    },
  };
}

const wrap = (x: Exchange, project: ProjectRecord) => ({
  project: projectDocument(x.sandbox.world, project),
});

/** The project that an id names, if the caller administers it. */
export function projectOf(x: Exchange, caller: ApiCaller, id: string): ProjectRecord {
  const project = x.sandbox.world.projects.get(id);
  if (!project) throw notFound(x, "Project");
  requireProjectAdmin(x, caller, project);
  return project;
}

function projectFor(x: Exchange): ProjectRecord {
  return projectOf(x, apiCaller(x, ...SCOPES), x.param("project_id"));
}

/** Projects that a caller administers. */
export function administered(world: World, caller: ApiCaller): ProjectRecord[] {
  return [...world.projects.values()].filter(({ admin_ids }) =>
    admin_ids?.some((id) => caller.identities.includes(id))
  );
}

function listProjects(x: Exchange): Response {
  const caller = apiCaller(x, ...SCOPES);
  requireProjectAdmin(x, caller, null);
  const { world } = x.sandbox;
  return json({
    projects: administered(world, caller).map((project) => projectDocument(world, project)),
  });
}

function readAdmins(x: Exchange, body: JsonObject, project: ProjectRecord): void {
  const { world } = x.sandbox;
  const ids = optionalTexts(x, body, "admin_ids");
  const groups = optionalTexts(x, body, "admin_group_ids");
  if (ids?.some((id) => !world.identities.has(id))) throw invalid(x, "admin_ids", "not known");
  if (ids !== undefined) project.admin_ids = ids;
  if (groups !== undefined) project.admin_group_ids = groups;
  if (!project.admin_ids?.length && !project.admin_group_ids?.length) {
    throw invalid(x, "admin_ids", "a project needs an administrator");
  }
}

function readContact(x: Exchange, body: JsonObject, field: string): string | undefined {
  const email = optionalText(x, body, field);
  if (email !== undefined && !email.includes("@")) throw invalid(x, field, "is no mail address");
  return email;
}

function createProject(x: Exchange): Response {
  const caller = apiCaller(x, ...SCOPES);
  requireProjectAdmin(x, caller, null);
  const body = envelope(x, "project");
  requiredText(x, body, "contact_email");
  const project: ProjectRecord = {
    id: x.sandbox.random.uuid(),
    display_name: requiredText(x, body, "display_name"),
    contact_email: readContact(x, body, "contact_email")!,
    admin_ids: null,
    admin_group_ids: null,
  };
  const named = body.admin_ids !== undefined || body.admin_group_ids !== undefined;
  readAdmins(x, named ? body : { admin_ids: [caller.identity.id] }, project);
  x.sandbox.world.projects.set(project.id, project);
  return json(wrap(x, project));
}

function updateProject(x: Exchange): Response {
  const project = projectFor(x);
  const body = envelope(x, "project");
  const changed = { ...project };
  changed.display_name = optionalText(x, body, "display_name") ?? project.display_name;
  changed.contact_email = readContact(x, body, "contact_email") ?? project.contact_email;
  readAdmins(x, body, changed);
  x.sandbox.world.projects.set(project.id, changed);
  return json(wrap(x, changed));
}

function deleteProject(x: Exchange): Response {
  const project = projectFor(x);
  const { world } = x.sandbox;
  // Assumed: a project with clients cannot go.
  if ([...world.clients.values()].some(({ document }) => document.project === project.id)) {
    throw authError(x, 409, "CONFLICT", "The project still has clients");
  }
  const document = wrap(x, project);
  world.projects.delete(project.id);
  for (const policy of world.policies.values()) {
    if (policy.project_id === project.id) world.policies.delete(policy.id);
  }
  return json(document);
}

function policyFor(x: Exchange): PolicyRecord {
  const caller = apiCaller(x, ...SCOPES);
  const policy = x.sandbox.world.policies.get(x.param("policy_id"));
  if (!policy) throw notFound(x, "Policy");
  projectOf(x, caller, policy.project_id);
  return policy;
}

function listPolicies(x: Exchange): Response {
  const caller = apiCaller(x, ...SCOPES);
  requireProjectAdmin(x, caller, null);
  const { world } = x.sandbox;
  const projects = administered(world, caller).map(({ id }) => id);
  return json({
    policies: [...world.policies.values()].filter((one) => projects.includes(one.project_id)),
  });
}

function readPolicy(x: Exchange, body: JsonObject, policy: PolicyRecord): PolicyRecord {
  const timeout = body.authentication_assurance_timeout;
  if (timeout !== undefined && (!Number.isInteger(timeout) || Number(timeout) <= 0)) {
    throw invalid(x, "authentication_assurance_timeout", "must be a number of minutes above 0");
  }
  const include = optionalTexts(x, body, "domain_constraints_include");
  const exclude = optionalTexts(x, body, "domain_constraints_exclude");
  return {
    ...policy,
    display_name: optionalText(x, body, "display_name") ?? policy.display_name,
    description: optionalText(x, body, "description") ?? policy.description,
    high_assurance: optionalBoolean(x, body, "high_assurance") ?? policy.high_assurance,
    required_mfa: optionalBoolean(x, body, "required_mfa") ?? policy.required_mfa,
    authentication_assurance_timeout: timeout === undefined
      ? policy.authentication_assurance_timeout
      : Number(timeout),
    domain_constraints_include: include === undefined ? policy.domain_constraints_include : include,
    domain_constraints_exclude: exclude === undefined ? policy.domain_constraints_exclude : exclude,
  };
}

function createPolicy(x: Exchange): Response {
  const caller = apiCaller(x, ...SCOPES);
  const body = envelope(x, "policy");
  const project = projectOf(x, caller, requiredText(x, body, "project_id"));
  const policy = readPolicy(x, body, {
    id: x.sandbox.random.uuid(),
    project_id: project.id,
    display_name: requiredText(x, body, "display_name"),
    description: requiredText(x, body, "description"),
    high_assurance: false,
    authentication_assurance_timeout: null,
    required_mfa: false,
    domain_constraints_include: null,
    domain_constraints_exclude: null,
  });
  x.sandbox.world.policies.set(policy.id, policy);
  return json({ policy });
}

function updatePolicy(x: Exchange): Response {
  const old = policyFor(x);
  const body = envelope(x, "policy");
  const policy = readPolicy(x, body, old);
  const projectId = optionalText(x, body, "project_id");
  if (projectId !== undefined) {
    policy.project_id = projectOf(x, apiCaller(x, ...SCOPES), projectId).id;
  }
  x.sandbox.world.policies.set(policy.id, policy);
  return json({ policy });
}

function deletePolicy(x: Exchange): Response {
  const policy = policyFor(x);
  x.sandbox.world.policies.delete(policy.id);
  return json({ policy });
}
