import { getCookies } from "@std/http";

/** The colors of the site: those of the visitor's system, or the visitor's choice. */
export type Theme = "auto" | "light" | "dark";

/** Reads the cookie `theme`. An absent or invalid cookie means `auto`. */
export function themeOf(headers: Headers): Theme {
  try {
    const { theme } = getCookies(headers);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}
