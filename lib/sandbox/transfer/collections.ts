import type { IdentityRecord, Person } from "../auth/people.ts";
import { hash32, SeededRandom } from "../random.ts";
import { Collection, type CollectionInit } from "./collection.ts";

/** Ids of collections that tests and examples can count on. */
export const WELL_KNOWN = {
  /** Public, open to everybody, as in Globus's tutorials: `/home/share/godata/file1.txt`. */
  tutorial1: "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
  /** The second of its kind. */
  tutorial2: "31ce9ba0-176d-45a5-add3-f37d233ba47d",
  /** The server of the tutorial collections: a private endpoint. */
  tutorialEndpoint: "607ba500-5d1e-4c37-9e04-b1f86a2d93c8",
  /** What the tutorial collections share: a private mapped collection there. */
  tutorialStorage: "607ba501-91f4-4ab6-8d2c-3e75c0f8a416",
  /** The server of Fjord University: an endpoint, no collection. */
  fjordEndpoint: "f10d0001-3a52-4c8e-9d17-60be4f29a7c3",
  /** Mapped collection there; needs the consent `data_access`. */
  fjordStorage: "f10d0002-8b64-4e19-b5a0-2c7d913fe846",
  /** Guest collection there, shared by Ada with Noor and Mei. */
  fjordShare: "f10d0003-c1e7-4f35-86d2-b94a05e8172f",
  /** A million files in three levels, and a folder of 100,000. Over HTTPS all may read them. */
  skyArchive: "f10d0004-5d98-4ab1-a3fe-e71c60284b9d",
  /** The server of Meridian National Laboratory. */
  meridianEndpoint: "3e510001-9f0b-4d63-8c41-7a25de08b1f6",
  /** High assurance: asks for a login with Meridian in the last 30 minutes. */
  meridianProtected: "3e510002-40ac-4b7e-95d8-f8136c2ae907",
  /** The server of Harbor Institute, administered by Kofi. */
  harborEndpoint: "4a9b0001-27f3-4e5c-b086-d1e94c7a3528",
  /** Mapped collection there; a pause rule holds all transfers from and to it. */
  harborStorage: "4a9b0002-e86d-4123-9fb4-05a7c3d8621e",
  /** Ada's computer, connected. */
  adaLaptop: "ada10001-b352-4f87-a6c9-19e8d07f4b25",
  /** Ada's old computer: never connected. */
  adaOffline: "ada10002-06ed-4c9a-8b71-43f5a2d8e0c6",
  /** A folder of Ada's computer, shared. */
  adaShare: "ada10003-d7f4-4a28-95e3-8b60c1f92d7a",
  /** Sam's computer. */
  samLaptop: "5a310001-7c2e-4d90-b8a5-e6f14309d2b7",
} as const;

const FIELDS =
  "Glacier Neutron Coral Genome Aerosol Plasma Orchard Seismic Quasar Protein Tundra Harbor Lichen"
    .split(" ");
const MATTERS = "Imaging Archive Survey Simulation Sequencing Observations Models Samples Records"
  .split(" ");
const UNITS = "Physics Biology Astronomy Chemistry Geology Computing Medicine".split(" ");
const ORGANISATIONS: [string, string][] = [
  ["Fjord University", "fjord.example"],
  ["Meridian National Laboratory", "meridian.example"],
  ["Harbor Institute", "harbor.example"],
  ["Tarn College", "tarn.example"],
  ["Delta Observatory", "delta.example"],
];

/** Of ten generated entries: a server, two mapped collections, four shares, three of computers. */
const GROUP = 10;

/** Who owns the collections that exist from the start. */
export interface CollectionOwners {
  /** The people of the sandbox. */
  readonly people: readonly Person[];
  /** Identities that no visitor can be. */
  readonly strangers: readonly IdentityRecord[];
}

/** All endpoints and collections of the world, drawn up when first asked for. */
export class CollectionStore {
  readonly #owners: CollectionOwners;
  readonly #seed: number;
  readonly #count: number;
  #all: Map<string, Collection> | undefined;
  readonly #byDomain = new Map<string, Collection>();

  /** Draws up nothing yet. */
  constructor(owners: CollectionOwners, seed: number, count: number) {
    this.#owners = owners;
    this.#seed = seed;
    this.#count = count;
  }

  /** All of them, in a fixed order, new ones last. */
  all(): Iterable<Collection> {
    return this.#entries().values();
  }

  /** How many there are. */
  get size(): number {
    return this.#entries().size;
  }

  /** One by its id. */
  get(id: string): Collection | undefined {
    return this.#entries().get(id.toLowerCase());
  }

  /**
   * The endpoint or collection with a DNS name.
   *
   * @param host The name, in lower case.
   */
  atHost(host: string): Collection | undefined {
    this.#entries();
    return this.#byDomain.get(host);
  }

  /**
   * Adds one.
   *
   * @param init What differs from a private guest collection.
   */
  add(init: CollectionInit): Collection {
    const collection = new Collection(init, (id) => this.get(id));
    this.#entries().set(collection.id, collection);
    if (collection.domain !== null) this.#byDomain.set(collection.domain, collection);
    return collection;
  }

  /** Gives one another DNS name. Its first name goes on leading to it. */
  rename(collection: Collection, domain: string | null): void {
    if (domain === collection.domain) return;
    this.#forget(collection.domain, collection.firstDomain);
    collection.domain = domain;
    if (domain !== null) this.#byDomain.set(domain, collection);
    collection.changed();
  }

  #forget(domain: string | null | undefined, kept: string | null = null): void {
    if (domain && domain !== kept) this.#byDomain.delete(domain);
  }

  /** Takes one away, with what is shared from it. */
  delete(id: string): void {
    const found = this.get(id);
    this.#forget(found?.domain);
    this.#forget(found?.firstDomain);
    this.#entries().delete(id);
    for (const other of [...this.all()]) if (other.hostId === id) this.delete(other.id);
  }

  #entries(): Map<string, Collection> {
    if (this.#all) return this.#all;
    this.#all = new Map();
    for (const init of this.#wellKnown()) this.add(init);
    const missing = Math.max(0, this.#count - this.#all.size);
    for (let i = 0; i < missing; i++) this.add(this.#generated(i));
    return this.#all;
  }

  #id(index: number): string {
    return new SeededRandom(hash32(`${this.#seed}/${index}`)).uuid();
  }

  #generated(index: number): CollectionInit {
    const random = new SeededRandom(hash32(`collection ${this.#seed}/${index}`));
    const slot = index % GROUP;
    const group = index - slot;
    const inGroup = new SeededRandom(hash32(`group ${this.#seed}/${group}`));
    const [organization, domain] = inGroup.pick(ORGANISATIONS);
    const field = random.pick(FIELDS);
    const matter = random.pick(MATTERS);
    const owner = this.#owner(slot, random);
    const common = {
      id: this.#id(index),
      ownerId: owner.id,
      ownerString: owner.username,
      organization,
      department: random.pick(UNITS),
      keywords: `${field}, ${matter}`.toLowerCase(),
      description: `${field} ${matter.toLowerCase()} of ${organization}.`,
    };
    const number = Math.floor(index / GROUP) + 1;
    if (slot === 0) {
      return {
        ...common,
        entityType: "GCSv5_endpoint",
        displayName: `${organization} Data Server ${number}`,
        public: true,
        domain: `${this.#label(group)}.data.globus.org`,
      };
    }
    if (slot < 3) {
      return {
        ...common,
        entityType: "GCSv5_mapped_collection",
        displayName: `${organization} ${field} Storage ${number}${slot === 1 ? "" : " B"}`,
        public: true,
        hostId: this.#id(group),
        domain: `m-${this.#label(index)}.${this.#label(group)}.data.globus.org`,
        highAssurance: random.chance(10),
        requiredDomains: [domain],
      };
    }
    if (slot < 7) {
      return {
        ...common,
        entityType: "GCSv5_guest_collection",
        displayName: `${field} ${matter} ${number}-${slot - 2}`,
        public: random.chance(80),
        hostId: this.#id(group + 1 + (slot % 2)),
        hostPath: `/projects/${field.toLowerCase()}-${number}/`,
        domain: `g-${this.#label(index)}.${this.#label(group)}.data.globus.org`,
      };
    }
    if (slot < 9) {
      return {
        ...common,
        entityType: "GCP_mapped_collection",
        displayName: `${owner.name}'s ${slot === 7 ? "Workstation" : "Laptop"} ${number}`,
        public: random.chance(20),
        gcpConnected: random.chance(70),
      };
    }
    return {
      ...common,
      entityType: "GCP_guest_collection",
      displayName: `${field} ${matter} (shared ${number})`,
      public: random.chance(60),
      hostId: this.#id(group + 7),
      hostPath: `/~/${matter.toLowerCase()}/`,
    };
  }

  /** Shares and computers belong to people now and then; servers to strangers. */
  #owner(
    slot: number,
    random: SeededRandom,
  ): { id: string; username: string; name: string | null } {
    const [ada, noor, kofi] = this.#owners.people;
    const draw = random.below(100);
    const stranger = random.pick(this.#owners.strangers);
    if (slot < 3) return stranger;
    if (draw < 14) return ada.primary;
    if (draw < 21) return kofi.primary;
    return draw < 25 ? noor.primary : stranger;
  }

  #label(index: number): string {
    const hex = hash32(`label ${this.#seed}/${index}`).toString(16).padStart(8, "0");
    return `${hex.slice(0, 5)}.${hex.slice(4)}`;
  }

  #wellKnown(): CollectionInit[] {
    const [ada, noor, kofi, , sam] = this.#owners.people.map((person) => person.primary);
    const globus = { ownerId: this.#owners.strangers[0].id, ownerString: "globus@globusid.org" };
    const own = (who: typeof ada) => ({
      ownerId: who.id,
      ownerString: who.username,
      organization: who.organization ?? "",
    });
    const tutorial = (id: string, n: number): CollectionInit => ({
      ...globus,
      id,
      entityType: "GCSv5_guest_collection",
      displayName: `Globus Tutorial Collection ${n}`,
      organization: "Globus",
      department: "Education",
      keywords: "tutorial, demo, practice",
      description: "A place to try things out. What is written here is not kept.",
      public: true,
      everyoneWrites: true,
      hostId: WELL_KNOWN.tutorialStorage,
      hostPath: "/",
      domain: `g-${n}0f3a.6d81c.0e7d.data.globus.org`,
      tree: "tutorial",
    });
    const server = (
      id: string,
      displayName: string,
      domain: string,
      who: typeof ada,
    ): CollectionInit => ({
      ...own(who),
      id,
      displayName,
      entityType: "GCSv5_endpoint",
      public: true,
      domain,
    });
    return [
      tutorial(WELL_KNOWN.tutorial1, 1),
      tutorial(WELL_KNOWN.tutorial2, 2),
      server(WELL_KNOWN.fjordEndpoint, "Fjord Data Server", "1f0a2.b3c4.data.globus.org", kofi),
      {
        ...own(kofi),
        id: WELL_KNOWN.fjordStorage,
        entityType: "GCSv5_mapped_collection",
        displayName: "Fjord Research Storage",
        organization: "Fjord University",
        department: "Computing",
        keywords: "cluster, scratch, home",
        description: "Home, project and scratch space of the Fjord cluster.",
        public: true,
        hostId: WELL_KNOWN.fjordEndpoint,
        domain: "m-7d2e1.1f0a2.b3c4.data.globus.org",
      },
      {
        ...own(ada),
        id: WELL_KNOWN.fjordShare,
        entityType: "GCSv5_guest_collection",
        displayName: "Coral bleaching, shared results",
        department: "Biology",
        keywords: "coral, reef",
        description: "Figures and tables for the coral bleaching paper.",
        public: false,
        hostId: WELL_KNOWN.fjordStorage,
        hostPath: "/home/ada/coral/",
        domain: "g-51c9b.1f0a2.b3c4.data.globus.org",
        access: [
          { principal: noor.id, path: "/", permissions: "rw" },
          { principal: this.#owners.people[3].primary.id, path: "/", permissions: "r" },
        ],
      },
      {
        ...own(ada),
        id: WELL_KNOWN.skyArchive,
        entityType: "GCSv5_guest_collection",
        displayName: "Northern Sky Survey, full archive",
        department: "Astronomy",
        keywords: "sky, survey, fits, archive",
        description: "One million frames, by field and night, and one folder of 100,000 rows.",
        public: true,
        hostId: WELL_KNOWN.fjordStorage,
        hostPath: "/archive/sky/",
        domain: "g-2b7f0.1f0a2.b3c4.data.globus.org",
        access: [{ principal: "", principalType: "anonymous", path: "/", permissions: "r" }],
        tree: "archive",
      },
      server(
        WELL_KNOWN.meridianEndpoint,
        "Meridian Data Server",
        "5c1d7.e802.data.globus.org",
        noor,
      ),
      {
        ...own(noor),
        id: WELL_KNOWN.meridianProtected,
        entityType: "GCSv5_mapped_collection",
        displayName: "Meridian Protected Data",
        department: "Medicine",
        keywords: "protected, high assurance, beamline",
        description: "Data under a use agreement. Asks for a fresh login with Meridian.",
        public: true,
        hostId: WELL_KNOWN.meridianEndpoint,
        domain: "m-90a4e.5c1d7.e802.data.globus.org",
        highAssurance: true,
        authTimeoutMins: 30,
        requiredDomains: ["meridian.example"],
      },
      server(WELL_KNOWN.harborEndpoint, "Harbor Data Server", "8e3b6.04af.data.globus.org", kofi),
      {
        ...own(kofi),
        id: WELL_KNOWN.harborStorage,
        entityType: "GCSv5_mapped_collection",
        displayName: "Harbor Tape Library",
        department: "Computing",
        keywords: "tape, cold, archive",
        description: "Slow and large. Closed for maintenance from time to time.",
        public: true,
        hostId: WELL_KNOWN.harborEndpoint,
        domain: "m-c62d8.8e3b6.04af.data.globus.org",
      },
      {
        ...own(ada),
        id: WELL_KNOWN.adaLaptop,
        entityType: "GCP_mapped_collection",
        displayName: "Ada's Laptop",
        public: false,
        gcpConnected: true,
      },
      {
        ...own(ada),
        id: WELL_KNOWN.adaOffline,
        entityType: "GCP_mapped_collection",
        displayName: "Ada's Old Laptop",
        public: false,
        gcpConnected: false,
      },
      {
        ...own(ada),
        id: WELL_KNOWN.adaShare,
        entityType: "GCP_guest_collection",
        displayName: "Ada's Conference Slides",
        public: true,
        hostId: WELL_KNOWN.adaLaptop,
        hostPath: "/~/slides/",
        access: [{ principal: "", path: "/", permissions: "r" }],
      },
      {
        ...own(sam),
        id: WELL_KNOWN.samLaptop,
        entityType: "GCP_mapped_collection",
        displayName: "Sam's Laptop",
        public: false,
        gcpConnected: true,
      },
      {
        ...globus,
        id: WELL_KNOWN.tutorialEndpoint,
        entityType: "GCSv5_endpoint",
        displayName: "Globus Tutorial Server",
        domain: "6d81c.0e7d.data.globus.org",
      },
      {
        ...globus,
        id: WELL_KNOWN.tutorialStorage,
        entityType: "GCSv5_mapped_collection",
        displayName: "Globus Tutorial Storage",
        hostId: WELL_KNOWN.tutorialEndpoint,
        domain: "m-40f3a.6d81c.0e7d.data.globus.org",
        tree: "tutorial",
      },
    ];
  }
}
