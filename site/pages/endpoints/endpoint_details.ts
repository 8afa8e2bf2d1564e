import { plainText, type TransferClient, type TransferEndpoint } from "@globus-deno/sdk";
import { readDocument } from "../documents.ts";
import { meaningOfType } from "./type_meanings.tsx";
import { kindName } from "./endpoint_query.ts";
import { things } from "../../components/format.ts";
import { mailLink, type OutsideLink, outsideLink } from "../../components/links.ts";

/** A property of a collection, as text or as a link. */
export interface EndpointFact {
  name: string;
  text: string;
  /** A link to another site. */
  link?: OutsideLink;
  /** Id of the endpoint that the text names. */
  endpoint?: string;
  /** What the text means. */
  note?: string;
  /** Whether the text is code, such as an id or a path. */
  isCode?: boolean;
}

/** What the page of a collection shows. */
export interface EndpointDetails {
  id: string;
  name: string;
  kind: string;
  /** What the kind is. Empty if the site does not know it. */
  kindMeaning: string;
  description: string;
  /** False for an endpoint, which has no files of its own. */
  isBrowsable: boolean;
  /** Only for personal collections. Servers are always connected. */
  connected?: boolean;
  isHighAssurance: boolean;
  /** A message of the owner to all users. */
  message?: { text: string; link?: OutsideLink };
  facts: EndpointFact[];
}

/**
 * Loads a collection.
 *
 * @throws {GlobusError} If the request fails.
 */
export async function endpointDetails(
  tc: TransferClient,
  endpointId: string,
  signal?: AbortSignal,
): Promise<EndpointDetails> {
  return describe(await tc.getEndpoint(endpointId, { signal }));
}

/** The name of a collection for display. */
export function endpointName(
  endpoint: Pick<TransferEndpoint, "display_name" | "canonical_name">,
): string {
  return readDocument(() =>
    plainText(endpoint.display_name || endpoint.canonical_name || "", 120) || "(no name)"
  );
}

/** Names of identities that belong to applications. */
const APPLICATION = /^([0-9a-f]{8})-[0-9a-f-]{27}@clients\.auth\.globus\.org$/;

/** Whether an application owns a collection, not a person. */
export function isOwnedByApplication({ owner_string }: Pick<TransferEndpoint, "owner_string">) {
  return APPLICATION.test(owner_string ?? "");
}

/** The owner of a collection for lists. An application is shown by the first part of its ID. */
export function ownerName(endpoint: Pick<TransferEndpoint, "owner_string">): string {
  return plainText(endpoint.owner_string ?? "", 120).replace(APPLICATION, "application $1…");
}

function describe(endpoint: TransferEndpoint): EndpointDetails {
  return readDocument(() => {
    const message = plainText(endpoint.user_message ?? "", 1_000);
    return {
      id: endpoint.id,
      name: endpointName(endpoint),
      kind: plainText(kindName(endpoint.entity_type), 60),
      kindMeaning: meaningOfType(endpoint.entity_type),
      description: plainText(endpoint.description ?? "", 2_000),
      isBrowsable: !endpoint.non_functional && endpoint.entity_type !== "GCSv5_endpoint",
      connected: endpoint.is_globus_connect ? endpoint.gcp_connected === true : undefined,
      isHighAssurance: endpoint.high_assurance === true,
      message: message
        ? { text: message, link: outsideLink(endpoint.user_message_link) }
        : undefined,
      facts: factsOf(endpoint),
    };
  });
}

function factsOf(endpoint: TransferEndpoint): EndpointFact[] {
  const facts: EndpointFact[] = [];
  const add = (name: string, value: unknown, more: Partial<EndpointFact> = {}) => {
    const text = typeof value === "string" ? plainText(value, 500) : "";
    if (text) facts.push({ name, text, ...more });
  };
  const minutes = endpoint.authentication_timeout_mins;
  const roles = endpoint.my_effective_roles;
  add("ID", endpoint.id, { isCode: true });
  add("Owner", endpoint.owner_string, {
    note: isOwnedByApplication(endpoint)
      ? "An application, not a person: a program that logs in to Globus as itself. The name begins " +
        "with its client ID."
      : undefined,
  });
  add("Organization", endpoint.organization);
  add("Department", endpoint.department);
  add("Keywords", endpoint.keywords);
  add("Contact", endpoint.contact_email, { link: mailLink(endpoint.contact_email) });
  add("Contact details", endpoint.contact_info, { link: outsideLink(endpoint.contact_info) });
  add("Information", endpoint.info_link, { link: outsideLink(endpoint.info_link) });
  add("Visible to", endpoint.public === false ? "people with access" : "everyone");
  add("Your roles", Array.isArray(roles) ? roles.join(", ") : "");
  add("Shares", endpoint.host_path, { isCode: true });
  add("From the collection", endpoint.host_endpoint_display_name, {
    endpoint: endpoint.host_endpoint_id ?? undefined,
  });
  add("On the endpoint", endpoint.non_functional_endpoint_display_name, {
    endpoint: endpoint.non_functional_endpoint_id ?? undefined,
  });
  add("Default folder", endpoint.default_directory, { isCode: true });
  add("Encryption", endpoint.force_encryption ? "always on" : "optional");
  if (typeof minutes === "number" && minutes > 0) {
    add("Login valid for", loginSpan(minutes));
  }
  add("Multi-factor login", endpoint.mfa_required ? "required" : "");
  add("Storage", endpoint.storage_type);
  add("HTTPS server", endpoint.https_server, { isCode: true });
  add("Server version", endpoint.gcs_version);
  return facts;
}

/** Formats how long a login is valid. */
function loginSpan(minutes: number): string {
  if (minutes % 1440 === 0) return things(minutes / 1440, "day", "days");
  return minutes % 60 === 0
    ? things(minutes / 60, "hour", "hours")
    : things(minutes, "minute", "minutes");
}
