import { GlobusSDKUsageError } from "./errors.ts";
import type { QueryParams, QueryValue } from "./query.ts";

/**
 * Adds the caller's extra parameters to those that a method sets. An extra parameter cannot replace
 * one of the method, because the request would then do something else than the method says.
 *
 * @param where Name of the argument with the extra parameters, such as `bodyParams`.
 * @param own Parameters that the method sets; null and undefined leave a parameter out.
 * @throws {GlobusSDKUsageError} If an extra parameter has the name of one that the method sets.
 */
export function withExtras(
  where: string,
  own: QueryParams,
  extras: QueryParams | null | undefined,
): QueryParams {
  const all: Record<string, QueryValue> = { ...own };
  for (const [name, value] of Object.entries(extras ?? {})) {
    if (value === undefined) continue;
    if (Object.hasOwn(own, name) && own[name] != null) {
      throw new GlobusSDKUsageError(
        `Cannot take ${name} from ${where}: the call sets it from its own parameters`,
      );
    }
    all[name] = value;
  }
  return all;
}
