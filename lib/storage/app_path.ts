import { isWindows } from "../core/runtime_deno.ts";
import type { StoreTools } from "./store_tools.ts";

/** Whose tokens a file is for. */
export interface AppTokenPathOptions {
  /** Id of the app's client. */
  readonly clientId: string;
  /** Name of the app. */
  readonly appName: string;
  /** The Globus installation. @default `GLOBUS_SDK_ENVIRONMENT`, else `production` */
  readonly environment?: string;
  /** In place of the environment's name in that of the file, for tokens of a sandbox. */
  readonly prefix?: string;
  /** Folder of Globus's files. @default `~/.globus`, on Windows `%LOCALAPPDATA%/globus` */
  readonly folder?: string;
}

/**
 * Where the Python SDK keeps the tokens of an app, without the suffix that says which kind of file
 * it is: `~/.globus/app/<client id>/<app name>/tokens` and its like.
 *
 * @throws {GlobusSDKUsageError} If the user's folder is not to be found, or a name is unusable.
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
 * The folder in which Globus's files are.
 *
 * @param read Reads an environment variable.
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
        " not be read (--allow-env); choose another storage",
    );
  }
  return folder;
}
