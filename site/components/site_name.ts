/**
 * The name of the site: in its header, in titles, in requests to Globus, and on Globus's logout page.
 * `SITE_NAME`
 */
export const SITE_NAME: string = Deno.env.get("SITE_NAME") || "Globus tutorial";
