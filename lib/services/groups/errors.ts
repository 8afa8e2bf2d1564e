import {
  type ErrorShapes,
  GlobusAPIError,
  type JsonObject,
  type ParsedError,
} from "../../core/api_error.ts";
import { isObject } from "../../core/guards.ts";

/**
 * Thrown when Globus Groups refuses a call.
 *
 * `code` is a word such as `AUTHENTICATION_ERROR`. For a request that breaks the service's rules of
 * form (`httpStatus` 422) there is no code; `messages` says what is wrong with which field.
 *
 * @category Errors
 */
export class GroupsAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "GroupsAPIError";

  /** Ids of identities that one request names twice: the service then changes nothing (400). */
  get ambiguousIdentities(): readonly string[] {
    return texts(this.rawJson, "ambiguous_identities");
  }

  /** Scopes of the token that did not suffice (403). */
  get providedScopes(): readonly string[] {
    return texts(this.rawJson, "provided_scopes");
  }

  /** `detail` is a text, or a list of what is wrong with the request, each with its place. */
  protected override parseOwn(body: JsonObject, shapes: ErrorShapes): ParsedError | undefined {
    const { code, detail } = body;
    return Array.isArray(detail) ? shapes.readOtherShape({ code, detail }) : undefined;
  }
}

/** The texts in a list of an error body. */
function texts(body: unknown, name: string): readonly string[] {
  const list = isObject(body) ? body[name] : undefined;
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}
