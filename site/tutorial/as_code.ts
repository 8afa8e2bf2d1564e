import type { WireEntry } from "./wire_log.ts";

/** A request as a reader can send it: with curl, with this SDK, and with the Python SDK. */
export interface RequestCode {
  curl: string;
  typescript: string;
  python: string;
}

/** Methods of the SDK by method and path. A group of the pattern is a positional argument. */
const OPERATIONS: readonly [pattern: RegExp, client: Client, method: string][] = [
  [/^GET \/v0\.10\/endpoint_search$/, "TransferClient", "endpointSearch"],
  [/^GET \/v0\.10\/endpoint\/([^/]+)$/, "TransferClient", "getEndpoint"],
  [/^GET \/v0\.10\/operation\/endpoint\/([^/]+)\/ls$/, "TransferClient", "operationLs"],
  [/^GET \/v0\.10\/task_list$/, "TransferClient", "taskList"],
  [/^GET \/v0\.10\/task\/([^/]+)$/, "TransferClient", "getTask"],
  [/^GET \/v0\.10\/task\/([^/]+)\/event_list$/, "TransferClient", "taskEventList"],
  [/^POST \/v0\.10\/task\/([^/]+)\/cancel$/, "TransferClient", "cancelTask"],
  [/^GET \/v0\.10\/submission_id$/, "TransferClient", "getSubmissionId"],
  [/^GET \/v2\/groups\/my_groups$/, "GroupsClient", "getMyGroups"],
  [/^GET \/v2\/groups\/([^/]+)$/, "GroupsClient", "getGroup"],
  [/^GET \/v1\/index_list$/, "SearchClient", "indexList"],
  [/^GET \/v1\/index\/([^/]+)\/search$/, "SearchClient", "search"],
  [/^GET \/flows$/, "FlowsClient", "listFlows"],
  [/^GET \/flows\/([^/]+)$/, "FlowsClient", "getFlow"],
  [/^GET \/runs$/, "FlowsClient", "listRuns"],
  [/^GET \/jobs\/$/, "TimersClient", "listJobs"],
  [/^GET \/jobs\/([^/]+)$/, "TimersClient", "getJob"],
  [/^GET \/v2\/oauth2\/userinfo$/, "AuthClient", "userinfo"],
  [/^GET \/v2\/api\/identities$/, "AuthClient", "getIdentities"],
];

const CLIENTS = {
  "transfer.api.globus.org": "TransferClient",
  "groups.api.globus.org": "GroupsClient",
  "search.api.globus.org": "SearchClient",
  "flows.globus.org": "FlowsClient",
  "flows.automate.globus.org": "FlowsClient",
  "timer.automate.globus.org": "TimersClient",
  "auth.globus.org": "AuthClient",
} as const;
type Client = typeof CLIENTS[keyof typeof CLIENTS];

const NAMES: Record<Client, string> = {
  AuthClient: "ac",
  FlowsClient: "fc",
  GroupsClient: "gc",
  SearchClient: "sc",
  TimersClient: "timers",
  TransferClient: "tc",
};

/** Request headers that a reader must send. The SDK adds the others. */
const NEEDED = ["accept", "content-type"];
/** Form fields with secrets, which the log has masked. */
const MASK = /•+/g;

/**
 * Writes a request as code. Secrets are variables, because the log has only masks.
 *
 * @param host Host of the Globus service, also when a sandbox plays it.
 * @param rest Path and query.
 */
export function codeFor(entry: WireEntry, host: string, rest: string): RequestCode {
  const [path, query = ""] = rest.split("?", 2);
  const params = [...new URLSearchParams(query)];
  return {
    curl: curlFor(entry, host, rest),
    ...sdkCode(entry, host, path, params),
  };
}

/** Quotes a text for a shell. */
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function curlFor(entry: WireEntry, host: string, rest: string): string {
  const { method, requestBody, requestHeaders } = entry;
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${shell(`https://${host}${rest}`)}`,
  ];
  for (const [name, value] of Object.entries(requestHeaders)) {
    if (name === "authorization") {
      const isBasic = /^basic/i.test(value);
      lines.push(isBasic ? `-u "$CLIENT_ID:$CLIENT_SECRET"` : `-H "Authorization: Bearer $TOKEN"`);
    } else if (NEEDED.includes(name)) lines.push(`-H ${shell(`${name}: ${value}`)}`);
  }
  if (requestBody) lines.push(`-d ${shell(requestBody).replace(MASK, `'"$SECRET"'`)}`);
  return lines.join(" \\\n  ");
}

function sdkCode(
  entry: WireEntry,
  host: string,
  path: string,
  params: [string, string][],
): Omit<RequestCode, "curl"> {
  const { method, requestBody = "" } = entry;
  const login = method === "POST" ? loginCode(path, requestBody) : undefined;
  if (login) return login;
  const run = method === "POST" && /^\/flows\/([^/]+)\/run$/.exec(path)?.[1];
  if (run) return runCode(run, bodyOf(requestBody));
  const found = OPERATIONS
    .map(([pattern, client, name]) => ({ client, match: pattern.exec(`${method} ${path}`), name }))
    .find(({ match }) => match);
  const client = found?.client ??
    (Object.hasOwn(CLIENTS, host) ? CLIENTS[host as keyof typeof CLIENTS] : undefined);
  const verb = method.toLowerCase();
  if (!client) {
    const url = JSON.stringify(`https://${host}${path}`);
    return { typescript: `await fetch(${url});`, python: `requests.${verb}(${url})` };
  }
  const name = NAMES[client];
  const make = {
    typescript: `const ${name} = new ${client}({ app });\nawait ${name}.`,
    python: `${name} = globus_sdk.${client}(app=app)\n${name}.`,
  };
  if (found?.match) {
    const ids = found.match.slice(1).map((text) => JSON.stringify(decodeURIComponent(text)));
    const { args, rest } = positional(found.name, ids, params);
    return {
      typescript: `${make.typescript}${found.name}(${
        [...args, ...rest.length > 0 ? [objectOf(rest)] : []].join(", ")
      })${LISTINGS.test(found.name) ? ".page()" : ""};`,
      python: `${make.python}${snake(found.name)}(${
        [...args, ...rest.map(([key, value]) => `${key}=${pythonText(valueOf(key, value))}`)]
          .join(", ")
      })`,
    };
  }
  const body = bodyOf(requestBody);
  const where = JSON.stringify(path);
  const query = params.length > 0 ? objectOf(params) : undefined;
  return {
    typescript: `${make.typescript}${verb}(${
      [where, body && JSON.stringify(body), query && `{ query: ${query} }`]
        .filter(Boolean).join(", ")
    });`,
    python: `${make.python}${verb}(${
      [
        where,
        query &&
        `query_params=${
          pythonText(Object.fromEntries(params.map(([key, value]) => [key, valueOf(key, value)])))
        }`,
        body && `data=${pythonText(body)}`,
      ].filter(Boolean).join(", ")
    })`,
  };
}

/** Methods that return a listing, of which the request is one page. */
const LISTINGS =
  /^(endpointSearch|indexList|listFlows|listRuns|operationLs|search|taskEventList|taskList)$/;

/** Moves the words of a search, which the query holds, to the positional arguments. */
function positional(
  name: string,
  ids: string[],
  params: [string, string][],
): { args: string[]; rest: [string, string][] } {
  if (name !== "search") return { args: ids, rest: params };
  const q = params.find(([key]) => key === "q")?.[1] ?? "";
  return { args: [...ids, JSON.stringify(q)], rest: params.filter(([key]) => key !== "q") };
}

/** A JSON body; undefined for a form, no body, and a body that the log has cut. */
function bodyOf(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? body as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/** The token endpoints: an exchange of a code, a refresh, a revocation, an introspection. */
function loginCode(path: string, body: string): Omit<RequestCode, "curl"> | undefined {
  if (path.endsWith("/oauth2/token/revoke")) {
    return {
      typescript: "await client.oauth2RevokeToken(token);",
      python: "client.oauth2_revoke_token(token)",
    };
  }
  if (path.endsWith("/oauth2/token/introspect")) {
    return {
      typescript: "await client.oauth2TokenIntrospect(token);",
      python: "client.oauth2_token_introspect(token)",
    };
  }
  if (!path.endsWith("/oauth2/token")) return undefined;
  switch (new URLSearchParams(body).get("grant_type")) {
    case "authorization_code":
      return {
        typescript: "const tokens = await client.oauth2ExchangeCodeForTokens(code);",
        python: "tokens = client.oauth2_exchange_code_for_tokens(code)",
      };
    case "refresh_token":
      return {
        typescript: "const tokens = await client.oauth2RefreshToken(refreshToken);",
        python: "tokens = client.oauth2_refresh_token(refresh_token)",
      };
  }
}

/** The start of a run. Its token is for that flow alone, so the flow has a client of its own. */
function runCode(id: string, { body = {}, label = "" }: Record<string, unknown> = {}) {
  const flow = JSON.stringify(decodeURIComponent(id));
  return {
    typescript: `const flow = new SpecificFlowClient(${flow}, { app });\n` +
      `await flow.runFlow(${JSON.stringify(body)}, { label: ${JSON.stringify(label)} });`,
    python: `flow = globus_sdk.SpecificFlowClient(${flow}, app=app)\n` +
      `flow.run_flow(${pythonText(body)}, label=${JSON.stringify(label)})`,
  };
}

/** A JSON value as Python writes it. */
function pythonText(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value as object);
  return `{${
    fields.map(([key, item]) => `${JSON.stringify(key)}: ${pythonText(item)}`).join(", ")
  }}`;
}

/** Parameters that are true or false. Transfer takes them as 1 and 0. */
const SWITCHES = ["provision", "show_hidden"];

/** The value that both SDKs take for a parameter of a query. */
function valueOf(name: string, text: string): boolean | number | string {
  if (SWITCHES.includes(name)) return text === "1" || text === "true";
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function objectOf(params: [string, string][]): string {
  return `{ ${
    params.map(([name, value]) =>
      `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(valueOf(name, value))}`
    )
      .join(", ")
  } }`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
