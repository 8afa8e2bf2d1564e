import type { JsonDocument } from "../http/json.ts";
import type { Fault } from "./faults.ts";

/** The shapes in which Globus's services ask for another consent or login. */
export type RequirementShape =
  /** Transfer: `code: "ConsentRequired"` with `required_scopes`. */
  | "transfer-consent"
  /** Action providers: `code: "ConsentRequired"` with one `required_scope`. */
  | "action-provider-consent"
  /** Auth: `error: "dependent_consent_required"` with `unapproved_scopes` in `errors[0]`. */
  | "dependent-consent"
  /** `authorization_parameters` with lists. */
  | "parameters"
  /** `authorization_parameters` whose lists are texts with commas. */
  | "parameters-text"
  /** `errors[]`, each with a requirement of its own. */
  | "subdocuments"
  /** Inside the status of a flow run or a timer, on an answer that says 200. */
  | "nested";

/** What is asked for. */
export interface Requirement {
  /** Scopes, as texts. */
  scopes?: string[];
  /** Domains of which one must log in. */
  domains?: string[];
  /** UUIDs of policies to meet. */
  policies?: string[];
  /** UUIDs or usernames of identities of which one must log in. */
  identities?: string[];
  /** Whether a second factor is needed. */
  mfa?: boolean;
  /** Words for the person. */
  message?: string;
  /** HTTP status. @default {403} */
  status?: number;
}

/**
 * A fault that asks for another consent or login, in one of the shapes that services use.
 *
 * @example Usage
 * ```ts
 * import { requirementFault, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * sandbox.faults.add({ ...requirementFault("transfer-consent", { scopes: ["a"] }), path: "/v0.10/*" });
 * ```
 *
 * @param shape The shape.
 * @param requirement What is asked for.
 * @returns What `faults.add` takes.
 */
export function requirementFault(shape: RequirementShape, requirement: Requirement): Fault {
  const status = shape === "nested" ? 200 : requirement.status ?? 403;
  return { fault: "answer", status, body: requirementDocument(shape, requirement) };
}

function parametersOf(requirement: Requirement, asText: boolean): JsonDocument {
  const list = (items: string[]) => asText ? items.join(",") : items;
  const { scopes, domains, policies, identities, mfa, message } = requirement;
  const parameters: JsonDocument = { session_message: message ?? "Please log in again" };
  if (identities) parameters.session_required_identities = list(identities);
  if (domains) parameters.session_required_single_domain = list(domains);
  if (policies) parameters.session_required_policies = list(policies);
  if (mfa !== undefined) parameters.session_required_mfa = mfa;
  if (scopes) parameters.required_scopes = scopes;
  return parameters;
}

/** The document of a requirement. */
export function requirementDocument(
  shape: RequirementShape,
  requirement: Requirement,
): JsonDocument {
  const { scopes = [], message = "Please log in again" } = requirement;
  const whole = {
    code: "AuthorizationRequired",
    message,
    authorization_parameters: parametersOf(requirement, shape === "parameters-text"),
  };
  switch (shape) {
    case "transfer-consent":
      return {
        code: "ConsentRequired",
        message: "Missing required data_access consent",
        request_id: "sandbox01",
        resource: "/operation",
        required_scopes: scopes,
      };
    case "action-provider-consent":
      return { code: "ConsentRequired", description: message, required_scope: scopes[0] ?? "" };
    case "dependent-consent":
      return {
        errors: [{
          status: "403",
          id: "00000000-0000-4000-8000-000000000403",
          code: "DEPENDENT_CONSENT_REQUIRED",
          title: "Dependent consent required",
          detail: message,
          unapproved_scopes: scopes,
        }],
        error: "dependent_consent_required",
        error_description: "Dependent consent required",
      };
    case "parameters":
    case "parameters-text":
      return whole;
    case "subdocuments":
      return { errors: [{ code: "Other", detail: "Something else" }, whole] };
    case "nested":
      return {
        run_id: "00000000-0000-4000-8000-000000000200",
        status: "INACTIVE",
        details: { code: "AuthorizationRequired", description: message, details: whole },
      };
  }
}
