import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { ClientType } from "./documents/registered_client.ts";

/** What can be said of a client when it is changed. */
export interface ClientFields {
  /** Name that people see when they log in. */
  name?: string;
  /** Who can see the client. */
  visibility?: "public" | "private";
  /** Where a login may send people back to. */
  redirect_uris?: readonly string[];
  /** Address of the terms of use. Together with `privacy_policy`, or not at all. */
  terms_and_conditions?: string | null;
  /** Address of the privacy policy. Together with `terms_and_conditions`, or not at all. */
  privacy_policy?: string | null;
  /** Id of the identity provider that people must use; null: any. */
  required_idp?: string | null;
  /** Id of the identity provider that is offered first; null: none. */
  preselect_idp?: string | null;
  /** Further fields; they win over the others. */
  additional_fields?: Readonly<Record<string, unknown>> | null;
}

/** What can be said of a client when it is registered. */
export interface NewClientFields extends Omit<ClientFields, "name"> {
  /** Whether it can keep no secret. Exclusive with `client_type`. */
  public_client?: boolean;
  /** What kind of program it is. Exclusive with `public_client`. */
  client_type?: ClientType;
}

function kindOf(link: unknown): string {
  return link === null ? "null" : typeof link;
}

/**
 * Writes the document of a client.
 *
 * A new client has both links or none, and an empty one is none. To change a client, both are left
 * as they are, or are set, or are removed by null.
 *
 * @param fixed What a new client has beside; undefined where one is changed.
 * @throws {GlobusSDKUsageError} If one of the two links is given without the other.
 */
export function clientDocument(fields: ClientFields, fixed?: object): { client: object } {
  const { terms_and_conditions, privacy_policy, additional_fields, ...rest } = fields;
  const isPair = fixed
    ? !terms_and_conditions === !privacy_policy
    : kindOf(terms_and_conditions) === kindOf(privacy_policy);
  if (!isPair) {
    throw new GlobusSDKUsageError(
      "Cannot describe the client: it needs both terms_and_conditions and privacy_policy, or neither",
    );
  }
  const hasLinks = fixed ? terms_and_conditions : terms_and_conditions !== undefined;
  return {
    client: {
      ...fixed,
      ...rest,
      ...(hasLinks ? { links: { terms_and_conditions, privacy_policy } } : {}),
      ...additional_fields,
    },
  };
}

/**
 * Writes the document of a new client.
 *
 * @throws {GlobusSDKUsageError} If its kind is missing or given twice, or one of the two links is
 * given without the other.
 */
export function newClientDocument(fixed: object, fields: NewClientFields): { client: object } {
  if ((fields.public_client === undefined) === (fields.client_type === undefined)) {
    throw new GlobusSDKUsageError(
      "Cannot register a client: it needs one of public_client and client_type",
    );
  }
  return clientDocument(fields, fixed);
}
