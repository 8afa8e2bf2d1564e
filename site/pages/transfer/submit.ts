import type { TransferDocument } from "@globus-deno/sdk";
import { mustLogIn } from "../../portal/globus/globus.ts";
import { type Refusal, refusalOf } from "../../portal/requirements/refusals.ts";
import type { State } from "../../portal/state.ts";
import {
  canWait,
  digestOf,
  dropWaiting,
  keepWaiting,
  keptTransfers,
  noteSent,
  type WaitingTransfer,
} from "./kept_transfers.ts";
import type { TransferQuery } from "./transfer_query.ts";
import { draftTransfer } from "./transfer_view.ts";

/** The result of a form: the page to go to, or why the form is shown again. */
export type Outcome =
  | { location: string }
  | {
    problems: string[];
    status: number;
    /** Whether another document was submitted with this submission id. */
    isSpent?: boolean;
  };

const LOGGED_OUT: Refusal = {
  title: "Your login has ended",
  text: "The transfer is kept. Log in again, then start it.",
  status: 401,
};

/**
 * Submits a form. Sending the same form again makes no second task, because Transfer knows its
 * submission id. A transfer that needs another login is kept in the session until then.
 */
export async function submitForm(
  state: State,
  query: TransferQuery,
  submissionId: string | undefined,
): Promise<Outcome> {
  const { document, problems } = draftTransfer(query);
  if (problems) return { problems, status: 422 };
  if (!submissionId) {
    return { problems: ["The form had no submission ID. It has one now. Try again."], status: 422 };
  }
  return await submitDocument(state, { ...document, submission_id: submissionId });
}

/** Submits a document, or keeps it. */
export async function submitDocument(
  state: State,
  document: TransferDocument & { submission_id: string },
): Promise<Outcome> {
  const { session } = state;
  const submissionId = document.submission_id;
  const digest = await digestOf(document);
  const sent = keptTransfers(session).sent.find((one) => one.submissionId === submissionId);
  if (sent && sent.digest !== digest) {
    return {
      problems: [
        "This form was sent before, with other choices: that task runs. To transfer " +
        "this too, start it once more.",
      ],
      status: 409,
      isSpent: true,
    };
  }
  if (sent) return { location: `/tasks/${sent.taskId}` };
  try {
    const { code, task_id } = await state.globus.transfer().submitTransfer(document);
    await session.update((data) => {
      noteSent(data, { submissionId, taskId: task_id, digest });
      data.flash = {
        notice: {
          kind: "good",
          // Not "Done": the task has only begun, or has ended by now.
          title: "Accepted",
          text: code === "Duplicate"
            ? "This transfer was submitted before. Here is its task."
            : "Globus accepted the transfer. It goes on if you close this page.",
        },
      };
    });
    return { location: `/tasks/${encodeURIComponent(task_id)}` };
  } catch (error) {
    return await refused(state, document, error);
  }
}

async function refused(
  state: State,
  document: WaitingTransfer["document"],
  error: unknown,
): Promise<Outcome> {
  const { session } = state;
  const refusal = refusalOrLogin(error);
  const { requirement, said, status, text, title } = refusal;
  const waiting: WaitingTransfer = {
    document,
    owner: session.data.user?.sub ?? "",
    title,
    text,
    requirement,
    sessionName: session.name,
  };
  if (refusal !== LOGGED_OUT && !requirement || !canWait(waiting)) {
    const problem = [title, text, said && `Globus says: ${said}`].filter(Boolean).join(". ");
    return { problems: [problem.replaceAll("..", ".")], status };
  }
  await session.update((data) => keepWaiting(data, waiting));
  return { location: `/transfer/${document.submission_id}` };
}

function refusalOrLogin(error: unknown): Refusal {
  try {
    return refusalOf(error, "Globus Transfer");
  } catch (other) {
    if (mustLogIn(other)) return LOGGED_OUT;
    throw other;
  }
}

/** Forgets a waiting transfer. */
export async function discard(state: State, submissionId: string): Promise<void> {
  await state.session.update((data) => dropWaiting(data, submissionId));
}
