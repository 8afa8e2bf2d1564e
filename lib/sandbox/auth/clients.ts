import { hideFields } from "../hidden.ts";
import { secretText } from "../random.ts";

/** Kinds of clients that Auth knows. */
export type ClientKind =
  | "public_installed_client"
  | "public_webapp_client"
  | "confidential_client"
  | "client_identity"
  | "resource_server"
  | "globus_connect_server"
  | "hybrid_confidential_client_resource_server";

/** All client types. */
export const CLIENT_KINDS: readonly ClientKind[] = [
  "public_installed_client",
  "public_webapp_client",
  "confidential_client",
  "client_identity",
  "resource_server",
  "globus_connect_server",
  "hybrid_confidential_client_resource_server",
];

/** A client's document (`GET /v2/api/clients/{id}`). */
export interface ClientRecord {
  /** UUID. */
  id: string;
  /** Name that people see at consent. */
  name: string;
  /** What kind of client it is. */
  client_type: ClientKind;
  /** Whether it has no secret. */
  public_client: boolean;
  /** UUID of its project. */
  project: string | null;
  /** UUID of the client that registered it. */
  parent_client: string | null;
  /** Registered redirect URIs. */
  redirect_uris: string[];
  /** UUIDs of the scopes it offers. */
  scopes: string[];
  /** Grants it may use. */
  grant_types: string[];
  /** Host names it has proven to own. */
  fqdns: string[];
  /** Pages shown at consent. */
  links: { privacy_policy: string | null; terms_and_conditions: string | null };
  /** Provider offered first. */
  preselect_idp: string | null;
  /** The only provider allowed. */
  required_idp: string | null;
  /** Whether each login asks for consent again and for a name of the grant. */
  prompt_for_named_grant: boolean;
  /** Whether userinfo speaks of the identity that the client acts for. */
  userinfo_from_effective_identity: boolean;
  /** Who may see it. */
  visibility: "public" | "private";
}

/** A client's credential; the secret is shown once, when it is made. */
export interface CredentialRecord {
  /** UUID. */
  id: string;
  /** Name for people. */
  name: string;
  /** When it was made. */
  created: string;
  /** UUID of the client. */
  client: string;
  /** Text with which the client authenticates. Shown once, when it is made. */
  secret: string;
}

/** A client with what its document does not show. */
export interface Client {
  /** The client as Auth's API shows it. */
  document: ClientRecord;
  /** Its credentials by id. */
  credentials: Map<string, CredentialRecord>;
}

/** The client id of the Globus tutorial: public, native, no secret. */
export const TUTORIAL_CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

/** The sandbox's confidential client for demonstrations; its secret is new in each sandbox. */
export const DEMO_CLIENT_ID = "d3300000-5e1f-4c27-8b9a-4f60d7a1e2c5";

/** The public client that the Globus CLI registers its instances with. */
const CLI_CLIENT_ID = "95fdeba8-fac2-42bd-a357-e068d82ff78e";

/** Client id of the Transfer service, to which consents for `data_access` hang. */
export const TRANSFER_CLIENT_ID = "2fbdda78-a599-4cb5-ac3d-1fbcfbc6a754";

const AUTH_CODE = "authorization_code";
const REFRESH = "refresh_token";

/** The grant of Globus for services that call further services. */
export const DEPENDENT_GRANT = "urn:globus:auth:grant_type:dependent_token";

/**
 * The grants that a kind of client may use.
 *
 * @param type Kind of the client.
 */
function grantsOf(type: ClientKind): string[] {
  return type === "public_installed_client"
    ? [AUTH_CODE, REFRESH]
    : [AUTH_CODE, "client_credentials", REFRESH, DEPENDENT_GRANT];
}

/** Whether a kind of client has no secret. */
function isPublicType(type: ClientKind): boolean {
  return type === "public_installed_client" || type === "public_webapp_client";
}

/** What a client is made from. */
export type ClientInit = Partial<ClientRecord> & Pick<ClientRecord, "id" | "name">;

/**
 * Makes a client without credentials.
 *
 * @param init What differs from the defaults of Auth.
 */
export function makeClient(init: ClientInit): Client {
  const client_type = init.client_type ?? "confidential_client";
  return {
    credentials: new Map(),
    document: {
      project: null,
      parent_client: null,
      redirect_uris: [],
      scopes: [],
      fqdns: [],
      links: { privacy_policy: null, terms_and_conditions: null },
      preselect_idp: null,
      required_idp: null,
      prompt_for_named_grant: client_type === "public_installed_client",
      userinfo_from_effective_identity: true,
      visibility: "private",
      public_client: isPublicType(client_type),
      grant_types: grantsOf(client_type),
      ...init,
      client_type,
    },
  };
}

/**
 * Changes a client that exists. A public client loses its secrets.
 *
 * @param client The client.
 * @param changes What differs from now. A new kind brings the grants of that kind.
 */
export function changeClient(
  { document, credentials }: Client,
  changes: Partial<ClientInit>,
): void {
  const { client_type } = changes;
  if (client_type !== undefined && client_type !== document.client_type) {
    document.grant_types = grantsOf(client_type);
    document.public_client = isPublicType(client_type);
  }
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(document, Object.fromEntries(given));
  if (document.public_client) credentials.clear();
}

/**
 * Gives a client a new secret.
 *
 * @param client The client.
 * @param id UUID of the credential.
 * @param name Name for people.
 * @param created Time in ISO form.
 */
export function addCredential(
  client: Client,
  id: string,
  name: string,
  created: string,
): CredentialRecord {
  // 44 characters of base64 that end in `=`, as Globus's secrets. Each holds `+` and `/` too, so
  // that a client that encodes its secret is refused every time.
  const secret = "+/" + btoa(secretText(24)).slice(2);
  const credential = { id, name, created, client: client.document.id, secret };
  client.credentials.set(id, credential);
  return hideFields(credential, "secret");
}

/** The end of an error about a client id that no client has. It says how to register one. */
export function notRegistered(id: string): string {
  return `client ${id} is not registered; for an app's own client id call` +
    ` sandbox.world.registerClient({ id: "${id}", client_type: "public_installed_client" })`;
}

/**
 * Refuses fields that a client does not have, such as one in the wrong spelling, and kinds that do not
 * exist.
 *
 * @throws {TypeError} If there is such a field.
 */
export function checkClientInit(init: Partial<ClientInit>): void {
  const known = Object.keys(makeClient({ id: "", name: "" }).document);
  const unknown = Object.keys(init).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot register a client: it has no field "${unknown}"; its fields are ${known.join(", ")}`,
    );
  }
  const { client_type } = init;
  if (client_type !== undefined && !CLIENT_KINDS.includes(client_type)) {
    throw new TypeError(
      `Cannot register a client: client_type must be one of ${CLIENT_KINDS.join(", ")}`,
    );
  }
}

/** The clients that exist from the start. */
export function seedClients(): Client[] {
  const service = (id: string, name: string, ...fqdns: string[]) =>
    makeClient({ id, name, fqdns, client_type: "resource_server", visibility: "public" });
  return [
    makeClient({
      id: TUTORIAL_CLIENT_ID,
      name: "Globus Tutorial App",
      client_type: "public_installed_client",
      visibility: "public",
      redirect_uris: ["https://auth.globus.org/v2/web/auth-code"],
    }),
    makeClient({
      id: CLI_CLIENT_ID,
      name: "Globus CLI",
      client_type: "public_installed_client",
      visibility: "public",
      redirect_uris: ["https://auth.globus.org/v2/web/auth-code"],
    }),
    makeClient({
      id: DEMO_CLIENT_ID,
      name: "Sandbox Portal",
      client_type: "hybrid_confidential_client_resource_server",
      visibility: "public",
      redirect_uris: [
        "https://portal.example/callback",
        "http://localhost:8000/callback",
        "http://127.0.0.1:8000/callback",
      ],
    }),
    service("48fc8d5e-ea5d-41d2-9e18-0a4b3c5f7d61", "Globus Auth", "auth.globus.org"),
    service(TRANSFER_CLIENT_ID, "Globus Transfer", "transfer.api.globus.org"),
    service("04896e9e-b98e-437e-becd-8084b9e234a0", "Globus Groups", "groups.api.globus.org"),
    service("889729e8-d101-417d-9817-fa9d964fdbc9", "Globus Search", "search.api.globus.org"),
    service("eec9b274-0c81-4334-bdc2-54e90e689b9a", "Globus Flows", "flows.globus.org"),
    service("524230d7-ea86-4a52-8312-86065a9e0417", "Globus Timers"),
    service("facd7ccc-c5f4-42aa-916b-a0e270e2c2a9", "Globus Compute", "funcx_service"),
    service("9fa7e51b-1c6d-4f0a-9b3c-0e8d52f7a416", "Globus Nexus", "nexus.api.globus.org"),
  ];
}
