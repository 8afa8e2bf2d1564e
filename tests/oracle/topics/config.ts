import { UserApp } from "../../../lib/app/user_app.ts";
import { BaseClient } from "../../../lib/core/client.ts";
import { ENVIRONMENTS, getServiceUrl, getWebappUrl } from "../../../lib/core/environment.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { makeClient } from "../clients.ts";
import { FakeService } from "../fake_service.ts";
import { GCS_ADDRESS, gcsBase } from "../gcs_differences.ts";
import { type Json, NotYetThere, outcomeOf } from "../harness.ts";
import { isRedirectUri } from "../login_url.ts";
import { classNamed } from "../python.ts";
import { isUnsafe } from "../request_differences.ts";
import type { Instead, Vector } from "../semantics.ts";
import { FakeClock } from "../../kit/clock.ts";

/** Sets environment variables for the time of a call. */
async function withEnvironment<T>(
  variables: Record<string, string> | undefined,
  call: () => T | Promise<T>,
): Promise<T> {
  const before = Object.entries(Deno.env.toObject())
    .filter(([name]) => name.startsWith("GLOBUS_SDK_"));
  for (const [name] of before) Deno.env.delete(name);
  const set = Object.entries(variables ?? {});
  for (const [name, value] of set) Deno.env.set(name, value);
  try {
    return await call();
  } finally {
    for (const [name] of set) Deno.env.delete(name);
    for (const [name, value] of before) Deno.env.set(name, value);
  }
}

export function run({ id, input, expect }: Vector): unknown {
  const kind = id.split("/")[1];
  if (!kinds[kind]) throw new NotYetThere(`config/${kind}`);
  return withEnvironment(input.env, () => kinds[kind](input, id, expect));
}

const kinds: Record<string, (input: Json, id: string, expect: Json) => unknown> = {
  environment({ environment, services }) {
    if (!services) return { names: [...ENVIRONMENTS] };
    return {
      service_urls: Object.fromEntries(
        services.map((name: string) => [name, getServiceUrl(name, environment)]),
      ),
      webapp_url: getWebappUrl(environment),
    };
  },
  "environment-odd": ({ service, environment }) => ({ value: getServiceUrl(service, environment) }),
  "env-var": ({ service, environment }) => ({
    value: service === undefined
      ? getWebappUrl(environment ?? undefined)
      : getServiceUrl(service, environment ?? undefined),
  }),
  "base-url"({ client, options = {}, gcs_address: address }) {
    const ours = {
      ...(options.environment === undefined ? {} : { environment: options.environment }),
      ...(options.base_url === undefined ? {} : { baseUrl: options.base_url }),
    };
    if (client === "BaseClient") return { value: new BaseClient(ours).baseUrl };
    if (address !== undefined) {
      return { value: (new (classNamed(client))(address, ours) as BaseClient).baseUrl };
    }
    const clock = new FakeClock({ jumps: "patient" });
    return { value: makeClient(client, new FakeService(() => ({})), clock, ours).client.baseUrl };
  },
  "service-name": ({ client }) => ({
    service_name: (classNamed(client) as unknown as typeof BaseClient).serviceName,
  }),
  async "request-url"({ base_url: baseUrl, path }) {
    return { value: await urlOf(baseUrl, path) };
  },
  async "slash-join"({ a, b }) {
    const origin = a === "" ? "https://service.example.org" : "https://service.example.org/";
    const value = (await urlOf(origin + a, b ?? "")).slice(origin.length);
    // An address always has a path.
    return { value: value === "/" && !a && !b ? "" : value };
  },
  /** Whether certificates are checked: nothing else is ever asked of `fetch`. */
  async "verify-ssl"({ given }) {
    const { init } = await sent({ verifySsl: given, verify_ssl: given });
    return { value: !("client" in init) };
  },
  "http-timeout": async ({ given }) => ({ value: await secondsUntilTimeout(given) }),
  async "client-info"({ add = [], ...rest }, _, expect) {
    // Cleared, as `clear` or `cleared`, or as one of what is added.
    const isCleared = [add].flat().some((one: Json) => one === null || one === "clear") ||
      Object.entries(rest).some(([name, value]) =>
        value === "clear" || value && /clear/.test(name)
      );
    const { headers } = await sent({ clientInfo: isCleared ? false : [add].flat() });
    const value = headers.get("x-globus-client-info");
    // No header: null, or what the vectors write for it.
    if (value === null) return { value: expect.value === "" ? "" : null };
    const own = /^product=globus-deno-sdk,version=[\d.]+(?=$|;)/;
    return { value: value.replace(own, "product=python-sdk,version=4.10.0") };
  },
  async "user-agent"({ app_name: given }) {
    const appName = given ?? undefined;
    const { headers } = await sent({ appName });
    const agent = headers.get("user-agent") ?? "";
    return { after_own_part: agent.replace(/^globus-deno-sdk\/[\d.]+/, "") };
  },
  "client-options"({ options }) {
    const made: Record<string, unknown> = {};
    for (const option of options as string[]) {
      const [, name, inBrackets, after] = /^(\w+)(?: \((\w+)\))?(?:: (\w+))?$/.exec(option) ?? [];
      if (name === "app") {
        const environment = inBrackets ?? "production";
        const config = { environment, tokenStorage: "memory" } as const;
        made.app = new UserApp("app", { clientId: crypto.randomUUID(), config });
      } else if (name === "authorizer") made.authorizer = { getAuthorizationHeader() {} };
      else if (name === "app_scopes") made.appScopes = ["a-scope"];
      else if (name === "environment") made.environment = after;
      else if (name === "base_url") made.baseUrl = "https://service.example.org/";
      else throw new NotYetThere(`the option ${option}`);
    }
    return { made: new TransferClient(made) instanceof BaseClient };
  },
};

/** What a client hands to `fetch`. */
async function sent(options: Record<string, unknown>): Promise<{
  url: string;
  init: RequestInit;
  headers: Headers;
}> {
  const seen: { url: string; init: RequestInit; headers: Headers }[] = [];
  const { path = "/x", ...rest } = options;
  const client = new BaseClient({
    baseUrl: "https://service.example.org/",
    ...rest,
    fetch: (url, init) => {
      seen.push({ url, init, headers: new Headers(init.headers) });
      return Promise.resolve(new Response("{}"));
    },
  });
  await client.get(path as string);
  return seen[0];
}

/** The address that a client asks for, as it goes out. */
async function urlOf(baseUrl: string, path: string): Promise<string> {
  const { url } = await sent({ baseUrl, path });
  // As it is sent: an address without a path has none of its own to compare.
  return new URL(url).href.startsWith(url) && !url.endsWith("/") && new URL(url).pathname === "/"
    ? new URL(url).href
    : url;
}

/** How long a client waits for an answer that never comes; null if it does not give up. */
async function secondsUntilTimeout(given: number | undefined): Promise<number | null | string> {
  const clock = new FakeClock({ jumps: "patient" });
  const service = new FakeService(() => ({ hangs: true }), clock);
  // Python's way to say "none".
  const limit = given === undefined ? undefined : given === -1 ? Infinity : given * 1000;
  const client = new BaseClient({
    baseUrl: "https://service.example.org/",
    fetch: service.fetch,
    clock,
    retryConfig: { maxRetries: 0 },
    ...(limit === undefined ? {} : { timeoutMs: limit }),
  });
  const dayMs = 86_400_000;
  const abort = new AbortController();
  const cancel = clock.setTimer(() => abort.abort(new RangeError("Cannot wait: a day")), dayMs);
  await outcomeOf(() => client.get("/x", { signal: abort.signal }));
  cancel();
  return abort.signal.aborted ? null : clock.elapsedMs / 1000;
}

/** Whether a product has fields, and each of them a name and a value that cannot be mistaken. */
function isClientInfo(entry: Json): boolean {
  const fields = typeof entry === "string"
    ? entry.split(",").map((field) => field.split("="))
    : Object.entries(entry);
  return fields.every((field) =>
    field.length === 2 && field.every((part) => /^[^;,=]+$/.test(String(part)))
  );
}

function isServiceUrl(text: Json) {
  return isRedirectUri(text) && !text.includes("?");
}

/** What we do on purpose instead of what Python does. */
export async function instead(
  { id, input, expect }: Vector,
): Promise<Instead | undefined> {
  const kind = id.split("/")[1];
  if (kind === "verify-ssl") {
    return {
      reason: "certificates are always checked: no option and no variable turns that off (D3)",
      expect: { value: true },
    };
  }
  if (kind === "http-timeout" && input.given === undefined) {
    return {
      reason: "time limits are options in milliseconds: the variables for the" +
        " HTTP library are not read. A call lasts 60 s at most",
      expect: { value: 60 },
    };
  }
  if (kind === "client-info" && input.add.some((entry: Json) => !isClientInfo(entry))) {
    return {
      reason: "a value in the client information that contains its separators is refused",
      expect: { raises: "TypeError" },
    };
  }
  if (kind === "http-timeout" && input.given < 0 && input.given !== -1) {
    return {
      reason: "a negative limit of time is refused",
      expect: { raises: "RangeError" },
    };
  }
  if (kind === "base-url" && input.gcs_address !== undefined) {
    const value = gcsBase(input.gcs_address);
    return {
      reason: GCS_ADDRESS,
      expect: value === undefined ? { raises: "TypeError" } : { value },
    };
  }
  const { base_url: address } = input.options ?? {};
  if (kind === "base-url" && address === "" && input.client !== "BaseClient") {
    return {
      reason: "an empty address counts as absent",
      expect: await run({ id, input: { ...input, options: {} }, expect }) as Json,
    };
  }
  if (kind === "base-url" && address !== undefined && !isServiceUrl(address)) {
    return {
      reason: "the address of a service is https, or http on this machine, without query or" +
        " credentials",
      expect: { raises: "TypeError" },
    };
  }
  if (kind === "user-agent" && /^\s|\s$/.test(input.app_name ?? "")) {
    return {
      reason: "spaces at the end of a header do not travel",
      expect: { after_own_part: expect.after_own_part?.trimEnd() },
    };
  }
  if (kind === "request-url" && /^https?:/i.test(input.path)) {
    const own = input.base_url.replace(/\/?$/, "/");
    return input.path.startsWith(own) ? undefined : {
      reason: "a token goes only to its own service's origin",
      expect: { raises: "GlobusSDKUsageError" },
    };
  }
  const parts: string[] = (input.path ?? "").split("/");
  if (kind === "request-url" && parts.some((part) => part !== "" && isUnsafe(part))) {
    return {
      reason: "`..` in a path never leaves its segment, and no control character is sent: it is" +
        " refused",
      expect: { raises: "TypeError" },
    };
  }
  return undefined;
}
