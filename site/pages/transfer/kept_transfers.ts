import type { TransferDocument } from "@globus-deno/sdk";
import type { Session } from "../../portal/session/sessions.ts";
import type { SessionData } from "../../portal/session/session_data.ts";
import type { LoginRequirement } from "../../portal/requirements/requirements.ts";

/** A transfer that cannot be submitted before another login. */
export interface WaitingTransfer {
  /** What will be submitted; its submission id names it. */
  document: TransferDocument & { submission_id: string };
  /** Id of the identity that prepared it. */
  owner: string;
  /** What stands in the way. */
  title: string;
  text: string;
  login?: LoginRequirement;
  /** Name of the session in which it was refused: a login changes it. */
  session: string;
}

/** A transfer that was submitted. */
export interface SentTransfer {
  submissionId: string;
  taskId: string;
  /** Of the document that was sent. */
  digest: string;
}

/** What the workbench keeps in a session. */
export interface WorkbenchData {
  /** The requirement that a login was begun for, and the name of the session before it. */
  required?: { packed: string; session: string };
  /** Oldest first. */
  waiting: WaitingTransfer[];
  /** Oldest first. */
  sent: SentTransfer[];
}

/** Characters of all transfers that one session keeps waiting: its record must not grow large. */
const MAX_WAITING_LENGTH = 20_000;
/** Transfers that one session remembers to have sent. */
const MAX_SENT = 20;

/** What the workbench keeps, as last read. */
export function workbenchOf(session: Session<SessionData>): Readonly<WorkbenchData> {
  return session.data.workbench ?? { waiting: [], sent: [] };
}

function change(data: SessionData, how: (workbench: WorkbenchData) => void): void {
  data.workbench ??= { waiting: [], sent: [] };
  how(data.workbench);
}

/** Notes that a login begins because of a requirement. */
export async function noteRequirement(
  session: Session<SessionData>,
  packed: string,
): Promise<void> {
  await session.update((data) =>
    change(data, (workbench) => workbench.required = { packed, session: session.name })
  );
}

/** Whether the last login was made for just this requirement: asking again will not help. */
export function wasRequired(session: Session<SessionData>, packed: string): boolean {
  const { required } = workbenchOf(session);
  return required?.packed === packed && required.session !== session.name;
}

/** Whether a transfer is small enough to be kept. */
export function canWait(waiting: WaitingTransfer): boolean {
  return JSON.stringify(waiting).length <= MAX_WAITING_LENGTH;
}

/** Keeps a transfer until the visitor has logged in again; the oldest that wait give way. */
export function keepWaiting(data: SessionData, waiting: WaitingTransfer): void {
  dropWaiting(data, waiting.document.submission_id);
  change(data, (workbench) => {
    workbench.waiting.push(waiting);
    while (JSON.stringify(workbench.waiting).length > MAX_WAITING_LENGTH) workbench.waiting.shift();
  });
}

/** Forgets a transfer that waits. */
export function dropWaiting(data: SessionData, submissionId: string): void {
  change(data, (workbench) => {
    workbench.waiting = workbench.waiting
      .filter(({ document }) => document.submission_id !== submissionId);
  });
}

/** Notes that a transfer was submitted. */
export function noteSent(data: SessionData, sent: SentTransfer): void {
  dropWaiting(data, sent.submissionId);
  change(data, (workbench) => {
    workbench.sent = [
      ...workbench.sent.filter(({ submissionId }) => submissionId !== sent.submissionId),
      sent,
    ].slice(-MAX_SENT);
  });
}

/** Names a document: another one has another name. */
export async function digestOf(document: TransferDocument): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toBase64();
}
