import type { GlobusSDKUsageError } from "../../core/errors.ts";
import type { ClientType } from "./documents/registered_client.ts";

/** Fields of a client to change. */
export interface ClientFields {
  /** Name that people see when they log in. */
  name?: string | undefined;
  /** Whether other users can look up the client. */
  visibility?: "public" | "private" | undefined;
  /** Addresses to which a login may send the browser back. */
  redirect_uris?: readonly string[] | undefined;
  /** Address of the terms of use. Give it with `privacy_policy`, or neither. */
  terms_and_conditions?: string | null | undefined;
  /** Address of the privacy policy. Give it with `terms_and_conditions`, or neither. */
  privacy_policy?: string | null | undefined;
  /** Id of the only identity provider that users may log in with. Null allows all. */
  required_idp?: string | null | undefined;
  /** Id of the identity provider that the login page selects. Null selects none. */
  preselect_idp?: string | null | undefined;
  /** Extra fields of the document. They replace the others. */
  additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Fields of a new client. */
export interface NewClientFields extends Omit<ClientFields, "name"> {
  /** Whether the client cannot keep a secret. Exclusive with `client_type`. */
  public_client?: boolean | undefined;
  /** Kind of the client. Exclusive with `public_client`. */
  client_type?: ClientType | undefined;
}

/** What makes the documents needs of the rest of the SDK. It is passed in: this file loads later. */
interface RegistrationTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
}

function kindOf(link: unknown): string {
  return link === null ? "null" : typeof link;
}

/**
 * Makes the document of a client.
 *
 * A new client has both links or none; an empty link counts as none. A change leaves both unchanged,
 * sets both, or removes both by null.
 *
 * @param fixed Further fields of a new client; undefined for a change.
 * @throws {GlobusSDKUsageError} If only one of the two links is given.
 */
export function clientDocument(
  fields: ClientFields,
  fixed: object | undefined,
  { GlobusSDKUsageError }: RegistrationTools,
): { client: object } {
  const { terms_and_conditions, privacy_policy, additional_fields, ...rest } = fields;
  const isPair = fixed
    ? !terms_and_conditions === !privacy_policy
    : kindOf(terms_and_conditions) === kindOf(privacy_policy);
  if (!isPair) {
    throw new GlobusSDKUsageError(
      "Cannot describe the client: give both terms_and_conditions and privacy_policy, or neither",
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
 * Makes the document of a new client.
 *
 * @throws {GlobusSDKUsageError} If none or both of `public_client` and `client_type` are given, or only
 * one of the two links.
 */
export function newClientDocument(
  fixed: object,
  fields: NewClientFields,
  tools: RegistrationTools,
): { client: object } {
  if ((fields.public_client === undefined) === (fields.client_type === undefined)) {
    throw new tools.GlobusSDKUsageError(
      "Cannot register a client: give one of public_client and client_type",
    );
  }
  return clientDocument(fields, fixed, tools);
}
