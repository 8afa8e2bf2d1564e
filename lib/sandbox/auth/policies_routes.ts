import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import {
  apiCaller,
  envelope,
  invalid,
  optionalBoolean,
  optionalText,
  optionalTexts,
  requiredText,
  requireProjectAdmin,
} from "./caller.ts";
import { notFound } from "./errors.ts";
import type { PolicyRecord } from "./policies.ts";
import { administered, projectOf } from "./projects_routes.ts";

const SCOPES = ["manage_projects"];

/** Adds policies on logins. */
export function addPolicyRoutes(router: Router): void {
  router
    .on("GET /v2/api/policies", listPolicies)
    .on("POST /v2/api/policies", createPolicy)
    .on("GET /v2/api/policies/:policy_id", (context) => json({ policy: policyFor(context) }))
    .on("PUT /v2/api/policies/:policy_id", updatePolicy)
    .on("DELETE /v2/api/policies/:policy_id", deletePolicy);
}

function policyFor(context: Context): PolicyRecord {
  const caller = apiCaller(context, ...SCOPES);
  const policy = context.world.policies.get(context.param("policy_id"));
  if (!policy) throw notFound(context, "Policy");
  projectOf(context, caller, policy.project_id);
  return policy;
}

function listPolicies(context: Context): Response {
  const caller = apiCaller(context, ...SCOPES);
  requireProjectAdmin(context, caller, null);
  const { world } = context;
  const projects = administered(world, caller).map(({ id }) => id);
  return json({
    policies: [...world.policies.values()].filter((one) => projects.includes(one.project_id)),
  });
}

function readPolicy(context: Context, body: JsonDocument, policy: PolicyRecord): PolicyRecord {
  const timeout = body.authentication_assurance_timeout;
  if (timeout !== undefined && (!Number.isInteger(timeout) || Number(timeout) <= 0)) {
    throw invalid(
      context,
      "authentication_assurance_timeout",
      "must be a number of minutes above 0",
    );
  }
  const include = optionalTexts(context, body, "domain_constraints_include");
  const exclude = optionalTexts(context, body, "domain_constraints_exclude");
  return {
    ...policy,
    display_name: optionalText(context, body, "display_name") ?? policy.display_name,
    description: optionalText(context, body, "description") ?? policy.description,
    high_assurance: optionalBoolean(context, body, "high_assurance") ?? policy.high_assurance,
    required_mfa: optionalBoolean(context, body, "required_mfa") ?? policy.required_mfa,
    authentication_assurance_timeout: timeout === undefined
      ? policy.authentication_assurance_timeout
      : Number(timeout),
    domain_constraints_include: include === undefined ? policy.domain_constraints_include : include,
    domain_constraints_exclude: exclude === undefined ? policy.domain_constraints_exclude : exclude,
  };
}

function createPolicy(context: Context): Response {
  const caller = apiCaller(context, ...SCOPES);
  const body = envelope(context, "policy");
  const project = projectOf(context, caller, requiredText(context, body, "project_id"));
  const policy = readPolicy(context, body, {
    id: context.random.uuid(),
    project_id: project.id,
    display_name: requiredText(context, body, "display_name"),
    description: requiredText(context, body, "description"),
    high_assurance: false,
    authentication_assurance_timeout: null,
    required_mfa: false,
    domain_constraints_include: null,
    domain_constraints_exclude: null,
  });
  context.world.policies.set(policy.id, policy);
  return json({ policy });
}

function updatePolicy(context: Context): Response {
  const old = policyFor(context);
  const body = envelope(context, "policy");
  const policy = readPolicy(context, body, old);
  const projectId = optionalText(context, body, "project_id");
  if (projectId !== undefined) {
    policy.project_id = projectOf(context, apiCaller(context, ...SCOPES), projectId).id;
  }
  context.world.policies.set(policy.id, policy);
  return json({ policy });
}

function deletePolicy(context: Context): Response {
  const policy = policyFor(context);
  context.world.policies.delete(policy.id);
  return json({ policy });
}
