import { page } from "fresh";
import { isUuid } from "../../site/components/uuid.ts";
import LiveForm from "../../islands/LiveForm.tsx";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { define } from "../../site/portal/state.ts";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";
import { submitForm } from "../../site/pages/transfer/submit.ts";
import { applyButton, readTransferQuery } from "../../site/pages/transfer/transfer_query.ts";
import { TransferForm } from "../../site/pages/transfer/transfer_form.tsx";
import { transferView } from "../../site/pages/transfer/transfer_view.ts";

export const handler = define.handlers({
  async GET({ req, state, url }) {
    const query = readTransferQuery(url.searchParams);
    const view = await transferView(state.globus.transfer(), query, undefined, req.signal);
    return page({ view });
  },
  async POST(ctx) {
    const { req, state } = ctx;
    const form = state.form ?? new FormData();
    const given = form.get("submission_id");
    const submissionId = isUuid(given) ? given : undefined;
    const query = readTransferQuery(form);
    const button = form.get("go");
    if (typeof button !== "string") {
      const outcome = await submitForm(state, query, submissionId);
      if ("location" in outcome) {
        return seeOther(outcome.location);
      }
      const { problems, isSpent } = outcome;
      const id = isSpent ? undefined : submissionId;
      const view = await transferView(state.globus.transfer(), query, id, req.signal);
      return page({ view: { ...view, problems } }, { status: outcome.status });
    }
    const next = applyButton(query, button);
    const view = await transferView(state.globus.transfer(), next, submissionId, req.signal);
    return page({ view });
  },
});

export default define.page<typeof handler>(({ data: { view }, state }) => (
  <WorkbenchPage
    title="Transfer"
    lead="Choose what to transfer and where. Globus copies it from server to server. Nothing passes through this site or your browser."
    entries={state.wire.entries}
  >
    <TransferForm view={view} formToken={state.session.formToken} />
    <LiveForm form="transfer" parts={["transfer", "wire"]} />
  </WorkbenchPage>
));
