import { checkNamed } from "../../core/arguments.ts";

/**
 * The body of an operation: what the operation sets itself, then the caller's fields, then those
 * that the SDK does not know, which win over all others.
 *
 * @param form The right form of the call, for the error.
 * @throws {TypeError} If `additional_fields` is not a plain object.
 */
export function bodyOf(
  form: string,
  own: object,
  params: { readonly additional_fields?: Readonly<Record<string, unknown>> | null | undefined },
): object {
  const { additional_fields: extra, ...fields } = params;
  checkNamed(form, extra ?? undefined);
  return { ...fields, ...own, ...extra };
}
