import { ReauthRequiredError, type TransferDocument } from "@globus-deno/sdk";
import { LoginNeeded } from "../../portal/globus/globus.ts";
import type { SessionData } from "../../portal/session/session_data.ts";
import type { State } from "../../portal/state.ts";
import { type Obstacle, obstacleOf } from "../../portal/requirements/requirements.ts";
import {
  canWait,
  digestOf,
  dropWaiting,
  keepWaiting,
  noteSent,
  type WaitingTransfer,
  workbenchOf,
} from "./kept_transfers.ts";
import type { TransferQuery } from "./transfer_query.ts";
import { draftTransfer } from "./transfer_view.ts";

/** What came of a form: where to go on, or why it is shown again. */
export type Outcome =
  | { location: string }
  | {
    problems: string[];
    status: number;
    /** Whether the submission id has served another document. */
    isSpent?: boolean;
  };

/** Exchanges that go along to the next page. */
const MAX_EXCHANGES = 3;

const LOGGED_OUT: Obstacle = {
  title: "Your login has ended",
  text: "The transfer is kept. Log in again, then start it.",
  status: 401,
};

/**
 * Submits a form. However often the same form is sent, it makes one task: its submission id says so
 * to Transfer. A transfer that needs another login is kept in the session until then.
 */
export async function submitForm(
  state: State,
  query: TransferQuery,
  submissionId: string | undefined,
): Promise<Outcome> {
  const { document, problems } = draftTransfer(query);
  if (problems) return { problems, status: 422 };
  if (!submissionId) {
    return { problems: ["The form had no number. It has one now: try again."], status: 422 };
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
  const sent = workbenchOf(session).sent.find((one) => one.submissionId === submissionId);
  if (sent && sent.digest !== digest) {
    return {
      problems: [
        "This form was sent before, with other choices: that task runs. To move this " +
        "too, start it once more.",
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
      tell(data, state, {
        kind: "good",
        text: code === "Duplicate"
          ? "This transfer was submitted before: here is its task."
          : "Globus has accepted the transfer.",
      });
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
  const obstacle = obstacleOrLogin(error);
  const { login, said, status, text, title } = obstacle;
  const waiting: WaitingTransfer = {
    document,
    owner: session.data.user?.sub ?? "",
    title,
    text,
    login,
    session: session.name,
  };
  if (obstacle !== LOGGED_OUT && !login || !canWait(waiting)) {
    const problem = [title, text, said && `Globus says: ${said}`].filter(Boolean).join(". ");
    return { problems: [problem.replaceAll("..", ".")], status };
  }
  await session.update((data) => {
    keepWaiting(data, waiting);
    tell(data, state);
  });
  return { location: `/transfer/${document.submission_id}` };
}

function obstacleOrLogin(error: unknown): Obstacle {
  try {
    return error instanceof LoginNeeded ? LOGGED_OUT : obstacleOf(error, "Globus Transfer");
  } catch (other) {
    if (other instanceof ReauthRequiredError) return LOGGED_OUT;
    throw other;
  }
}

/** Lets the next page show what was sent. */
function tell(data: SessionData, state: State, notice?: SessionData["notice"]): void {
  data.exchanges = state.globus.wire.exchanges.slice(-MAX_EXCHANGES);
  if (notice) data.notice = notice;
}

/** Forgets a transfer that waits. */
export async function discard(state: State, submissionId: string): Promise<void> {
  await state.session.update((data) => dropWaiting(data, submissionId));
}
