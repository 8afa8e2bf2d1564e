import type { SessionData, VisitorSession } from "../../portal/session/session_data.ts";

declare module "../../portal/session/session_data.ts" {
  interface SessionData {
    /** Ids of the lessons' steps that are done, such as `2.login`. */
    progress?: string[];
  }
}

/** Ids of the steps that the visitor has done. */
export function progressOf(data: Readonly<SessionData>): readonly string[] {
  return data.progress ?? [];
}

/** Marks steps of lessons as done. */
export async function markDone(session: VisitorSession, ...ids: string[]): Promise<void> {
  if (ids.every((id) => progressOf(session.data).includes(id))) return;
  await session.update((data) => data.progress = [...new Set([...progressOf(data), ...ids])]);
}
