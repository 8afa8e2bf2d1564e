import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { secureUrl } from "../../lib/core/guards.ts";
import { browserCommand, checkBrowserUrl as check } from "../../lib/login/browser_deno.ts";
import { localLoginProblem } from "../../lib/login/local_login_problem.ts";
import type { Machine } from "../../lib/login/machine_deno.ts";

function checkBrowserUrl(url: string) {
  return check(url, secureUrl);
}

function machine(
  os: string,
  env: Record<string, string | null> = {},
  rest: Partial<Machine> = {},
): Machine {
  return { os, env: (name) => env[name], exists: () => false, may: () => true, ...rest };
}

Deno.test("localLoginProblem() finds none on a desktop, nor where the program may not look", () => {
  for (
    const desktop of [
      machine("linux", { DISPLAY: ":0" }),
      machine("linux", { WAYLAND_DISPLAY: "wayland-0" }),
      machine("linux", { DISPLAY: null, WAYLAND_DISPLAY: null, SSH_TTY: null }),
      machine("darwin"),
      machine("win32"),
    ]
  ) assertEquals(localLoginProblem(desktop, "xdg-open"), undefined, desktop.os);
});

Deno.test("localLoginProblem() says why the browser cannot reach the program", () => {
  const desktop = { DISPLAY: ":0" };
  const cases: [machine: Machine, reason: string][] = [
    [machine("linux", { ...desktop, SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }), "SSH"],
    [machine("darwin", { SSH_TTY: "/dev/ttys001" }), "SSH"],
    [machine("linux", { ...desktop, JUPYTERHUB_USER: "ada" }), "notebook"],
    [machine("linux", { ...desktop, WSL_DISTRO_NAME: "Debian" }), "Windows Subsystem"],
    [machine("linux", { ...desktop, KUBERNETES_SERVICE_HOST: "10.1.0.1" }), "container"],
    [machine("linux", desktop, { exists: (path) => path === "/.dockerenv" }), "container"],
    [machine("linux", desktop, { exists: (path) => path === "/run/.containerenv" }), "container"],
    [machine("linux"), "display"],
    [machine("freebsd"), "display"],
    [machine("linux", desktop, { may: ({ name }) => name !== "net" }), "--allow-net=127.0.0.1"],
    [machine("linux", desktop, { may: ({ name }) => name !== "run" }), "--allow-run=xdg-open"],
  ];
  for (const [each, reason] of cases) {
    assertStringIncludes(localLoginProblem(each, "xdg-open") ?? "nothing", reason);
  }
});

Deno.test("I5 checkBrowserUrl() accepts https, and http on this machine, as one plain argument", () => {
  assertEquals(
    checkBrowserUrl("https://auth.globus.org/v2/oauth2/authorize?a=b&c=d"),
    "https://auth.globus.org/v2/oauth2/authorize?a=b&c=d",
  );
  for (const host of ["127.0.0.1", "localhost", "[::1]"]) {
    assertEquals(checkBrowserUrl(`http://${host}:8001/auth`), `http://${host}:8001/auth`);
  }
  for (const text of ['"&calc', "$(id)", "`id`", "a b", "a\nb", "a\tb", "'; rm -rf ~", "<x>"]) {
    const url = checkBrowserUrl(`https://auth.globus.org/x?y=${text}`);
    assertEquals(/["\s`'<>|^{}]/.test(url), false, url);
    assertEquals(url.startsWith("https://auth.globus.org/x?y="), true);
  }
  const refused = [
    "http://auth.globus.org/",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://0.0.0.0/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "calc.exe",
    "--help",
    "&calc",
    "https://user:secret@auth.globus.org/",
    "https://user@auth.globus.org/",
    "https://:secret@auth.globus.org/",
    "",
  ];
  for (const url of refused) assertThrows(() => checkBrowserUrl(url), TypeError, undefined, url);
});

Deno.test("I5 characters that RFC 3986 does not allow are percent-encoded in the address of a browser", () => {
  const from = "https://auth.globus.org/?q='|^{}`";
  const to = "https://auth.globus.org/?q=%27%7c%5e%7b%7d%60";
  assertEquals(checkBrowserUrl(from), to);
  assertEquals(checkBrowserUrl(to), to);
});

Deno.test("I5 browserCommand() starts a shell on no system", () => {
  for (const os of ["linux", "darwin", "win32", "freebsd"]) {
    assertEquals(
      /\b(sh|bash|cmd|powershell|start)\b/.test(browserCommand(os).join(" ")),
      false,
      os,
    );
  }
});
