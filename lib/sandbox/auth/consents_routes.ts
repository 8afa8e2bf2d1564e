import type { Context } from "../http/context.ts";
import { Refusal } from "../http/refusal.ts";
import type { Router } from "../http/router.ts";
import { errorPage, escapeHtml, page } from "./authorize_page.ts";
import { browserPerson } from "./authorize_routes.ts";

/** Adds the page where people see and take back what they allowed. */
export function addConsentsPage(router: Router): void {
  router
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
