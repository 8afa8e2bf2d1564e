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
