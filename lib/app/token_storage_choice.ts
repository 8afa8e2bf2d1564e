import { environmentServiceUrl, getEnvironmentName } from "../core/environment.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { issuerOf } from "../oauth/metadata.ts";
import { appFolderName } from "../storage/app_name.ts";
import type { AppTokenPathOptions } from "../storage/app_path.ts";
import { MemoryTokenStorage } from "../storage/memory.ts";
import { storeTools } from "../storage/store_tools.ts";
import type { TokenStorage } from "../storage/token_storage.ts";
import { ClientTokenStorage, type TokenOwner } from "./client_storage.ts";
import { AppFileStorage } from "./file_storage.ts";

/** What an app tells those who make its storage. */
export interface TokenStorageContext extends AppTokenPathOptions {
  /** Which part of the store it is. */
  readonly namespace: string;
}

/** Makes storage for apps: a class of storage, or an object of one's own. */
export interface TokenStorageProvider {
  /** Makes the storage of an app. */
  forGlobusApp(context: TokenStorageContext): TokenStorage | Promise<TokenStorage>;
}

/** The kinds of storage that an app can be given by name. */
export type TokenStorageKind = "json" | "sqlite" | "memory";

/** Storage, or how to get it. */
export type TokenStorageChoice = TokenStorageKind | TokenStorage | TokenStorageProvider;

/** Whether it is a storage, also one of another copy of this package. */
function isStorage(choice: TokenStorageChoice): choice is TokenStorage {
  return typeof choice === "object" && choice !== null && "storeTokenResponse" in choice;
}

/** Whether tokens outlive the program there. */
export function isLongLived(choice: TokenStorageChoice): boolean {
  if (isStorage(choice)) return choice.isLongLived;
  return choice !== "memory" && choice !== MemoryTokenStorage as unknown;
}

/** Address of the Globus Auth of an installation of Globus. */
function issuerOfEnvironment(environment: string): string {
  return issuerOf(environmentServiceUrl("auth", environment));
}

/**
 * Makes the storage of an app, in which tokens of different authorization servers never meet: each
 * server has a file of its own, or a namespace where the storage is given.
 *
 * @param issuer The server that the app's tokens come from.
 * @throws {GlobusSDKUsageError} If there is no such kind of storage, or no folder can be named
 * after the app.
 */
export function appStorage(
  choice: TokenStorageChoice,
  app: { owner: TokenOwner; appName: string; environment?: string; namespace?: string },
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
  // The folder is made at the first login, which is too late to find fault with its name.
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
