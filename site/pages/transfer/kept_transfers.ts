import type { TransferDocument } from "@globus-deno/sdk";
import type { LoginRequirement } from "../../portal/requirements/requirements.ts";
import type { SessionData, VisitorSession } from "../../portal/session/session_data.ts";

/** A transfer that waits for another login. */
export interface WaitingTransfer {
  /** The document to submit. Its submission id names the waiting transfer. */
  document: TransferDocument & { submission_id: string };
  /** Id of the identity that prepared it. */
  owner: string;
  /** Why it waits: see {@link Refusal}. */
  title: string;
  text: string;
  requirement?: LoginRequirement;
  /** Name of the session that was refused. A login changes the session's name. */
  sessionName: string;
}

/** A transfer that was submitted. */
interface SentTransfer {
  submissionId: string;
  taskId: string;
  /** Digest of the submitted document. */
  digest: string;
}

/** The transfers that a session remembers, oldest first. */
interface KeptTransfers {
  waiting: WaitingTransfer[];
  sent: SentTransfer[];
}

declare module "../../portal/session/session_data.ts" {
  interface SessionData {
    transfers?: KeptTransfers;
  }
}

/** Characters of all waiting transfers of a session. A larger record would not fit the store. */
const MAX_WAITING_LENGTH = 20_000;
/** Submitted transfers that a session remembers. */
const MAX_SENT = 20;

/** The transfers that the session remembers, as last read. */
export function keptTransfers(session: VisitorSession): Readonly<KeptTransfers> {
  return session.data.transfers ?? { waiting: [], sent: [] };
}

function transfersOf(data: SessionData): KeptTransfers {
  return data.transfers ??= { waiting: [], sent: [] };
}

/** Whether a transfer is small enough for the session's record. */
export function canWait(waiting: WaitingTransfer): boolean {
  return JSON.stringify(waiting).length <= MAX_WAITING_LENGTH;
}

/** Keeps a transfer until the user has logged in again. The oldest ones make room for it. */
export function keepWaiting(data: SessionData, waiting: WaitingTransfer): void {
  dropWaiting(data, waiting.document.submission_id);
  const kept = transfersOf(data).waiting;
  kept.push(waiting);
  while (JSON.stringify(kept).length > MAX_WAITING_LENGTH) kept.shift();
}

/** Forgets a waiting transfer. */
export function dropWaiting(data: SessionData, submissionId: string): void {
  const transfers = transfersOf(data);
  transfers.waiting = transfers.waiting
    .filter(({ document }) => document.submission_id !== submissionId);
}

/** Notes that a transfer was submitted. */
export function noteSent(data: SessionData, sent: SentTransfer): void {
  dropWaiting(data, sent.submissionId);
  const transfers = transfersOf(data);
  transfers.sent = [
    ...transfers.sent.filter(({ submissionId }) => submissionId !== sent.submissionId),
    sent,
  ].slice(-MAX_SENT);
}

/** A digest of the document, to tell whether two documents are the same. */
export async function digestOf(document: TransferDocument): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toBase64();
}
