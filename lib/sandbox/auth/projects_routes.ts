import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import type { World } from "../world.ts";
import {
  type ApiCaller,
  apiCaller,
  envelope,
  invalid,
  optionalText,
  optionalTexts,
  requiredText,
  requireProjectAdmin,
} from "./caller.ts";
import { authError, notFound } from "./errors.ts";
import type { ProjectRecord } from "./projects.ts";

const SCOPES = ["manage_projects"];

/** Adds the routes of projects: list, create, read, update and delete. */
export function addProjectRoutes(router: Router): void {
  router
    .on("GET /v2/api/projects", listProjects)
    .on("POST /v2/api/projects", createProject)
    .on("GET /v2/api/projects/:project_id", (context) => json(wrap(context, projectFor(context))))
    .on("PUT /v2/api/projects/:project_id", updateProject)
    .on("DELETE /v2/api/projects/:project_id", deleteProject);
}

/** The document of a project, its administrators written out. */
function projectDocument(world: World, project: ProjectRecord): JsonDocument {
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

function wrap(context: Context, project: ProjectRecord): JsonDocument {
  return { project: projectDocument(context.world, project) };
}

/** The project that an id names, if the caller administers it. */
export function projectOf(context: Context, caller: ApiCaller, id: string): ProjectRecord {
  const project = context.world.projects.get(id);
  if (!project) throw notFound(context, "Project");
  requireProjectAdmin(context, caller, project);
  return project;
}

function projectFor(context: Context): ProjectRecord {
  return projectOf(context, apiCaller(context, ...SCOPES), context.param("project_id"));
}

/** Projects that a caller administers. */
export function administered(world: World, caller: ApiCaller): ProjectRecord[] {
  return [...world.projects.values()].filter(({ admin_ids }) =>
    admin_ids?.some((id) => caller.identities.includes(id))
  );
}

function listProjects(context: Context): Response {
  const caller = apiCaller(context, ...SCOPES);
  requireProjectAdmin(context, caller, null);
  const { world } = context;
  return json({
    projects: administered(world, caller).map((project) => projectDocument(world, project)),
  });
}

function readAdmins(context: Context, body: JsonDocument, project: ProjectRecord): void {
  const { world } = context;
  const ids = optionalTexts(context, body, "admin_ids");
  const groups = optionalTexts(context, body, "admin_group_ids");
  if (ids?.some((id) => !world.identities.has(id))) {
    throw invalid(context, "admin_ids", "not known");
  }
  if (ids !== undefined) project.admin_ids = ids;
  if (groups !== undefined) project.admin_group_ids = groups;
  if (!project.admin_ids?.length && !project.admin_group_ids?.length) {
    throw invalid(context, "admin_ids", "a project needs an administrator");
  }
}

function readContact(context: Context, body: JsonDocument, field: string): string | undefined {
  const email = optionalText(context, body, field);
  if (email !== undefined && !email.includes("@")) {
    throw invalid(context, field, "is not an email address");
  }
  return email;
}

function createProject(context: Context): Response {
  const caller = apiCaller(context, ...SCOPES);
  requireProjectAdmin(context, caller, null);
  const body = envelope(context, "project");
  requiredText(context, body, "contact_email");
  const project: ProjectRecord = {
    id: context.random.uuid(),
    display_name: requiredText(context, body, "display_name"),
    contact_email: readContact(context, body, "contact_email")!,
    admin_ids: null,
    admin_group_ids: null,
  };
  const named = body.admin_ids !== undefined || body.admin_group_ids !== undefined;
  readAdmins(context, named ? body : { admin_ids: [caller.identity.id] }, project);
  context.world.projects.set(project.id, project);
  return json(wrap(context, project));
}

function updateProject(context: Context): Response {
  const project = projectFor(context);
  const body = envelope(context, "project");
  const changed = { ...project };
  changed.display_name = optionalText(context, body, "display_name") ?? project.display_name;
  changed.contact_email = readContact(context, body, "contact_email") ?? project.contact_email;
  readAdmins(context, body, changed);
  context.world.projects.set(project.id, changed);
  return json(wrap(context, changed));
}

function deleteProject(context: Context): Response {
  const project = projectFor(context);
  const { world } = context;
  // Assumed: a project with clients cannot go.
  if ([...world.clients.values()].some(({ document }) => document.project === project.id)) {
    throw authError(context, 409, "CONFLICT", "The project still has clients");
  }
  const document = wrap(context, project);
  world.projects.delete(project.id);
  for (const policy of world.policies.values()) {
    if (policy.project_id === project.id) world.policies.delete(policy.id);
  }
  return json(document);
}
