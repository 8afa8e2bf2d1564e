import { checkDocument } from "../../core/arguments.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { documentOf } from "./document.ts";

/** A reference to a resource, by its type and id. */
export interface ResourceLink {
  /** Type and UUID of the resource. */
  data: { type: string; id: string };
}

/** A resource of version 2 of Transfer, in the form of JSON:API (jsonapi.org). */
export interface Resource<Type extends string, Attributes, Relations extends string = never> {
  /** Type of the resource, such as `Tunnel`. */
  type: Type;
  /** UUID of the resource. */
  id: string;
  /** Fields of the resource. */
  attributes: Attributes;
  /** References to the resources that it belongs to. */
  relationships: Record<Relations, ResourceLink>;
}

/** Information about a response. */
export interface ResponseMeta {
  /** The service's id of the request, to quote in a support request. */
  request_id: string;
}

/** Response with one resource, or with none (null). */
export interface ResourceDocument<Data> {
  /** The resource that was requested, created or changed. */
  data: Data;
  /** Information about the response. */
  meta: ResponseMeta;
  /** Resources that it belongs to. */
  included?: Resource<string, Record<string, unknown>>[];
}

/** A page of resources. */
export interface ResourceList<Data> {
  /** The resources on this page. */
  data: Data[];
  /** `next` is the address of the next page. The SDK uses only its query. */
  links?: { next?: string | null } | null;
  /** Information about the response. */
  meta: ResponseMeta;
  /** Resources that those on this page belong to. */
  included?: Resource<string, Record<string, unknown>>[];
}

/** A whole JSON:API body, which is sent unchanged. */
export interface ResourceBody {
  /** The resource, with `type`, `attributes` and `relationships`. */
  data: Record<string, unknown>;
}

/**
 * Makes the JSON:API body of a resource, unless the document is one already.
 *
 * @param relations Fields with the ids of related resources, by the name of the relation.
 * @throws {GlobusSDKUsageError} If the document or its `data` is not an object, or one of these ids
 * is missing.
 */
export function resourceBody(
  document: object,
  type: string,
  relations?: Readonly<Record<string, readonly [type: string, field: string]>>,
): ResourceBody {
  const attributes = documentOf(document);
  if ("data" in attributes) {
    checkDocument(attributes.data);
    return document as ResourceBody;
  }
  if (!relations) return { data: { type, attributes } };
  const relationships: Record<string, ResourceLink> = {};
  for (const [name, [relatedType, field]] of Object.entries(relations)) {
    const id = attributes[field];
    if (typeof id !== "string") {
      throw new GlobusSDKUsageError(`Cannot send a ${type}: give ${field}, or a body with data`);
    }
    relationships[name] = { data: { type: relatedType, id } };
    delete attributes[field];
  }
  return { data: { type, attributes, relationships } };
}
