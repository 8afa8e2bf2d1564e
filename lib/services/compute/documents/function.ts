/** What a function was serialized with. */
export interface ComputeFunctionMetadata {
  /** Version of Python, such as `3.12.6`. */
  python_version?: string | null;
  /** Version of `globus-compute-sdk`, such as `2.28.1`. */
  sdk_version?: string | null;
  /** Two characters that name the serialization, such as `st` for source code. */
  serde_identifier?: string | null;
  /** What this SDK does not know. */
  [name: string]: unknown;
}

/** A registered function. */
export interface ComputeFunction {
  /** UUID by which tasks name the function. */
  function_uuid: string;
  /** Name of the function in its code. */
  function_name?: string | null;
  /** The serialized code. */
  function_code: string;
  /** What the function does. */
  description?: string | null;
  /** What it was serialized with. */
  metadata?: ComputeFunctionMetadata | null;
}

/** What both versions of the API take to register a function. */
export interface ComputeFunctionFields {
  /** Name of the function in its code. */
  function_name: string;
  /** The serialized code, of 10 MB at most; `registerSource` makes it from Python source. */
  function_code: string;
  /** What the function does. */
  description?: string | null | undefined;
  /** UUID of a Globus group whose members may use it too. */
  group?: string | null | undefined;
  /** Whether all users may use it. @default {false} */
  public?: boolean | undefined;
}

/** A function to register by {@link ComputeClientV2.registerFunction}. */
export interface ComputeFunctionRegistrationV2 extends ComputeFunctionFields {
  /** What it was serialized with. */
  metadata?: ComputeFunctionMetadata | null;
  /** UUID of a container in which it runs. */
  container_uuid?: string | null;
  /** Deprecated: the service ignores it. */
  entry_point?: string | null;
}

/** A function to register by {@link ComputeClientV3.registerFunction}. */
export interface ComputeFunctionRegistration extends ComputeFunctionFields {
  /** What it was serialized with. */
  meta: ComputeFunctionMetadata;
  /** UUID of the High Assurance endpoint that alone may run it; without `group` and `public`. */
  ha_endpoint_id?: string | null;
}

/** The answer to the registration of a function. */
export interface RegisteredComputeFunction {
  /** UUID of the new function. */
  function_uuid: string;
  /** What the service warns of, for High Assurance. */
  ha_warning?: string | null;
}
