import type { DatabaseSync } from "node:sqlite";
import { syncFolder } from "../core/files_deno.ts";
import { builtin } from "../core/runtime_deno.ts";
import { applyChange, StoreFailure } from "./failures_deno.ts";
import { FileDriver } from "./file_driver_deno.ts";
import { FORMAT_SDK_VERSION, UNCHANGED_ADVICE } from "./json_format.ts";
import { checkDatabase } from "./private_files_deno.ts";
import { makeIfMissing } from "./system_files_deno.ts";
import type { TokenDocuments, TokenTransaction, UpdateOptions } from "./token_storage.ts";

/** The newest layout of the Python SDK's databases. New databases get it. */
const SCHEMA_VERSION = 2;

/** The statements with which the Python SDK makes its tables. */
function schema(sdkVersion: string): string {
  return `
CREATE TABLE token_storage (
  namespace VARCHAR NOT NULL,
  resource_server VARCHAR NOT NULL,
  token_data_json VARCHAR NOT NULL,
  PRIMARY KEY (namespace, resource_server)
);
CREATE TABLE sdk_storage_adapter_internal (
  attribute VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  PRIMARY KEY (attribute)
);
INSERT INTO sdk_storage_adapter_internal VALUES
  ('globus-sdk.version', '${sdkVersion}'),
  ('globus-sdk.database_schema_version', '${SCHEMA_VERSION}');
`;
}

/** Overwrites removed data, and makes committed data survive a loss of power. */
const SETTINGS = `
PRAGMA secure_delete = ON;
PRAGMA journal_mode = DELETE;
PRAGMA synchronous = EXTRA;
`;

/** Does the work of `SQLiteTokenStorage`. */
export class SQLiteDriver extends FileDriver {
  /** Opens the database, unless it is missing or empty, and checks that it is for tokens. */
  async #open(): Promise<DatabaseSync | undefined> {
    const { filepath } = this;
    if (!await this.checkFolder(false) || !await checkDatabase(filepath, this.warn)) {
      return undefined;
    }
    const database = new (builtin("node:sqlite").DatabaseSync)(filepath);
    let isFilled = false;
    try {
      isFilled = await this.#whenFree(() => {
        database.exec(SETTINGS);
        return !isEmpty(database) && checkSchema(database, filepath, UNCHANGED_ADVICE);
      });
    } finally {
      if (!isFilled) database.close();
    }
    return isFilled ? database : undefined;
  }

  /** Runs statements as soon as no other program has locked the database. */
  #whenFree<T>(run: () => T): Promise<T> {
    return this.tools.whenFree(this.options.clock ?? this.tools.systemClock, this.filepath, run);
  }

  async #read<T>(work: (database: DatabaseSync) => T, otherwise: T): Promise<T> {
    try {
      const database = await this.#open();
      if (!database) return otherwise;
      try {
        return await this.#whenFree(() => work(database));
      } finally {
        database.close();
      }
    } catch (error) {
      throw await this.failure(error, "read");
    }
  }

  /** The stored documents of a namespace. */
  read(namespace: string): Promise<TokenDocuments> {
    return this.#read((database) => this.#documents(database, namespace), new Map());
  }

  #documents(database: DatabaseSync, namespace: string): TokenDocuments {
    const rows = database.prepare(
      "SELECT resource_server, token_data_json FROM token_storage WHERE namespace = ?",
    ).all(namespace);
    return new Map(rows.map((row) => [
      String(row.resource_server),
      this.tools.parseStored(row.token_data_json),
    ]));
  }

  /** Changes the database: see `TokenStorage.update`. */
  update<T>(
    namespace: string,
    change: (tokens: TokenTransaction) => T | Promise<T>,
    options?: UpdateOptions,
  ): Promise<T> {
    return this.locked(async () => {
      await this.#make();
      const database = (await this.#open())!;
      try {
        // Until the transaction ends, other programs can read, but not write.
        await this.#whenFree(() => database.exec("BEGIN IMMEDIATE"));
        const tokens = new this.tools.TokenTransaction(this.#documents(database, namespace));
        const result = await applyChange(change, tokens);
        this.#write(database, namespace, tokens);
        await this.#whenFree(() => database.exec("COMMIT"));
        return result;
      } finally {
        // Rolls back changes that are not committed.
        database.close();
      }
    }, options);
  }

  #write(database: DatabaseSync, namespace: string, tokens: TokenTransaction): void {
    if (!tokens.changed) return;
    const replace = database.prepare("INSERT OR REPLACE INTO token_storage VALUES (?, ?, ?)");
    const remove = database.prepare(
      "DELETE FROM token_storage WHERE namespace = ? AND resource_server = ?",
    );
    for (const [server, data] of tokens.changes) {
      if (data) replace.run(namespace, server, JSON.stringify(data.toDict()));
      else remove.run(namespace, server);
    }
  }

  /** Makes the database if it is missing, or empty because a process was stopped. */
  async #make(): Promise<void> {
    const { filepath } = this;
    if (!await checkDatabase(filepath, this.warn)) {
      await makeIfMissing(filepath);
      await syncFolder(filepath);
    }
    const database = new (builtin("node:sqlite").DatabaseSync)(filepath);
    try {
      await this.#whenFree(() => {
        if (isEmpty(database)) {
          database.exec(`BEGIN IMMEDIATE; ${schema(FORMAT_SDK_VERSION)} COMMIT`);
        }
      });
    } finally {
      database.close();
    }
  }

  /**
   * The namespaces that contain tokens, in alphabetical order.
   *
   * @throws {TokenStorageError} If the database cannot be read.
   */
  async *iterNamespaces(): AsyncGenerator<string> {
    const select = "SELECT DISTINCT namespace FROM token_storage ORDER BY namespace";
    yield* await this.#read((database) => {
      return database.prepare(select).all().map((row) => String(row.namespace));
    }, []);
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() === undefined;
}

/** Returns true if the database is for tokens, and throws if it is not. */
function checkSchema(database: DatabaseSync, filepath: string, advice: string): true {
  const tables = database.prepare(
    "SELECT count(*) AS n FROM sqlite_master WHERE name IN" +
      " ('token_storage', 'sdk_storage_adapter_internal')",
  ).get();
  const version = tables?.n === 2
    ? Number(
      database.prepare(
        "SELECT value FROM sdk_storage_adapter_internal" +
          " WHERE attribute = 'globus-sdk.database_schema_version'",
      ).get()?.value ?? NaN,
    )
    : NaN;
  if (version >= 1 && version <= SCHEMA_VERSION) return true;
  const isNewer = version > SCHEMA_VERSION;
  throw new StoreFailure(
    `Cannot read ${filepath}: ${
      isNewer ? "it has a newer format" : "it is not a token database"
    }; ${advice}`,
    isNewer ? "newer-format" : "corrupt",
  );
}
