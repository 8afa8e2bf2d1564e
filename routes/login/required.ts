import { addressOf, readTransferQuery } from "../../site/pages/transfer/transfer_query.ts";
import { startLoginFor } from "../../site/portal/requirements/login_for.ts";
import { define } from "../../site/portal/state.ts";

/** The page to return to. For the form of a transfer, its URL holds what the form held. */
function pageOf(form: FormData | undefined): unknown {
  return form?.has("submission_id") ? addressOf(readTransferQuery(form)) : form?.get("return_to");
}

/** Starts the login that a service requires, and returns to the page that needs it. */
export const handler = define.handlers({
  POST: ({ req, state }) => startLoginFor(req, state, pageOf(state.form)),
});
