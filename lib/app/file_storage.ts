import type { TokenDocuments, TokenTransaction, UpdateOptions } from "../storage/token_storage.ts";
import { TokenStorage } from "../storage/token_storage.ts";

/** What keeps tokens in a file. */
interface Driver {
  read(namespace: string): Promise<TokenDocuments>;
  update<T>(
    namespace: string,
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T>;
}

/** The storage of an app in a file. What it does with the file is loaded when it is needed. */
export class AppFileStorage extends TokenStorage {
  readonly #driver: Driver;

  /** Takes what keeps the tokens. */
  constructor(driver: Driver, namespace: string) {
    super({ namespace });
    this.#driver = driver;
  }

  /** The documents in the file. */
  protected override read(): Promise<TokenDocuments> {
    return this.#driver.read(this.namespace);
  }

  /** Changes the file: see {@link TokenStorage.update}. */
  override update<T>(
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return this.#driver.update(this.namespace, change, options);
  }

  /** The same file with another namespace. */
  override withNamespace(namespace: string): AppFileStorage {
    return new AppFileStorage(this.#driver, namespace);
  }
}
