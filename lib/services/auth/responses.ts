import { isListOfObjects } from "../../core/guards.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { httpResponse, rememberResponse } from "../../core/response.ts";
import { type Consent, ConsentForest } from "../../scopes/consents.ts";
import type { IdentitiesDocument, Identity } from "./documents/identity.ts";

/** Answer to `getConsents`. */
export interface ConsentsDocument {
  /** The consents, and those that follow from them. */
  consents: Consent[];
}

/** A document that lists something; iterating gives the items. */
export abstract class ListResponse<Document extends object, Item> implements Iterable<Item> {
  /** The document as it came. */
  readonly data: Document;

  /** Takes a document. */
  constructor(data: Document) {
    this.data = data;
    const http = httpResponse(data);
    if (http) rememberResponse(this, http);
  }

  /** The member that holds the items. */
  protected abstract readonly key: keyof Document & string;

  /**
   * The items.
   *
   * @throws {InvalidResponseError} If the document holds no list of objects.
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

  /** The document as it came. */
  toJSON(): Document {
    return this.data;
  }
}

/**
 * The identities that `getIdentities` found. Iterating gives one after the other.
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
  /** The member that holds the items. */
  protected override get key(): "identities" {
    return "identities";
  }
}

/** The consents that `getConsents` found. Iterating gives one after the other. */
export class GetConsentsResponse extends ListResponse<ConsentsDocument, Consent> {
  /** The member that holds the items. */
  protected override get key(): "consents" {
    return "consents";
  }

  /**
   * The consents as trees, to see whether they cover what a program needs.
   *
   * @throws {ConsentParseError} If a consent lacks a field or holds an unreadable one.
   * @throws {ConsentTreeConstructionError} If a consent's parent is missing.
   */
  toForest(): ConsentForest {
    return new ConsentForest(this);
  }
}
