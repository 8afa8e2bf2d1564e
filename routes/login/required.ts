import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { startLogin } from "../../site/portal/login/login.ts";
import { site } from "../../site/portal/site.ts";
import { define } from "../../site/portal/state.ts";
import { readRequirement } from "../../site/portal/requirements/requirements.ts";
import { noteRequirement } from "../../site/pages/transfer/kept_transfers.ts";
import { addressOf, readTransferQuery } from "../../site/pages/transfer/transfer_query.ts";

/** The page that was stopped; of the form of a transfer, the one that holds what it held. */
function pageOf(form: FormData | undefined): unknown {
  return form?.has("submission_id") ? addressOf(readTransferQuery(form)) : form?.get("return_to");
}

/** Begins the login that a service asked for, and goes on with the page that it stopped. */
export const handler = define.handlers({
  async POST({ req, state }) {
    const packed = state.form?.get("requirement");
    const wish = readRequirement(packed);
    if (typeof packed !== "string" || !wish) throw new HttpError(400);
    await noteRequirement(state.session, packed);
    return await startLogin(req, state, {
      returnTo: safeReturnTo(site.config.publicOrigin, pageOf(state.form)),
      ...wish,
    });
  },
});
