import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import type { Router } from "../http/router.ts";
import { browserPerson } from "./browser_sessions.ts";
import { apiCaller } from "./caller.ts";
import { forbidden } from "./errors.ts";
import { normalId } from "./identities_routes.ts";
import { errorPage, escapeHtml, page } from "./page.ts";

/** Adds consents: for programs, and the page where people see them and take them back. */
export function addConsentRoutes(router: Router): void {
  router
    .on("GET /v2/api/identities/:identity_id/consents", getConsents)
    .on("GET /v2/web/consents", show)
    .on("POST /v2/web/consents", takeBack);
}

function show(context: Context): Response {
  const { world } = context;
  const person = browserPerson(context);
  const consents = world.consents.of(person.primary.id);
  const rows = consents.map((consent) => {
    const depth = consent.dependency_path.length - 1;
    const client = world.clients.get(consent.client)?.document.name ?? consent.client;
    const scope = world.findScope(consent.scope_name);
    return `<li><strong>${"↳ ".repeat(depth)}${escapeHtml(client)}</strong>: ` +
      `${escapeHtml(scope?.name ?? consent.scope_name)}` +
      `<code>${escapeHtml(consent.scope_name)}</code>` +
      `<form method="post" action="${escapeHtml(`${context.pathPrefix}/v2/web/consents`)}">` +
      `<button class="button" name="consent" value="${consent.id}" ` +
      `aria-label="Take back ${escapeHtml(client)}: ${escapeHtml(consent.scope_name)}">` +
      `Take back</button></form></li>`;
  });
  return page(
    "What you have allowed",
    rows.length
      ? `<p class="soft">Taking one back ends all that hangs on it, tokens included.</p>` +
        `<ul class="scopes">${rows.join("")}</ul>`
      : `<p class="soft">No application may do anything for you.</p>`,
  );
}

function takeBack(context: Context): Response {
  const { world } = context;
  const person = browserPerson(context);
  const consent = world.consents.get(Number(context.form.get("consent")));
  if (consent?.effective_identity !== person.primary.id) {
    throw new Refusal(errorPage("not_found", "There is no such consent of yours.", 404));
  }
  world.consents.revoke(consent.id);
  return new Response(null, {
    status: 303,
    headers: { location: `${context.base("auth")}/v2/web/consents` },
  });
}

/**
 * One's own consents: those that begin with the calling client, which any token of it may see, or
 * with `all`, of every client, for which a scope is needed.
 */
function getConsents(context: Context): Response {
  const all = context.query.get("all")?.toLowerCase() === "true";
  const { identities, grant, client } = apiCaller(
    context,
    ...all ? ["view_consents", "manage_projects"] : [],
  );
  const { consents } = context.world;
  const id = normalId(context.param("identity_id"));
  if (!identities.includes(id)) throw forbidden(context, "The consents belong to another person");
  const clientId = grant?.client ?? client?.document.id;
  return json({
    consents: consents.of(id).filter(({ dependency_path: [root] }) =>
      all || consents.get(root)?.client === clientId
    ),
  });
}
