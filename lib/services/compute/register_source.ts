import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { VERSION } from "../../core/version.ts";
import type {
  ComputeFunctionRegistration,
  RegisteredComputeFunction,
} from "./documents/function.ts";
import { sourcePayload } from "./payload.ts";

/** What {@link registerSource} registers with: a {@link ComputeClient} or a {@link ComputeClientV3}. */
export interface ComputeFunctionRegistrar {
  /** Registers a function by its serialized code. */
  registerFunction(
    data: ComputeFunctionRegistration,
    options?: RequestOptions,
  ): Promise<RegisteredComputeFunction>;
}

/** The function that {@link registerSource} registers. */
export interface RegisterSourceParams
  extends Omit<ComputeFunctionRegistration, "function_code" | "meta"> {
  /** Python source that defines the function. It can import what is installed on the endpoint. */
  source: string;
  /** More about how the function was written, such as `python_version`. */
  meta?: ComputeFunctionRegistration["meta"] | undefined;
}

/**
 * Registers a function that is given as Python source. The endpoint runs the source, then calls the
 * function in it.
 *
 * It is not repeated if the response gets lost. To register a function again makes another one, and
 * does no harm.
 *
 * @example Usage
 * ```ts ignore
 * const { function_uuid } = await registerSource(compute, {
 *   function_name: "mean",
 *   source: "def mean(values):\n    return sum(values) / len(values)",
 * });
 * ```
 *
 * @param client A {@link ComputeClient} or a {@link ComputeClientV3}.
 * @throws {TypeError} If the source does not define the function.
 * @throws {RangeError} If the request has more than 10 MB.
 *
 * @category Helpers
 */
export async function registerSource(
  client: ComputeFunctionRegistrar,
  params: RegisterSourceParams,
  options?: RequestOptions,
): Promise<RegisteredComputeFunction> {
  const form = "registerSource(client, { function_name, source, meta: { … } })";
  checkNamed(form, params ?? null, options, params?.meta);
  const { source, meta, ...fields } = params;
  return await client.registerFunction({
    ...fields,
    function_code: sourcePayload(fields.function_name, source),
    meta: { sdk_version: `globus-deno-sdk/${VERSION}`, ...meta, serde_identifier: "st" },
  }, options);
}
