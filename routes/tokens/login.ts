import { safeReturnTo } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { startLogin } from "../../site/login.ts";
import { site } from "../../site/site.ts";
import { define } from "../../site/state.ts";
import { readRequirement } from "../../site/workbench/obstacle.ts";
import { noteRequirement } from "../../site/workbench/session.ts";
import { addressOf, readTransferQuery } from "../../site/workbench/transfer_query.ts";

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
