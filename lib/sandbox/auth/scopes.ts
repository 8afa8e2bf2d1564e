/** A scope that Auth knows (`GET /v2/api/scopes/{id}`), with the name of its resource server. */
export interface ScopeRecord {
  /** UUID. */
  id: string;
  /** What clients ask for. */
  scope_string: string;
  /** Name for the consent page. */
  name: string;
  /** One sentence for the consent page. */
  description: string;
  /** UUID of the client that offers it. */
  client: string;
  /** `resource_server` of tokens that hold it. */
  resource_server: string;
  /** Whether refresh tokens may hold it. */
  allows_refresh_token: boolean;
  /** Whether it is listed for everyone. */
  advertised: boolean;
  /** Only people with an identity of these domains may use it. */
  required_domains: string[];
  /** Scopes that the resource server itself needs. */
  dependent_scopes: DependentScope[];
}

/** A scope that another one brings along. */
export interface DependentScope {
  /** UUID of the scope. */
  scope: string;
  /** Whether a person may leave it out. */
  optional: boolean;
  /** Whether the resource server needs it for long. */
  requires_refresh_token: boolean;
}

/** A scope as asked for: `name[dependency *revocable]`. */
export interface ScopeNode {
  /** The scope string. */
  scope: string;
  /** Whether it was marked `*`: can be revoked without its parent. */
  revocable: boolean;
  /** Scopes in its brackets. */
  dependencies: ScopeNode[];
}

const MAX_LENGTH = 65_536;
const MAX_DEPTH = 64;
const MAX_NODES = 10_000;

/** Thrown for a scope text that does not follow the grammar. */
export class ScopeSyntaxError extends Error {}

/**
 * Reads a scope text: `a b[c *d[e]]`, left to right, without recursion.
 *
 * @param text Scopes separated by spaces.
 * @returns The scopes in order.
 * @throws {ScopeSyntaxError} Unbalanced or empty brackets, a `*` that touches no name, a cycle, too
 * deep or too many.
 */
export function parseScopeText(text: string): ScopeNode[] {
  if (text.length > MAX_LENGTH) throw new ScopeSyntaxError("scope text is too long");
  // RFC 6749 section 3.3: visible ASCII but `"` and `\`, and single spaces between.
  if (!/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)) {
    throw new ScopeSyntaxError("a character that scopes cannot hold");
  }
  const root: ScopeNode = { scope: "", revocable: false, dependencies: [] };
  const open: ScopeNode[] = [root];
  const path = new Set<string>();
  let count = 0;
  let last: ScopeNode | undefined;
  let closed = false;
  for (const token of text.match(/[[\]*]|[^\s[\]*]+|\s+/g) ?? []) {
    const starred = last?.scope === "";
    if (token.trim() === "") {
      if (starred) throw new ScopeSyntaxError("* without a scope");
      last = undefined;
      closed = false;
    } else if (token === "]") {
      const node = open.pop()!;
      if (node === root || node.dependencies.length === 0 || starred) {
        throw new ScopeSyntaxError("brackets are empty or unbalanced");
      }
      path.delete(node.scope);
      last = undefined;
      closed = true;
    } else if (token === "[") {
      if (!last || starred || open.length > MAX_DEPTH) {
        throw new ScopeSyntaxError("bracket without a scope, or too deep");
      }
      open.push(last);
      path.add(last.scope);
      last = undefined;
    } else if (starred && token !== "*") {
      last!.scope = token;
      if (path.has(token)) throw new ScopeSyntaxError("a scope depends on itself");
    } else {
      if (last || closed || ++count > MAX_NODES) {
        throw new ScopeSyntaxError("scopes are not separated, or too many");
      }
      last = { scope: token === "*" ? "" : token, revocable: token === "*", dependencies: [] };
      if (path.has(last.scope)) throw new ScopeSyntaxError("a scope depends on itself");
      open[open.length - 1].dependencies.push(last);
    }
  }
  if (open.length > 1 || last?.scope === "") throw new ScopeSyntaxError("scope text ends early");
  return root.dependencies;
}

const URN = "urn:globus:auth:scope:";
const URL_FORM = "https://auth.globus.org/scopes/";
const AUTH = "48fc8d5e-ea5d-41d2-9e18-0a4b3c5f7d61";
const TRANSFER = "2fbdda78-a599-4cb5-ac3d-1fbcfbc6a754";

/** Scope of the Transfer service that covers everything. */
export const TRANSFER_ALL = `${URN}transfer.api.globus.org:all`;

type Row = [scope: string, client: string, resourceServer: string, name: string, what: string];

const auth = (suffix: string, name: string, what: string): Row => [
  suffix.includes("_") ? `${URN}auth.globus.org:${suffix}` : suffix,
  AUTH,
  "auth.globus.org",
  name,
  what,
];
const service = (host: string, client: string, suffix: string, name: string, what: string): Row => [
  `${URN}${host}:${suffix}`,
  client,
  host,
  name,
  what,
];
const byUrl = (client: string, rs: string, suffix: string, name: string, what: string): Row => [
  `${URL_FORM}${client}/${suffix}`,
  client,
  rs,
  name,
  what,
];

const GROUPS = "04896e9e-b98e-437e-becd-8084b9e234a0";
const SEARCH = "889729e8-d101-417d-9817-fa9d964fdbc9";
const FLOWS = "eec9b274-0c81-4334-bdc2-54e90e689b9a";
const TIMERS = "524230d7-ea86-4a52-8312-86065a9e0417";
const COMPUTE = "facd7ccc-c5f4-42aa-916b-a0e270e2c2a9";
const NEXUS = "9fa7e51b-1c6d-4f0a-9b3c-0e8d52f7a416";

const ROWS: Row[] = [
  auth("openid", "Know who you are", "Learn the id of your Globus identity."),
  auth("profile", "See your profile", "See your name, username and organization."),
  auth("email", "See your mail address", "See the mail address of your identity."),
  auth("view_identities", "Look up identities", "Look up people by username or id."),
  auth("view_identity_set", "See your linked identities", "See all identities linked to yours."),
  auth("view_authentications", "See your logins", "See when and how you logged in."),
  auth("view_consents", "See your consents", "See what you allowed which app to do."),
  auth("view_clients", "See your app registrations", "See clients in your projects."),
  auth("view_clients_and_scopes", "See your apps and scopes", "See clients and their scopes."),
  auth("manage_projects", "Manage your projects", "Create, change and delete projects and apps."),
  service(
    "transfer.api.globus.org",
    TRANSFER,
    "all",
    "Manage data with Globus Transfer",
    "Search collections, list and move files, and watch your transfers.",
  ),
  service(
    "transfer.api.globus.org",
    TRANSFER,
    "gcp_install",
    "Set up Globus Connect Personal",
    "Create a collection on your own computer.",
  ),
  service("groups.api.globus.org", GROUPS, "all", "Manage groups", "See and change your groups."),
  service(
    "groups.api.globus.org",
    GROUPS,
    "view_my_groups_and_memberships",
    "See your groups",
    "See the groups that you belong to.",
  ),
  service(
    "search.api.globus.org",
    SEARCH,
    "all",
    "Use Globus Search",
    "Search and manage indices.",
  ),
  service("search.api.globus.org", SEARCH, "search", "Search", "Search in indices."),
  service("search.api.globus.org", SEARCH, "ingest", "Fill indices", "Add records to indices."),
  service(
    "search.api.globus.org",
    SEARCH,
    "globus_connect_server",
    "Search for servers",
    "Index what servers hold.",
  ),
  service("nexus.api.globus.org", NEXUS, "groups", "Manage groups", "See and change your groups."),
  ...["all", "manage_flows", "view_flows", "run", "run_manage", "run_status"].map((suffix) =>
    byUrl(FLOWS, "flows.globus.org", suffix, `Flows: ${suffix.replace("_", " ")}`, "Use flows.")
  ),
  byUrl(TIMERS, TIMERS, "timer", "Manage timers", "Run transfers and flows on a schedule."),
  byUrl(COMPUTE, "funcx_service", "all", "Use Globus Compute", "Run functions on endpoints."),
];

/** UUIDs that are known from Globus itself. */
const KNOWN_IDS = new Map([[TRANSFER_ALL, "89ecabba-4acf-4e2e-a98d-ce592ccc2818"]]);

/**
 * The scopes that exist from the start.
 *
 * @param uuid Makes the ids.
 */
export function seedScopes(uuid: () => string): ScopeRecord[] {
  const records = ROWS.map(([scope_string, client, resource_server, name, description]) =>
    makeScope({
      id: KNOWN_IDS.get(scope_string) ?? uuid(),
      scope_string,
      client,
      resource_server,
      name,
      description,
    })
  );
  const transfer = records.find((record) => record.scope_string === TRANSFER_ALL)!;
  const timer = records.find((record) => record.client === TIMERS)!;
  timer.dependent_scopes = [
    { scope: transfer.id, optional: true, requires_refresh_token: true },
  ];
  return records;
}

/**
 * Makes a scope.
 *
 * @param init What is known of it; the rest has Auth's defaults.
 */
export function makeScope(
  init:
    & Pick<ScopeRecord, "id" | "scope_string" | "client" | "resource_server" | "name">
    & Partial<ScopeRecord>,
): ScopeRecord {
  return {
    description: "",
    allows_refresh_token: true,
    advertised: true,
    required_domains: [],
    dependent_scopes: [],
    ...init,
  };
}

/** The two scopes of a mapped collection on Globus Connect Server. */
const COLLECTION_SCOPE =
  /^https:\/\/auth\.globus\.org\/scopes\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(data_access|https)$/;

/**
 * Reads the scope string of a collection.
 *
 * @param scope A scope string.
 * @returns The collection's id and the kind of scope, or `undefined` for any other scope.
 */
export function collectionScope(
  scope: string,
): { collection: string; kind: "data_access" | "https" } | undefined {
  const found = COLLECTION_SCOPE.exec(scope);
  return found ? { collection: found[1], kind: found[2] as "data_access" | "https" } : undefined;
}
