import { environmentServiceUrl, getEnvironmentName } from "../core/environment.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { isProgram } from "../core/runtime.ts";
import { issuerOf } from "../oauth/metadata.ts";
import { appFolderName } from "../storage/app_name.ts";
import type { AppTokenPathOptions } from "../storage/app_path.ts";
import { MemoryTokenStorage } from "../storage/memory.ts";
import { storeTools } from "../storage/store_tools.ts";
import type { TokenStorage } from "../storage/token_storage.ts";
import { ClientTokenStorage } from "./client_storage.ts";
import type { TokenOwner } from "./client_view.ts";
import { AppFileStorage } from "./file_storage.ts";

/** What an app tells a {@link TokenStorageProvider}. */
export interface TokenStorageContext extends AppTokenPathOptions {
  /** The part of the store to use. */
  readonly namespace: string;
}

/** Makes storages for apps: a class of storages, or an object of your own. */
export interface TokenStorageProvider {
  /** Makes the storage of an app. Called at its first use. */
  forGlobusApp(context: TokenStorageContext): TokenStorage | Promise<TokenStorage>;
}

/** The kinds of storage that have a name in an app's config. */
export type TokenStorageKind = "json" | "sqlite" | "memory";

/** A storage for an app, or how to make one. */
export type TokenStorageChoice = TokenStorageKind | TokenStorage | TokenStorageProvider;

/** Whether it is a storage. Does not use `instanceof`: it can come from another copy of the SDK. */
function isStorage(choice: TokenStorageChoice): choice is TokenStorage {
  return typeof choice === "object" && choice !== null && "storeTokenResponse" in choice;
}

/** Whether tokens outlive the program in such a storage. */
export function isLongLived(choice: TokenStorageChoice): boolean {
  if (isStorage(choice)) return choice.isLongLived;
  return choice !== "memory" && choice !== MemoryTokenStorage as unknown;
}

/** Address of the Globus Auth of an installation of Globus. */
function issuerOfEnvironment(environment: string): string {
  return issuerOf(environmentServiceUrl("auth", environment));
}

/**
 * Makes the storage of an app. It separates tokens of different authorization servers: each server has
 * its own file, or its own namespace in a given storage.
 *
 * @param issuer The server that issues the app's tokens.
 * @throws {GlobusSDKUsageError} If the kind of storage is unknown, the runtime has no files for it,
 * or the app's name cannot name a folder.
 */
export function appStorage(
  choice: TokenStorageChoice,
  app: {
    owner: TokenOwner;
    appName: string;
    environment?: string | undefined;
    namespace?: string | undefined;
  },
  issuer: string,
): TokenStorage {
  const environment = getEnvironmentName(app.environment);
  const { owner, appName } = app;
  const { clientId } = owner;
  const shared = { owner, isLongLived: isLongLived(choice) };
  if (isStorage(choice)) {
    const named = app.namespace ?? choice.namespace;
    const namespace = issuer === issuerOfEnvironment("production") ? named : `${named} ${issuer}`;
    const storage = namespace === choice.namespace ? choice : choice.withNamespace(namespace);
    return new ClientTokenStorage({ ...shared, namespace, make: () => storage });
  }
  const namespace = app.namespace ?? "DEFAULT";
  if (choice === "memory") {
    const storage = new MemoryTokenStorage({ namespace });
    return new ClientTokenStorage({ ...shared, namespace, make: () => storage });
  }
  const isFile = choice === "json" || choice === "sqlite";
  if (!isFile && typeof choice?.forGlobusApp !== "function") {
    throw new GlobusSDKUsageError(
      'Cannot make an app: tokenStorage must be "json", "sqlite", "memory", a TokenStorage, or an' +
        " object with forGlobusApp()",
    );
  }
  // Check now what would fail at the first login, when the folder is made.
  if (isFile && !isProgram()) {
    throw new GlobusSDKUsageError(
      `Cannot make an app: tokenStorage is "${choice}", and this runtime has no files; use "memory"` +
        " or a TokenStorage",
    );
  }
  appFolderName(appName);
  const isUsual = issuer === issuerOfEnvironment(environment);
  const prefix = isUsual ? undefined : issuer.replace(/^https?:\/\//, "").replace(/[^\w]+/g, "-");
  const context: TokenStorageContext = { clientId, appName, environment, prefix, namespace };
  const make = async () => {
    if (!isFile) return await choice.forGlobusApp(context);
    const { JSONDriver, SQLiteDriver, appTokenPath } = await import("../storage/drivers_deno.ts");
    const [Driver, suffix] = choice === "json" ? [JSONDriver, "json"] : [SQLiteDriver, "db"];
    const path = `${appTokenPath(context, storeTools)}.${suffix}`;
    return new AppFileStorage(new Driver(path, { ownFolder: true }, storeTools), namespace);
  };
  return new ClientTokenStorage({ ...shared, namespace, make });
}
