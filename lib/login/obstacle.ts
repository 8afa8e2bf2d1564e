import { isGranted } from "../core/runtime_deno.ts";

/** What is known of the machine. */
export interface Machine {
  /** `linux`, `darwin`, `win32` … */
  readonly os: string;
  /** An environment variable; undefined if it is not set, null if it may not be read. */
  env(name: string): string | undefined | null;
  /** Whether a file exists; false if that may not be known. */
  exists(path: string): boolean;
  /** Whether a right is there without asking for it. */
  may(right: { name: "run"; command: string } | { name: "net"; host: string }): boolean;
}

/**
 * Why a browser on this machine cannot end a login of this program; undefined if nothing speaks
 * against it.
 *
 * @param command The program that opens a browser.
 */
export function findObstacle(machine: Machine, command: string): string | undefined {
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

/** Looks at this machine, without asking for a permission. */
export function thisMachine(
  existsSync: (path: string) => boolean,
  os: string,
  readEnvironmentVariable: (name: string) => string | undefined,
): Machine {
  return {
    os,
    env: (name) =>
      isGranted({ name: "env", variable: name }) ? readEnvironmentVariable(name) : null,
    exists: (path) => isGranted({ name: "read", path }) && existsSync(path),
    may: isGranted,
  };
}
