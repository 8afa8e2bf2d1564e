import { getCookies, setCookie } from "@std/http";
import type { Config } from "../server/config.ts";

/**
 * The name of a cookie that holds an id. With https, the prefix keeps other hosts of the domain from
 * setting the cookie. Without https (on this machine only) browsers refuse the prefix itself.
 */
function nameOf(name: string, { publicOrigin }: Pick<Config, "publicOrigin">): string {
  return publicOrigin.protocol === "https:" ? `__Host-${name}` : name;
}

/** Reads a cookie; undefined if it is absent or the header is malformed. */
export function readCookie(headers: Headers, name: string, config: Config): string | undefined {
  try {
    return getCookies(headers)[nameOf(name, config)];
  } catch {
    return undefined;
  }
}

/** Sets a cookie that scripts cannot read, and that forms on other sites do not send. */
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
