/** The name of the site, in its header, in titles and on Globus's logout page. */
export const SITE_NAME = "Globus tutorial";
