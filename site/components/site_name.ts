/** Reads the name of the site. A portal of your own: set the variable, or change the text here. */
export function readSiteName(get: (name: string) => string | undefined): string {
  return get("SITE_NAME") || "Globus tutorial";
}

/** The name of the site: in its header, in titles, and on Globus's logout page. */
export const SITE_NAME: string = readSiteName((name) => Deno.env.get(name));
