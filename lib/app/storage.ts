import { getEnvironmentName } from "../core/environment.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import type { AppTokenPathOptions } from "../storage/app_path.ts";
import type { TokenStorageData } from "../storage/data.ts";
import { MemoryTokenStorage } from "../storage/memory.ts";
import {
  type TokenDocuments,
  TokenStorage,
  type TokenTransaction,
  type UpdateOptions,
} from "../storage/token_storage.ts";

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

/** Whether tokens outlive the program there. */
export function isLongLived(choice: TokenStorageChoice): boolean {
  if (choice instanceof TokenStorage) return choice.isLongLived;
  return choice !== "memory" && choice !== MemoryTokenStorage as unknown;
}

/** The address of the authorization server of an installation of Globus. */
function homeIssuer(environment: string): string {
  return environment === "production"
    ? "https://auth.globus.org"
    : environment === "preview"
    ? "https://auth.preview.globus.org"
    : `https://auth.${environment}.globuscs.info`;
}

/**
 * Makes the storage of an app, in which tokens of different authorization servers never meet: each
 * server has a file of its own, or a namespace where the storage is given.
 *
 * @param issuer The server that the app's tokens come from.
 */
export function appStorage(
  choice: TokenStorageChoice,
  app: { clientId: string; appName: string; environment?: string; namespace?: string },
  issuer: string,
): TokenStorage {
  const environment = getEnvironmentName(app.environment);
  const { clientId, appName } = app;
  const isHome = issuer === homeIssuer(environment);
  if (choice instanceof TokenStorage) {
    const named = app.namespace ?? choice.namespace;
    const namespace = issuer === homeIssuer("production") ? named : `${named} ${issuer}`;
    return namespace === choice.namespace ? choice : choice.withNamespace(namespace);
  }
  const namespace = app.namespace ?? "DEFAULT";
  if (choice === "memory") return new MemoryTokenStorage({ namespace });
  const prefix = isHome ? undefined : issuer.replace(/^https?:\/\//, "").replace(/[^\w]+/g, "-");
  const context: TokenStorageContext = { clientId, appName, environment, prefix, namespace };
  if (choice === "json" || choice === "sqlite") {
    return new LazyTokenStorage(namespace, async () => {
      const { JSONTokenStorage, SQLiteTokenStorage } = await import("../storage/files_deno.ts");
      const kind = choice === "json" ? JSONTokenStorage : SQLiteTokenStorage;
      return kind.forGlobusApp(context);
    });
  }
  if (typeof choice?.forGlobusApp !== "function") {
    throw new GlobusSDKUsageError(
      'Cannot make an app: tokenStorage is none of "json", "sqlite", "memory" and a storage of your own',
    );
  }
  return new LazyTokenStorage(namespace, async () => await choice.forGlobusApp(context));
}

/** Storage that is made when it is first used: it may need code or rights that are not there. */
class LazyTokenStorage extends TokenStorage {
  readonly #make: () => Promise<TokenStorage>;
  #storage: Promise<TokenStorage> | undefined;

  constructor(namespace: string, make: () => Promise<TokenStorage>) {
    super({ namespace });
    this.#make = make;
  }

  #get(): Promise<TokenStorage> {
    return this.#storage ??= this.#make().catch((error) => {
      this.#storage = undefined;
      throw error;
    });
  }

  protected override async read(): Promise<TokenDocuments> {
    const all = await this.getTokenDataByResourceServer();
    return new Map(Array.from(all, ([server, data]) => [server, data.toDict()]));
  }

  override async getTokenData(resourceServer: string): Promise<TokenStorageData | undefined> {
    return await (await this.#get()).getTokenData(resourceServer);
  }

  override async getTokenDataByResourceServer(): Promise<Map<string, TokenStorageData>> {
    return await (await this.#get()).getTokenDataByResourceServer();
  }

  override async update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return await (await this.#get()).update(change, options);
  }

  override withNamespace(namespace: string): TokenStorage {
    return new LazyTokenStorage(
      namespace,
      async () => (await this.#get()).withNamespace(namespace),
    );
  }

  override async close(): Promise<void> {
    await (await this.#storage)?.close();
  }
}
