import type { checkDocument } from "../../core/arguments.ts";
import type { GlobusSDKUsageError } from "../../core/errors.ts";
import type { documentOf } from "./document.ts";
import type { ResourceBody, ResourceLink } from "./json_api.ts";
import type { CreateTunnelData } from "./tunnel.ts";

/** What makes bodies needs of the rest of the SDK. It is passed in: this file loads later. */
interface BodyTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly checkDocument: typeof checkDocument;
  readonly documentOf: typeof documentOf;
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
  relations: Readonly<Record<string, readonly [type: string, field: string]>> | undefined,
  { GlobusSDKUsageError, checkDocument, documentOf }: BodyTools,
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

/**
 * Makes the body that creates a tunnel.
 *
 * @throws {GlobusSDKUsageError} If an access point is missing, or the document is not an object.
 */
export function tunnelBody(data: CreateTunnelData | ResourceBody, tools: BodyTools): ResourceBody {
  tools.checkDocument(data);
  return resourceBody("data" in data ? data : withSubmissionId(data), "Tunnel", {
    listener: ["StreamAccessPoint", "listener_stream_access_point"],
    initiator: ["StreamAccessPoint", "initiator_stream_access_point"],
  }, tools);
}

/** Does the same for {@link TransferClient}, where a whole body also gets a submission id. */
export function tunnelBodyV1(
  data: CreateTunnelData | ResourceBody,
  tools: BodyTools,
): ResourceBody {
  const body = tunnelBody(data, tools);
  const { attributes = {} } = body.data;
  tools.checkDocument(attributes);
  return { ...body, data: { ...body.data, attributes: withSubmissionId(attributes as object) } };
}

function withSubmissionId(fields: { submission_id?: unknown }): object {
  const { submission_id = crypto.randomUUID(), ...rest } = fields;
  return { ...rest, submission_id };
}
