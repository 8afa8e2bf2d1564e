import type { Session } from "../../portal/session/sessions.ts";
import type { SessionData } from "../../portal/session/session_data.ts";

/** Notes steps of lessons as done. */
export async function markDone(session: Session<SessionData>, ...ids: string[]): Promise<void> {
  const isKnown = (data: Readonly<SessionData>) => (id: string) => data.progress.includes(id);
  if (ids.every(isKnown(session.data))) return;
  await session.update((data) => {
    for (const id of ids) if (!isKnown(data)(id)) data.progress.push(id);
  });
}

/** Answers a form: the browser goes on to a page, so that to load it again sends nothing twice. */
export function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
