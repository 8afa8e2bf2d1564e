import type { Machine } from "./machine_deno.ts";

/**
 * Why the user's browser cannot reach a server of this program, so that a login by a local server
 * would hang.
 *
 * @param command The program that opens a browser.
 * @returns Undefined if nothing is known to prevent the login.
 */
export function localLoginProblem(machine: Machine, command: string): string | undefined {
  const { os } = machine;
  const isSet = (...names: string[]) => names.some((name) => machine.env(name));
  if (isSet("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")) {
    return "this is an SSH session, and your browser is on another machine";
  }
  if (isSet("JUPYTERHUB_USER", "JPY_PARENT_PID", "COLAB_RELEASE_TAG")) {
    return "this is a notebook on a server, and your browser is on another machine";
  }
  if (isSet("WSL_DISTRO_NAME")) return "this is the Windows Subsystem for Linux";
  const inContainer = isSet("KUBERNETES_SERVICE_HOST", "container") ||
    machine.exists("/.dockerenv") || machine.exists("/run/.containerenv");
  if (inContainer) return "this is a container, which your browser cannot reach";
  const displays = ["DISPLAY", "WAYLAND_DISPLAY"].map((name) => machine.env(name));
  if (!["darwin", "win32"].includes(os) && displays.every((display) => display === undefined)) {
    return "this machine has no display for a browser";
  }
  if (!machine.may({ name: "net", host: "127.0.0.1" })) {
    return "the program may not listen (--allow-net=127.0.0.1)";
  }
  if (!machine.may({ name: "run", command })) {
    return `the program may not start a browser (--allow-run=${command})`;
  }
}
