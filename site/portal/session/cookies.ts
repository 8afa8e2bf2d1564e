import { getCookies, setCookie } from "@std/http";
import type { Config } from "../server/config.ts";

/**
 * The name of a cookie that holds an id. With https the prefix makes browsers refuse it from anybody
 * but this very host; without, on this machine only, browsers would refuse the prefix itself.
 */
function nameOf(name: string, { publicOrigin }: Pick<Config, "publicOrigin">): string {
  return publicOrigin.protocol === "https:" ? `__Host-${name}` : name;
}

/** The value of a cookie of this site; undefined if there is none, or nothing can be made of it. */
export function readCookie(headers: Headers, name: string, config: Config): string | undefined {
  try {
    return getCookies(headers)[nameOf(name, config)];
  } catch {
    return undefined;
  }
}

/** Sets a cookie that scripts cannot read and other sites cannot send along with a form. */
export function writeCookie(headers: Headers, name: string, value: string, config: Config): void {
  setCookie(headers, {
    name: nameOf(name, config),
    value,
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: config.publicOrigin.protocol === "https:",
  });
}
