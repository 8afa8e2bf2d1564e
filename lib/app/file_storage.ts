import type { TokenDocuments, TokenTransaction, UpdateOptions } from "../storage/token_storage.ts";
import { TokenStorage } from "../storage/token_storage.ts";

/** Keeps tokens in a file: a {@link JSONDriver} or a {@link SQLiteDriver}. */
interface Driver {
  read(namespace: string): Promise<TokenDocuments>;
  update<T>(
    namespace: string,
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T>;
}

/** The storage of an app in a file. The code that works with the file loads at the first use. */
export class AppFileStorage extends TokenStorage {
  readonly #driver: Driver;

  /** Takes the driver of the file. */
  constructor(driver: Driver, namespace: string) {
    super({ namespace });
    this.#driver = driver;
  }

  /** The stored documents of the namespace. */
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

  /** A storage in the same file, with another namespace. */
  override withNamespace(namespace: string): AppFileStorage {
    return new AppFileStorage(this.#driver, namespace);
  }
}
