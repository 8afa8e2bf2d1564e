/** Redirects to a page after an action (303), so that reloading the page does not repeat the action. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}
