import { HttpError, page } from "fresh";
import type { JSX } from "preact";
import { ActionButton, Fact, Facts } from "../../site/components/pieces.tsx";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { define, type State } from "../../site/portal/state.ts";
import { sizeOfList, summaryOf } from "../../site/pages/transfer/transfer_summary.ts";
import { RefusalNotice } from "../../site/portal/requirements/refusal_notice.tsx";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";
import { keptTransfers, type WaitingTransfer } from "../../site/pages/transfer/kept_transfers.ts";
import { discard, submitDocument } from "../../site/pages/transfer/submit.ts";

/** The waiting transfer that the URL names, if this session has it. */
function waitingOf({ session }: State, submissionId: string): WaitingTransfer | undefined {
  return keptTransfers(session).waiting
    .find(({ document }) => document.submission_id === submissionId);
}

/** The task of the transfer, if it was submitted. */
function taskOf({ session }: State, submissionId: string): string | undefined {
  return keptTransfers(session).sent.find((sent) => sent.submissionId === submissionId)?.taskId;
}

export const handler = define.handlers({
  async GET({ params: { submissionId }, req, state }) {
    const waiting = waitingOf(state, submissionId);
    const task = taskOf(state, submissionId);
    if (!waiting && task) return seeOther(`/tasks/${task}`);
    if (!waiting) throw new HttpError(404);
    const names = await summaryOf(state.globus.transfer(), waiting.document, req.signal);
    return page({ waiting, names, problems: [] as string[] });
  },
  async POST({ params: { submissionId }, req, state }) {
    const waiting = waitingOf(state, submissionId);
    const task = taskOf(state, submissionId);
    if (!waiting) return seeOther(task ? `/tasks/${task}` : "/transfer");
    if (state.form?.get("do") === "discard") {
      await discard(state, submissionId);
      return seeOther("/transfer");
    }
    if (waiting.owner !== state.session.data.user?.sub) throw new HttpError(403);
    const outcome = await submitDocument(state, waiting.document);
    if ("location" in outcome) return seeOther(outcome.location);
    const { problems, status } = outcome;
    const names = await summaryOf(state.globus.transfer(), waiting.document, req.signal);
    return page({ waiting, names, problems }, { status });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { names, problems, waiting } = data;
  const { document } = waiting;
  const { session } = state;
  const address = `/transfer/${document.submission_id}`;
  const isOwn = waiting.owner === session.data.user?.sub;
  const isReady = waiting.sessionName !== session.name;
  return (
    <WorkbenchPage
      title="Transfer ready to start"
      eyebrow={<a href="/transfer">Transfer</a>}
      lead={isReady && isOwn
        ? "You can start it now."
        : "Nothing was transferred yet. Your choices are kept until you have logged in again."}
      entries={state.wire.entries}
    >
      {problems.length > 0 && (
        <div class="notice bad" role="alert">
          <strong>Not started</strong>
          <ul>{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        </div>
      )}
      {!isReady && (
        <RefusalNotice
          refusal={{ ...waiting, status: 403 }}
          session={session}
          returnTo={address}
          action="Log in again, and come back here"
        />
      )}
      {!isOwn && (
        <div class="notice bad" role="alert">
          <strong>Prepared by another user</strong>
          <p>You are logged in as another person now. Log in as before, or discard it.</p>
        </div>
      )}
      <section class="panel" aria-labelledby="what">
        <div class="panel-head">
          <h2 id="what">Contents</h2>
        </div>
        <div class="panel-body">
          <Facts>
            <Fact name="From">{names.source}</Fact>
            <Fact name="To">{names.destination}</Fact>
            <Fact name={sizeOfList(document.DATA.length)}>
              <Items waiting={waiting} />
            </Fact>
            <Fact name="Label">{document.label || "none"}</Fact>
          </Facts>
        </div>
      </section>
      <div class="row">
        {isReady && isOwn && (
          <ActionButton action={address} token={session.formToken} fields={{ do: "submit" }}>
            Start the transfer
          </ActionButton>
        )}
        <ActionButton
          action={address}
          token={session.formToken}
          fields={{ do: "discard" }}
          class="button quiet"
        >
          Discard
        </ActionButton>
      </div>
    </WorkbenchPage>
  );
});

function Items({ waiting }: { waiting: WaitingTransfer }): JSX.Element {
  return (
    <ul class="tree">
      {waiting.document.DATA.map(({ destination_path, source_path }) => (
        <li key={source_path}>
          <code>{source_path}</code> → <code>{destination_path}</code>
        </li>
      ))}
    </ul>
  );
}
