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

/**
 * Joins scopes that are asked for more than once, as clients ask for one dependency after another:
 * `a[b] a[c]` is `a[b c]`. A scope is optional where each mention is.
 *
 * @param nodes Scopes in order.
 */
export function mergeScopes(nodes: readonly ScopeNode[]): ScopeNode[] {
  return [...Map.groupBy(nodes, ({ scope }) => scope)].map(([scope, mentions]) => ({
    scope,
    revocable: mentions.every(({ revocable }) => revocable),
    dependencies: mergeScopes(mentions.flatMap(({ dependencies }) => dependencies)),
  }));
}

/** The text of a scope with its dependencies, as {@linkcode parseScopeText} reads it. */
export function scopeText({ scope, revocable, dependencies }: ScopeNode): string {
  const inner = dependencies.map(scopeText).join(" ");
  return `${revocable ? "*" : ""}${scope}${inner && `[${inner}]`}`;
}

const URN = "urn:globus:auth:scope:";
const URL_FORM = "https://auth.globus.org/scopes/";
const AUTH = "48fc8d5e-ea5d-41d2-9e18-0a4b3c5f7d61";
const TRANSFER = "2fbdda78-a599-4cb5-ac3d-1fbcfbc6a754";

/** Scope of the Transfer service that covers everything. */
export const TRANSFER_ALL = `${URN}transfer.api.globus.org:all`;

/** Scopes of one resource server that begin alike. */
interface ScopeFamily {
  /** UUID of the client that offers them. */
  client: string;
  /** `resource_server` of tokens that hold them. */
  resourceServer: string;
  /** What comes before the last part of each scope string. */
  prefix: string;
  /** Last part of the scope string, name, and one sentence for the consent page. */
  scopes: [suffix: string, name: string, description: string][];
}

const GROUPS = "04896e9e-b98e-437e-becd-8084b9e234a0";
const SEARCH = "889729e8-d101-417d-9817-fa9d964fdbc9";
const FLOWS = "eec9b274-0c81-4334-bdc2-54e90e689b9a";
const TIMERS = "524230d7-ea86-4a52-8312-86065a9e0417";
const COMPUTE = "facd7ccc-c5f4-42aa-916b-a0e270e2c2a9";
const NEXUS = "9fa7e51b-1c6d-4f0a-9b3c-0e8d52f7a416";

const FAMILIES: readonly ScopeFamily[] = [
  {
    client: AUTH,
    resourceServer: "auth.globus.org",
    prefix: "",
    scopes: [
      ["openid", "Know who you are", "See your Globus identity ID."],
      ["profile", "See your profile", "See your name, username and organization."],
      ["email", "See your email address", "See the email address of your identity."],
    ],
  },
  {
    client: AUTH,
    resourceServer: "auth.globus.org",
    prefix: `${URN}auth.globus.org:`,
    scopes: [
      ["view_identities", "Look up identities", "Look up people by username or id."],
      ["view_identity_set", "See your linked identities", "See all identities linked to yours."],
      ["view_authentications", "See your logins", "See when and how you logged in."],
      ["view_consents", "See your consents", "See what you allowed which app to do."],
      ["view_clients", "See your app registrations", "See clients in your projects."],
      ["view_clients_and_scopes", "See your apps and scopes", "See clients and their scopes."],
      ["manage_projects", "Manage your projects", "Create, change and delete projects and apps."],
    ],
  },
  {
    client: TRANSFER,
    resourceServer: "transfer.api.globus.org",
    prefix: `${URN}transfer.api.globus.org:`,
    scopes: [
      [
        "all",
        "Manage data with Globus Transfer",
        "Search collections, list and transfer files, and watch your transfers.",
      ],
      [
        "gcp_install",
        "Set up Globus Connect Personal",
        "Create a collection on your own computer.",
      ],
    ],
  },
  {
    client: GROUPS,
    resourceServer: "groups.api.globus.org",
    prefix: `${URN}groups.api.globus.org:`,
    scopes: [
      ["all", "Manage groups", "See and change your groups."],
      [
        "view_my_groups_and_memberships",
        "See your groups",
        "See the groups that you belong to.",
      ],
    ],
  },
  {
    client: SEARCH,
    resourceServer: "search.api.globus.org",
    prefix: `${URN}search.api.globus.org:`,
    scopes: [
      ["all", "Use Globus Search", "Search and manage indices."],
      ["search", "Search", "Search in indices."],
      ["ingest", "Fill indices", "Add records to indices."],
      ["globus_connect_server", "Search for servers", "Index what servers hold."],
    ],
  },
  {
    client: NEXUS,
    resourceServer: "nexus.api.globus.org",
    prefix: `${URN}nexus.api.globus.org:`,
    scopes: [["groups", "Manage groups", "See and change your groups."]],
  },
  {
    client: FLOWS,
    resourceServer: "flows.globus.org",
    prefix: `${URL_FORM}${FLOWS}/`,
    scopes: [
      ["all", "Flows: all", "Use flows."],
      ["manage_flows", "Flows: manage flows", "Use flows."],
      ["view_flows", "Flows: view flows", "Use flows."],
      ["run", "Flows: run", "Use flows."],
      ["run_manage", "Flows: run manage", "Use flows."],
      ["run_status", "Flows: run status", "Use flows."],
      ["web_input_view", "Flows: web input view", "Use flows."],
      ["web_input_respond", "Flows: web input respond", "Use flows."],
    ],
  },
  {
    client: TIMERS,
    resourceServer: TIMERS,
    prefix: `${URL_FORM}${TIMERS}/`,
    scopes: [["timer", "Manage timers", "Run transfers and flows on a schedule."]],
  },
  {
    client: COMPUTE,
    resourceServer: "funcx_service",
    prefix: `${URL_FORM}${COMPUTE}/`,
    scopes: [["all", "Use Globus Compute", "Run functions on endpoints."]],
  },
];

/** UUIDs that are known from Globus itself. */
const KNOWN_IDS = new Map([[TRANSFER_ALL, "89ecabba-4acf-4e2e-a98d-ce592ccc2818"]]);

/**
 * The scopes that exist from the start.
 *
 * @param uuid Makes the ids.
 */
export function seedScopes(uuid: () => string): ScopeRecord[] {
  const records = FAMILIES.flatMap(({ client, resourceServer, prefix, scopes }) =>
    scopes.map(([suffix, name, description]) => {
      const scope_string = prefix + suffix;
      const id = KNOWN_IDS.get(scope_string) ?? uuid();
      return makeScope({
        id,
        scope_string,
        client,
        resource_server: resourceServer,
        name,
        description,
      });
    })
  );
  const transfer = records.find((record) => record.scope_string === TRANSFER_ALL)!;
  const timer = records.find((record) => record.client === TIMERS)!;
  timer.dependent_scopes = [
    { scope: transfer.id, optional: false, requires_refresh_token: true },
  ];
  return records;
}

/**
 * Makes the record of a registered scope.
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

/** Scope string by which an endpoint of Connect Server is managed. */
export function manageCollectionsScope(endpointId: string): string {
  return `${URN}${endpointId}:manage_collections`;
}
