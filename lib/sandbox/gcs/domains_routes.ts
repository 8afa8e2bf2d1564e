import type { Context } from "../http/context.ts";
import type { Router } from "../http/router.ts";
import type { Collection } from "../transfer/collection.ts";
import { gcsCaller, managedEndpoint, requireEndpointAdmin } from "./caller.ts";
import { collectionById, collectionsOf } from "./collection_document.ts";
import { domainDocument, type DomainRecord } from "./domains.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { result } from "./result.ts";

/** Adds the routes of own domain names, which administrators of the endpoint manage. */
export function addDomainRoutes(router: Router): void {
  for (const path of ["/api/endpoint/domain", "/api/collections/:collection_id/domain"]) {
    router
      .on(`GET ${path}`, readDomain)
      .on(`PUT ${path}`, setDomain)
      .on(`DELETE ${path}`, deleteDomain);
  }
}

const DOMAIN = documentType("domain", 0, {
  domain_name: "text",
  wildcard: "boolean",
  certificate: "text?",
  certificate_path: "text?",
  certificate_chain: "text?",
  certificate_chain_path: "text?",
  private_key: "text?",
  private_key_path: "text?",
});

/** Matches DNS names of two labels and more, in lower case. */
const DNS_NAME = /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]*$/;

/** What the path names: a collection or the endpoint itself. */
function target(context: Context): { endpoint: Collection; collection: Collection } {
  const endpoint = managedEndpoint(context);
  requireEndpointAdmin(context, gcsCaller(context, endpoint), endpoint);
  const isEndpoint = context.url.pathname === "/api/endpoint/domain";
  const collection = isEndpoint
    ? endpoint
    : collectionById(context, endpoint, context.param("collection_id"));
  return { endpoint, collection };
}

function set(context: Context, domain: DomainRecord | undefined): void {
  const { endpoint, collection } = target(context);
  const { collections, domains } = context.world;
  domains.set(collection.id, domain, collections, [endpoint, ...collectionsOf(context, endpoint)]);
}

function readDomain(context: Context): Response {
  const { collection } = target(context);
  const domain = context.world.domains.get(collection.id);
  if (!domain) throw gcsError(404, "There is no domain of its own");
  return result([domainDocument(domain)]);
}

function setDomain(context: Context): Response {
  const { collection } = target(context);
  const given = readDocument(context, DOMAIN);
  requireFields(given, "domain_name", "wildcard");
  const { domain_name, wildcard, private_key: _, ...fields } = Object.fromEntries(given);
  const name = String(domain_name).toLowerCase();
  if (!DNS_NAME.test(name) || /^[mg]-/.test(name)) {
    throw invalidInput({ property: "domain_name", message: "Not a name that can be set." });
  }
  const other = context.world.collections.atHost(name);
  if (other && other !== collection) {
    throw gcsError(409, "Another collection has this domain", {
      detail: { DATA_TYPE: "resource_conflict#1.0.0", resources: [other.id] },
    });
  }
  set(context, { name, wildcard: wildcard === true, fields: new Map(Object.entries(fields)) });
  return result([], { message: `Updated domain ${name}` });
}

function deleteDomain(context: Context): Response {
  const { collection } = target(context);
  if (!context.world.domains.get(collection.id)) {
    throw gcsError(404, "There is no domain of its own");
  }
  set(context, undefined);
  return result([], { message: "Deleted domain" });
}
