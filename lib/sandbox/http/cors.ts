/** What programs in a browser may send, as Globus's services let them. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": "authorization, content-type, accept, x-globus-client-info",
      "access-control-max-age": "600",
    },
  });
}

/** Lets programs in a browser read answers of the API; pages for people stay out of their reach. */
export function withCors(response: Response): Response {
  if (!response.headers.get("content-type")?.startsWith("application/json")) return response;
  const open = new Response(response.body, response);
  open.headers.set("access-control-allow-origin", "*");
  return open;
}
