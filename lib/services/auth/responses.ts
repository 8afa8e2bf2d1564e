import { isListOfObjects } from "../../core/guards.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { httpResponse, rememberResponse } from "../../core/response.ts";
import { type Consent, ConsentForest } from "../../scopes/consents.ts";
import type { IdentitiesDocument, Identity } from "./documents/identity.ts";

/** Response to {@link AuthClient.getConsents}. */
export interface ConsentsDocument {
  /** The consents and their dependencies. */
  consents: Consent[];
}

/** A response that lists something. Iterate over it to get the items. */
export abstract class ListResponse<Document extends object, Item> implements Iterable<Item> {
  /** The document of the response. */
  readonly data: Document;

  /** Wraps the document of a response. */
  constructor(data: Document) {
    this.data = data;
    const http = httpResponse(data);
    if (http) rememberResponse(this, http);
  }

  /** Name of the field that holds the items. */
  protected abstract readonly key: keyof Document & string;

  /**
   * Iterates over the items.
   *
   * @throws {InvalidResponseError} If the document does not hold a list of objects.
   */
  [Symbol.iterator](): Iterator<Item> {
    const items: unknown = this.data[this.key];
    if (!isListOfObjects(items)) {
      throw new InvalidResponseError(
        `Cannot read ${this.key}: the response does not hold a list of objects`,
        httpResponse(this)?.status ?? 200,
      );
    }
    return items[Symbol.iterator]() as Iterator<Item>;
  }

  /** Returns the document of the response. */
  toJSON(): Document {
    return this.data;
  }
}

/**
 * The identities that {@link AuthClient.getIdentities} found. Iterate over it to get them.
 *
 * @example Usage
 * ```ts
 * const ann = { id: "…", username: "ann@uni.example.edu", name: "Ann", email: null,
 *   organization: null, identity_provider: "…", status: "used" };
 * for (const { username } of new GetIdentitiesResponse({ identities: [ann] })) {
 *   console.log(username); // ann@uni.example.edu
 * }
 * ```
 */
export class GetIdentitiesResponse extends ListResponse<IdentitiesDocument, Identity> {
  /** Name of the field that holds the items. */
  protected override get key(): "identities" {
    return "identities";
  }
}

/** The consents that {@link AuthClient.getConsents} found. Iterate over it to get them. */
export class GetConsentsResponse extends ListResponse<ConsentsDocument, Consent> {
  /** Name of the field that holds the items. */
  protected override get key(): "consents" {
    return "consents";
  }

  /**
   * Builds trees of the consents, which tell whether they include the scopes that a program needs.
   *
   * @throws {ConsentParseError} If a consent lacks a field, or has a malformed one.
   * @throws {ConsentTreeConstructionError} If a consent's parent is missing.
   */
  toForest(): ConsentForest {
    return new ConsentForest(this);
  }
}
