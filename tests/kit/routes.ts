/**
 * The routes of the site, from its folder.
 *
 * @module
 */

/** A route of the site. */
export interface SiteRoute {
  /** The path as in the folder, such as `/tasks/[taskId]`. */
  path: string;
  /** Matches the paths that the route serves. */
  pattern: RegExp;
  /** Whether it shows a page. The others answer forms, scripts and load balancers. */
  isPage: boolean;
}

/** Lists the routes. A page is a file with JSX. */
export function siteRoutes(folder = "routes", path = ""): SiteRoute[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return siteRoutes(`${folder}/${name}`, `${path}/${name}`);
    const part = name.replace(/\.tsx?$/, "");
    if (part.startsWith("_")) return [];
    const whole = (part === "index" ? path : `${path}/${part}`) || "/";
    const pattern = new RegExp(`^${whole.replace(/\[\w+\]/g, "[^/]+")}$`);
    return [{ path: whole, pattern, isPage: name.endsWith(".tsx") }];
  });
}
