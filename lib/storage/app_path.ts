import { isWindows } from "../core/runtime_deno.ts";
import type { StoreTools } from "./store_tools.ts";

/** The app that a file of tokens is for. */
export interface AppTokenPathOptions {
  /** Id of the app's client, which names a folder. */
  readonly clientId: string;
  /** Name of the app, which names a folder. */
  readonly appName: string;
  /** The Globus installation. @default `GLOBUS_SDK_ENVIRONMENT`, else `production` */
  readonly environment?: string | undefined;
  /** Replaces the environment's name in the name of the file, for tokens of a sandbox. */
  readonly prefix?: string | undefined;
  /** Folder for files of Globus programs. @default `~/.globus`, on Windows `%LOCALAPPDATA%/globus` */
  readonly folder?: string | undefined;
}

/**
 * The path where the Python SDK keeps the tokens of an app, without the suffix of the kind of file:
 * `~/.globus/app/<client id>/<app name>/tokens`, with `<environment>-` before `tokens` where the
 * environment is not `production`.
 *
 * @throws {GlobusSDKUsageError} If the user's folder cannot be found, or a name is unusable.
 */
export function appTokenPath(options: AppTokenPathOptions, tools: StoreTools): string {
  const { GlobusSDKUsageError, appFolderName, getEnvironmentName, readEnvironmentVariable } = tools;
  const { clientId } = options;
  if (!/^[\w-]+$/.test(clientId)) {
    throw new GlobusSDKUsageError("Cannot name a folder after this client id: it is malformed");
  }
  const environment = getEnvironmentName(options.environment);
  const prefix = options.prefix ?? (environment === "production" ? "" : environment);
  const file = prefix ? `${prefix}-tokens` : "tokens";
  const folder = options.folder ?? globusFolder(isWindows(), readEnvironmentVariable, tools);
  return `${folder}/app/${clientId}/${appFolderName(options.appName)}/${file}`;
}

/**
 * The folder for files of Globus programs.
 *
 * @param read Reads an environment variable; undefined if it is not set.
 * @throws {GlobusSDKUsageError} If no variable names the user's folder.
 */
export function globusFolder(
  windows: boolean,
  read: (name: string) => string | undefined,
  { GlobusSDKUsageError }: StoreTools,
): string {
  const home = windows ? read("USERPROFILE") || read("HOME") : read("HOME");
  const local = windows
    ? read("LOCALAPPDATA") || read("APPDATA") || (home && `${home}/AppData/Local`)
    : undefined;
  const folder = windows ? local && `${local}/globus` : home && `${home}/.globus`;
  if (!folder) {
    throw new GlobusSDKUsageError(
      `Cannot find the folder for tokens: ${windows ? "LOCALAPPDATA" : "HOME"} is not set or may` +
        " not be read; in Deno run with --allow-env=HOME,LOCALAPPDATA and --allow-read and" +
        " --allow-write for $HOME/.globus, or choose another storage",
    );
  }
  return folder;
}
