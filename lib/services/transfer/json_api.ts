import { checkDocument } from "../../core/arguments.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { documentOf } from "./document.ts";

/** Points to something by kind and id. */
export interface ResourceLink {
  /** What it points to. */
  data: { type: string; id: string };
}

/** Something of version 2 of the service's interface, as JSON:API writes it (jsonapi.org). */
export interface Resource<Type extends string, Attributes, Relations extends string = never> {
  /** What it is. */
  type: Type;
  /** Its id. */
  id: string;
  /** What is known of it. */
  attributes: Attributes;
  /** What it belongs to. */
  relationships: Record<Relations, ResourceLink>;
}

/** What an answer says of itself. */
export interface ResponseMeta {
  /** The service's id of the request: quote it when asking for help. */
  request_id: string;
}

/** An answer with one thing in it, or nothing. */
export interface ResourceDocument<Data> {
  /** The thing. */
  data: Data;
  /** What the answer says of itself. */
  meta: ResponseMeta;
  /** Things that it belongs to. */
  included?: Resource<string, Record<string, unknown>>[];
}

/** A page of things. */
export interface ResourceList<Data> {
  /** The things. */
  data: Data[];
  /** `next` leads to the next page. Only its query is used. */
  links?: { next?: string | null } | null;
  /** What the answer says of itself. */
  meta: ResponseMeta;
  /** Things that they belong to. */
  included?: Resource<string, Record<string, unknown>>[];
}

/** A body of your own making, sent as it is. */
export interface ResourceBody {
  /** The thing. */
  data: Record<string, unknown>;
}

/**
 * A body for a thing, unless it is one already.
 *
 * @param relations Fields that hold the ids of related things, by the name of the relation.
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
      throw new GlobusSDKUsageError(`Cannot send a ${type}: it needs data, or ${field}`);
    }
    relationships[name] = { data: { type: relatedType, id } };
    delete attributes[field];
  }
  return { data: { type, attributes, relationships } };
}
