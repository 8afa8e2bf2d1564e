import { hash32, SeededRandom } from "../random.ts";
import type { AccessRuleRecord } from "./access_rules.ts";
import { directory, entriesOf, file, type FileNode, FileTree } from "./files.ts";

/** Kinds of endpoints and collections. */
export type CollectionKind =
  | "GCSv5_endpoint"
  | "GCSv5_mapped_collection"
  | "GCSv5_guest_collection"
  | "GCP_mapped_collection"
  | "GCP_guest_collection";

/** All kinds, the retired ones included that the search filter still knows. */
export const ENTITY_TYPES: readonly string[] = [
  "GCSv5_endpoint",
  "GCSv5_mapped_collection",
  "GCSv5_guest_collection",
  "GCP_mapped_collection",
  "GCP_guest_collection",
  "GCSv4_host",
  "GCSv4_share",
];

/** A rule of a guest collection, when it is made. */
export type AccessRuleInit =
  & Pick<AccessRuleRecord, "principal" | "path" | "permissions">
  & Partial<Pick<AccessRuleRecord, "principalType">>;

/** What a collection is made from. */
export interface CollectionInit {
  /** UUID. */
  id: string;
  /** Kind. */
  entityType: CollectionKind;
  /** Name for people. */
  displayName: string;
  /** UUID of the owning identity. */
  ownerId: string;
  /** Username of the owner, as shown. */
  ownerString: string;
  /** Whether everybody finds it. @default {false} */
  public?: boolean;
  /** Institution. */
  organization?: string;
  /** Part of the institution. */
  department?: string;
  /** Words to find it by. */
  keywords?: string;
  /** One sentence. */
  description?: string;
  /** For guests the mapped collection, for mapped collections the server. */
  hostId?: string;
  /** For guests, the folder shared. */
  hostPath?: string;
  /** DNS name on Globus Connect Server. */
  domain?: string;
  /** Whether it holds protected data. @default {false} */
  highAssurance?: boolean;
  /** Minutes after which a login is too old. @default {15_840} 11 days */
  authTimeoutMins?: number;
  /** Domains of identities that may log in to it; empty for all. */
  requiredDomains?: string[];
  /** Whether the computer is connected, for Globus Connect Personal. */
  gcpConnected?: boolean;
  /** Whether all may write, as on the tutorial collections. */
  everyoneWrites?: boolean;
  /** Rules of a guest collection. */
  access?: AccessRuleInit[];
  /** Which files it has: `tutorial`, `archive`, `empty` or drawn up by chance. */
  tree?: "tutorial" | "archive" | "empty";
}

const BORN_MS = Date.UTC(2024, 2, 1);

/** An endpoint or a collection. Plain fields may be changed by tests. */
export class Collection {
  /** UUID. */
  readonly id: string;
  /** Kind. */
  readonly entityType: CollectionKind;
  /** UUID of the owning identity. */
  ownerId: string;
  /** Username of the owner, as shown. */
  ownerString: string;
  /** For guests the mapped collection, for mapped collections the server. */
  hostId: string | null;
  /** For guests, the folder shared. */
  hostPath: string | null;
  /** DNS name on Globus Connect Server: see {@link CollectionStore.rename}. */
  domain: string | null;
  /** DNS name that it got first, which goes on leading to it. */
  readonly firstDomain: string | null;
  /** Whether it holds protected data. */
  highAssurance: boolean;
  /** Minutes after which a login is too old. */
  authTimeoutMins: number;
  /** Domains of identities that may log in to it; empty for all. */
  requiredDomains: string[];
  /** Whether the computer is connected; null where that has no meaning. */
  gcpConnected: boolean | null;
  /** Whether all may write, as on the tutorial collections. */
  everyoneWrites: boolean;
  /** Rules of a guest collection, by id. */
  readonly access: Map<string, AccessRuleRecord> = new Map();
  /** Fields of the document that can be updated, under Transfer's names. */
  readonly fields: Map<string, unknown>;
  readonly #find: (id: string) => Collection | undefined;
  readonly #treeKind: CollectionInit["tree"];
  #tree: FileTree | undefined;
  #words: string[] | undefined;

  /** Makes one; `find` gets the collection that hosts it. */
  constructor(init: CollectionInit, find: (id: string) => Collection | undefined) {
    this.#find = find;
    this.id = init.id;
    this.entityType = init.entityType;
    this.ownerId = init.ownerId;
    this.ownerString = init.ownerString;
    this.hostId = init.hostId ?? null;
    this.hostPath = init.hostPath ?? null;
    this.domain = this.firstDomain = init.domain ?? null;
    this.highAssurance = init.highAssurance ?? false;
    this.authTimeoutMins = init.authTimeoutMins ?? 15_840;
    this.requiredDomains = init.requiredDomains ?? [];
    this.gcpConnected = init.gcpConnected ?? (this.isPersonal ? true : null);
    this.everyoneWrites = init.everyoneWrites ?? false;
    this.#treeKind = init.tree;
    this.fields = new Map<string, unknown>([
      ["display_name", init.displayName],
      ["organization", init.organization ?? null],
      ["department", init.department ?? null],
      ["keywords", init.keywords ?? null],
      ["description", init.description ?? null],
      ["public", init.public ?? false],
    ]);
    for (const rule of init.access ?? []) {
      const id = new SeededRandom(hash32(`${this.id} ${rule.principal}`)).uuid();
      this.access.set(id, {
        principalType: rule.principal ? "identity" : "all_authenticated_users",
        ...rule,
        id,
        createdMs: BORN_MS,
        expirationDate: null,
      });
    }
  }

  /** Name for people. */
  get displayName(): string {
    return String(this.fields.get("display_name"));
  }

  /** Whether everybody finds it. */
  get isPublic(): boolean {
    return this.fields.get("public") === true;
  }

  /** Whether it is on Globus Connect Personal. */
  get isPersonal(): boolean {
    return this.entityType.startsWith("GCP_");
  }

  /** Whether it is a share of a mapped collection. */
  get isGuest(): boolean {
    return this.entityType.endsWith("_guest_collection");
  }

  /** Whether it is a server, which holds no data itself. */
  get isServer(): boolean {
    return this.entityType === "GCSv5_endpoint";
  }

  /** Whether users have accounts of the system on it, that is, whether it is a mapped one on a server. */
  get hasAccounts(): boolean {
    return this.entityType === "GCSv5_mapped_collection";
  }

  /** Whether it has the scope `data_access`, which Transfer then needs for its data. */
  get needsDataAccess(): boolean {
    return this.hasAccounts && !this.highAssurance;
  }

  /** Whether it has the scope `https`: only Globus Connect Server serves files over HTTPS. */
  get hasHttpsScope(): boolean {
    return !this.isServer && !this.isPersonal;
  }

  /** Whether its files can be had over HTTPS: it may be turned off, here or on what hosts it. */
  get servesHttps(): boolean {
    return this.hasHttpsScope && this.domain !== null &&
      this.fields.get("enable_https") !== false &&
      this.fields.get("restrict_transfers_to_high_assurance") == null &&
      (!this.isGuest || (this.host?.servesHttps ?? true));
  }

  /** The collection or server that hosts it. */
  get host(): Collection | undefined {
    return this.hostId === null ? undefined : this.#find(this.hostId);
  }

  /** The Connect Server endpoint that it is, or that it is on. */
  get server(): Collection | undefined {
    if (this.isPersonal) return undefined;
    return this.isServer ? this : this.host?.server;
  }

  /** UUID of the owner that Transfer shows: on Connect Server the endpoint's own client. */
  get shownOwnerId(): string {
    return this.server?.id ?? this.ownerId;
  }

  /** Username of that owner. */
  get shownOwner(): string {
    return this.server ? `${this.server.id}@clients.auth.globus.org` : this.ownerString;
  }

  /** The computer's connection, also for what is shared from it. */
  get connected(): boolean {
    return (this.isGuest ? this.host?.gcpConnected : this.gcpConnected) ?? true;
  }

  /** Words that a search matches, in lower case. */
  get words(): string[] {
    const changeable = ["display_name", "description", "organization", "department", "keywords"];
    return this.#words ??= wordsOf(
      [...changeable.map((name) => this.fields.get(name)), this.ownerString, this.domain].join(" "),
    );
  }

  /** Forgets the words after a change. */
  changed(): void {
    this.#words = undefined;
  }

  /** Its files. */
  get tree(): FileTree {
    return this.#tree ??= new FileTree(this.#plant());
  }

  /**
   * Returns the path of a local user's home directory.
   *
   * @param localUser Name of the account.
   */
  home(localUser: string): string {
    return this.isGuest ? "/" : `/home/${localUser}`;
  }

  #plant(): FileNode {
    const seed = hash32(this.id);
    const root = directory(BORN_MS);
    const entries = root.children!;
    if (this.#treeKind === "empty") return root;
    if (this.#treeKind === "tutorial") {
      const share = directory(BORN_MS);
      share.children!.set("godata", directory(BORN_MS, "godata"));
      const home = directory(BORN_MS);
      home.children!.set("share", share);
      return withEntries(root, [["home", home], ["share", share]]);
    }
    if (this.#treeKind === "archive") {
      return withEntries(root, [
        ["fields", directory(BORN_MS, "archive")],
        ["flat", directory(BORN_MS, "flat:100000")],
        ["README.txt", file(1_204, BORN_MS)],
      ]);
    }
    if (this.isGuest && this.host) {
      // A share is a part of the host's own files, not a copy.
      const owner = this.ownerString.split("@")[0];
      const path = (this.hostPath ?? "/").replace(/^\/~\//, `/home/${owner}/`);
      return this.host.tree.directoryAt(path, directory(BORN_MS, `tree:2:${seed}`));
    }
    for (const [name, node] of entriesOf(directory(BORN_MS, `tree:3:${seed}`))) {
      entries.set(name, { ...node });
    }
    const home = directory(BORN_MS);
    for (const user of ["ada", "noor", "kofi", "mei", "sam"]) {
      const own = directory(BORN_MS);
      for (const [name, node] of entriesOf(directory(BORN_MS, `tree:3:${seed}-${user}`))) {
        own.children!.set(name, { ...node });
      }
      // A folder that examples can count on.
      const results = directory(BORN_MS, `tree:2:${seed}-${user}-results`);
      home.children!.set(user, withEntries(own, [["results", results]]));
    }
    return withEntries(root, [
      ["home", home],
      ["restricted", { ...directory(BORN_MS, "tree:0:restricted"), denied: true }],
    ]);
  }
}

function withEntries(root: FileNode, entries: [string, FileNode][]): FileNode {
  for (const [name, node] of entries) root.children!.set(name, node);
  return root;
}

const STOP_WORDS = new Set("a an and at by for from in is it of on or the to with".split(" "));

/**
 * The words of a text as the search sees them: no punctuation, no stop words, no plural.
 *
 * @param text Any text.
 */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !STOP_WORDS.has(word))
    .map((word) => word.length > 3 && word.endsWith("s") ? word.slice(0, -1) : word);
}
