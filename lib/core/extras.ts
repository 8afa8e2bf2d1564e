import { GlobusSDKUsageError } from "./errors.ts";
import type { QueryParams, QueryValue } from "./query.ts";

/**
 * Adds a caller's further parameters to those that a method sets itself. They never replace one: a
 * request would then ask for something else than its method says.
 *
 * @param where What the caller gives them in, such as `bodyParams`.
 * @param own What the method sets; null and undefined mean that it leaves a parameter out.
 * @throws {GlobusSDKUsageError} If one of them names a parameter that the method sets.
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
