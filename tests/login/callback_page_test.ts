import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { NOT_FOUND_PAGE, REFUSED_PAGE, SUCCESS_PAGE } from "../../lib/login/callback_page.ts";

Deno.test("each page of a login at this machine says what happened, with its status", () => {
  const pages = [
    [SUCCESS_PAGE, 200, "Logged in with Globus", "You can close this page"],
    [REFUSED_PAGE, 400, "Not logged in", "The login was not completed"],
    [NOT_FOUND_PAGE, 404, "Not found", "This page does not exist"],
  ] as const;
  for (const [{ status, headers, body }, expected, title, text] of pages) {
    assertEquals(status, expected);
    assert(body.startsWith('<!doctype html><html lang="en"><head><meta charset="utf-8">'), body);
    assertStringIncludes(body, `<title>${title}</title>`);
    assertStringIncludes(body, `<h1>${title}</h1><p>${text}`);
    assertEquals(headers["content-type"], "text/html; charset=utf-8");
    assertEquals(headers["cache-control"], "no-store");
  }
});
