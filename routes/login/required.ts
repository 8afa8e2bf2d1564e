import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { startLogin } from "../../site/portal/login/login.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";
import { readRequirement } from "../../site/portal/requirements/requirements.ts";
import { noteRequirement } from "../../site/portal/requirements/last_requirement.ts";
import { addressOf, readTransferQuery } from "../../site/pages/transfer/transfer_query.ts";

/** The page to return to. For the form of a transfer, its URL holds what the form held. */
function pageOf(form: FormData | undefined): unknown {
  return form?.has("submission_id") ? addressOf(readTransferQuery(form)) : form?.get("return_to");
}

/** Starts the login that a service requires, and returns to the page that needs it. */
export const handler = define.handlers({
  async POST({ req, state }) {
    const packed = state.form?.get("requirement");
    const parameters = readRequirement(packed);
    if (typeof packed !== "string" || !parameters) throw new HttpError(400);
    await noteRequirement(state.session, packed);
    return await startLogin(req, state, {
      returnTo: safeReturnTo(site.config.publicOrigin, pageOf(state.form)),
      parameters,
    });
  },
});
