import { SeededRandom } from "../random.ts";

/** An identity as Auth keeps it (`GET /v2/api/identities`). */
export interface IdentityRecord {
  /** UUID. */
  id: string;
  /** Name at its provider, for example `ada@fjord.example`. */
  username: string;
  /** Name of the person, where known. */
  name: string | null;
  /** Mail address, where known. */
  email: string | null;
  /** Employer, where known. */
  organization: string | null;
  /** UUID of the provider. */
  identity_provider: string;
  /** `service` for the identity of a client. */
  identity_type: "login" | "service";
  /** `unused` until the first login. */
  status: "used" | "unused" | "private" | "closed";
}

/** An identity provider (`GET /v2/api/identity_providers`). */
export interface ProviderRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  name: string;
  /** Name for programs. */
  short_name: string;
  /** Domains of its usernames. */
  domains: string[];
  /** Further names for people. */
  alternative_names: string[];
}

/** A person as whom visitors of the sandbox can log in. */
export interface Person {
  /** The identity that tokens name as `sub`. */
  primary: IdentityRecord;
  /** All identities of the person, the primary one first. */
  identities: IdentityRecord[];
  /** Who they are, for the login page. */
  about: string;
}

/** A person to be added. */
export interface PersonInit {
  /** Name at its provider: the domain must be one of a provider's. */
  username: string;
  /** UUID of the identity; made where none is given. */
  id?: string;
  /** Name for people. @default {null} */
  name?: string | null;
  /** Mail address. @default {init.username} */
  email?: string | null;
  /** Employer. @default The name of the provider. */
  organization?: string | null;
  /** Who they are, for the login page. */
  about?: string;
}

const GLOBUS_ID = "41143743-f3c8-4d60-bbdb-eeecaba85bd9";
const FJORD = "0c5e2f6a-7b1d-4e83-9a44-5d0a31c8e9f1";
const MERIDIAN = "5b7f0d1c-2e94-4f6a-8d3b-91c6a7e4b2d8";
const HARBOR = "a96d3e57-14c8-4b20-b7f5-6e2f80d19c3a";

/** The provider of the identities that belong to clients. */
const CLIENTS_PROVIDER = "3c1f6b90-58e2-4a7d-9d05-bf2e71a4c683";

/** Identity providers of the sandbox; `.example` domains have no owner (RFC 2606). */
export function seedProviders(): ProviderRecord[] {
  const provider = (
    id: string,
    name: string,
    short_name: string,
    ...domains: string[]
  ): ProviderRecord => ({ id, name, short_name, domains, alternative_names: [] });
  return [
    provider(GLOBUS_ID, "Globus ID", "globusid", "globusid.org"),
    provider("927d7238-f917-4eb2-9ace-c523fa9ba34e", "Globus Staff", "globus.org", "globus.org"),
    provider(FJORD, "Fjord University", "fjord", "fjord.example", "alumni.fjord.example"),
    provider(MERIDIAN, "Meridian National Laboratory", "meridian", "meridian.example"),
    provider(HARBOR, "Harbor Institute", "harbor", "harbor.example"),
    provider(CLIENTS_PROVIDER, "Globus Auth", "auth", "clients.auth.globus.org"),
  ];
}

function identity(
  known: Pick<IdentityRecord, "id" | "username" | "name" | "organization" | "identity_provider">,
): IdentityRecord {
  const { id, username, name, organization, identity_provider } = known;
  return {
    id,
    username,
    name,
    email: username,
    organization,
    identity_provider,
    identity_type: "login",
    status: "used",
  };
}

/** The people of the sandbox, in the order of the login page. */
export function seedPeople(): Person[] {
  const person = (about: string, ...identities: IdentityRecord[]): Person => ({
    about,
    identities,
    primary: identities[0],
  });
  const fjord = "Fjord University";
  const meridian = "Meridian National Laboratory";
  const harbor = "Harbor Institute";
  return [
    person(
      "Astronomer. Owns many collections and moves data every day.",
      identity({
        id: "ada00001-6f1e-4c52-9b7d-2d41c0f5a3e8",
        username: "ada@fjord.example",
        name: "Ada Lind",
        organization: fjord,
        identity_provider: FJORD,
      }),
      identity({
        id: "ada00002-93d4-4f0b-8a16-7c5be8d20f49",
        username: "ada@globusid.org",
        name: "Ada Lind",
        organization: fjord,
        identity_provider: GLOBUS_ID,
      }),
    ),
    person(
      "Beamline scientist. Works with protected data and administers projects.",
      identity({
        id: "a00f0001-4b8c-4d97-8e35-f0a6219c7d54",
        username: "noor@meridian.example",
        name: "Noor Haddad",
        organization: meridian,
        identity_provider: MERIDIAN,
      }),
    ),
    person(
      "Data manager. Looks after other people's endpoints.",
      identity({
        id: "c0f10001-d526-4a3e-9f81-38be6470a2c9",
        username: "kofi@harbor.example",
        name: "Kofi Mensah",
        organization: harbor,
        identity_provider: HARBOR,
      }),
      identity({
        id: "c0f10002-81fa-4e6d-b2c7-05d9f3ae1846",
        username: "kofi@globusid.org",
        name: "Kofi Mensah",
        organization: harbor,
        identity_provider: GLOBUS_ID,
      }),
    ),
    person(
      "Student. New here: owns nothing yet.",
      identity({
        id: "3e100001-07c9-4b5f-a8d2-e691f47b305c",
        username: "mei@fjord.example",
        name: "Mei Tanaka",
        organization: fjord,
        identity_provider: FJORD,
      }),
    ),
    person(
      "Works alone, with a laptop and a Globus ID.",
      identity({
        id: "5a300001-b4e7-4162-95cf-1d8072fe6a3b",
        username: "sam@globusid.org",
        name: "Sam Ortiz",
        organization: "Independent",
        identity_provider: GLOBUS_ID,
      }),
    ),
  ];
}

const GIVEN = "Alma Bo Cem Dara Elio Fay Gus Hana Ines Jun Kai Lior Mara Nils Ora Pia".split(" ");
const FAMILY = "Abel Berg Costa Dietz Eze Ferro Grau Holm Ito Jansen Kern Lopez Moss Novak".split(
  " ",
);

/**
 * The identities that own the collections of strangers.
 *
 * @param seed Seed of the world.
 * @param count How many.
 */
export function seedStrangers(seed: number, count: number): IdentityRecord[] {
  const random = new SeededRandom(seed ^ 0x51a2e);
  const homes: [string, string, string][] = [
    ["Fjord University", "fjord.example", FJORD],
    ["Meridian National Laboratory", "meridian.example", MERIDIAN],
    ["Harbor Institute", "harbor.example", HARBOR],
    ["Independent", "globusid.org", GLOBUS_ID],
  ];
  return Array.from({ length: count }, (_, i) => {
    const given = random.pick(GIVEN);
    const family = random.pick(FAMILY);
    const [organization, domain, provider] = random.pick(homes);
    const username = `${given}.${family}${i}@${domain}`.toLowerCase();
    return identity({
      id: random.uuid(),
      username,
      name: `${given} ${family}`,
      organization,
      identity_provider: provider,
    });
  });
}

/**
 * The identity of a client itself.
 *
 * @param clientId UUID of the client.
 * @param name Name of the client.
 */
export function clientIdentity(clientId: string, name: string): IdentityRecord {
  return {
    id: clientId,
    username: `${clientId}@clients.auth.globus.org`,
    name,
    email: null,
    organization: null,
    identity_provider: CLIENTS_PROVIDER,
    identity_type: "service",
    status: "used",
  };
}

/**
 * Makes a person with one identity.
 *
 * @param init What is known of the person, with the id of the identity.
 * @param provider The provider of the username's domain.
 */
export function makePerson(
  init: PersonInit & { readonly id: string },
  provider: ProviderRecord,
): Person {
  const { id, username } = init;
  const primary: IdentityRecord = {
    id,
    username,
    name: init.name ?? null,
    email: init.email ?? username,
    organization: init.organization ?? provider.name,
    identity_provider: provider.id,
    identity_type: "login",
    status: "used",
  };
  return { primary, identities: [primary], about: init.about ?? "Added by a test." };
}
