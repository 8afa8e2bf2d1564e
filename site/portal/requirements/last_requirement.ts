import type { VisitorSession } from "../session/session_data.ts";

/** Notes that a login starts because of a requirement. */
export async function noteRequirement(session: VisitorSession, packed: string): Promise<void> {
  await session.update((data) => data.lastRequirement = { packed, sessionName: session.name });
}

/** Whether the last login was for this very requirement, so that another one will not help. */
export function wasRequired(session: VisitorSession, packed: string): boolean {
  const { lastRequirement } = session.data;
  return lastRequirement?.packed === packed && lastRequirement.sessionName !== session.name;
}
