import { urnOf } from "../auth/service_caller.ts";
import { isoMicros } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { flowsCaller } from "./caller.ts";
import { flowsError } from "./errors.ts";
import { BORN_MS, flowScope, HELLO_FLOW_ID } from "./flows.ts";

/** Adds flows. */
export function addFlowRoutes(router: Router): void {
  router
    .on("GET /flows", listFlows)
    .on("GET /flows/:flow_id", (context) => json(flowFor(context)));
}

function flowDocument(context: Context): JsonDocument {
  const owner = urnOf(context.world.people[0].primary.id);
  return {
    id: HELLO_FLOW_ID,
    title: "Say hello",
    subtitle: "The smallest flow there is",
    description: "Waits a little and says hello.",
    keywords: ["hello", "tutorial"],
    definition: {
      StartAt: "Hello",
      States: {
        Hello: {
          Type: "Action",
          ActionUrl: "https://actions.globus.org/hello_world",
          Parameters: { "echo_string.$": "$.echo_string" },
          ResultPath: "$.HelloResult",
          End: true,
        },
      },
    },
    input_schema: {
      type: "object",
      required: ["echo_string"],
      properties: { echo_string: { type: "string" } },
      additionalProperties: false,
    },
    globus_auth_scope: flowScope(HELLO_FLOW_ID),
    globus_auth_username: `${HELLO_FLOW_ID}@clients.auth.globus.org`,
    action_url: `${context.base()}/flows/${HELLO_FLOW_ID}`,
    synchronous: false,
    log_supported: true,
    types: ["Action"],
    api_version: "1.0",
    created_at: isoMicros(BORN_MS),
    updated_at: isoMicros(BORN_MS),
    created_by: owner,
    flow_owner: owner,
    flow_viewers: ["public"],
    flow_starters: ["all_authenticated_users"],
    flow_administrators: [],
    run_managers: [],
    run_monitors: [],
    visible_to: ["public"],
    runnable_by: ["all_authenticated_users"],
    administered_by: [],
    user_role: "flow_viewer",
    admin_contact: "support@fjord.example",
    principal_urn: urnOf(HELLO_FLOW_ID),
    subscription_id: null,
    authentication_policy_id: null,
  };
}

function flowFor(context: Context): JsonDocument {
  flowsCaller(context, "/view_flows", "/manage_flows");
  if (context.param("flow_id") !== HELLO_FLOW_ID) {
    throw flowsError(
      context,
      404,
      "FLOW_NOT_FOUND",
      `There is no flow with id ${context.param("flow_id")}`,
    );
  }
  return flowDocument(context);
}

function listFlows(context: Context): Response {
  flowsCaller(context, "/view_flows", "/manage_flows");
  const text = (context.query.get("filter_fulltext") ?? "").toLowerCase();
  const flow = flowDocument(context);
  const fits = JSON.stringify([flow.title, flow.description]).toLowerCase().includes(text);
  return json({ flows: fits ? [flow] : [], limit: 100, has_next_page: false, marker: null });
}
