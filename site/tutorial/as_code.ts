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
  const login = path.endsWith("/oauth2/token") ? loginCode(entry.requestBody ?? "") : undefined;
  if (login) return login;
  const found = OPERATIONS
    .map(([pattern, client, name]) => ({
      client,
      match: pattern.exec(`${entry.method} ${path}`),
      name,
    }))
    .find(({ match }) => match);
  const client = found?.client ??
    (Object.hasOwn(CLIENTS, host) ? CLIENTS[host as keyof typeof CLIENTS] : undefined);
  if (!client) {
    return {
      typescript: `await fetch(${JSON.stringify(`https://${host}${path}`)});`,
      python: `requests.${entry.method.toLowerCase()}(${JSON.stringify(`https://${host}${path}`)})`,
    };
  }
  const name = NAMES[client];
  const make = {
    typescript: `const ${name} = new ${client}({ app });`,
    python: `${name} = globus_sdk.${client}(app=app)`,
  };
  if (found?.match) {
    const args = found.match.slice(1).map((text) => JSON.stringify(decodeURIComponent(text)));
    return {
      typescript: `${make.typescript}\nawait ${name}.${found.name}(${
        [...args, ...params.length > 0 ? [objectOf(params)] : []].join(", ")
      })${/List$|Search$|^operationLs$|^listFlows$|^listRuns$/.test(found.name) ? ".page()" : ""};`,
      python: `${make.python}\n${name}.${snake(found.name)}(${
        [...args, ...params.map(([key, value]) => `${key}=${literal(value)}`)].join(", ")
      })`,
    };
  }
  const verb = entry.method.toLowerCase();
  const body = entry.requestBody?.startsWith("{") ? entry.requestBody : undefined;
  const options = [
    ...params.length > 0 ? [`query: ${objectOf(params)}`] : [],
  ];
  const tail = body === undefined
    ? options.length > 0 ? `, { ${options.join(", ")} }` : ""
    : `, ${body}`;
  return {
    typescript: `${make.typescript}\nawait ${name}.${verb}(${JSON.stringify(path)}${tail});`,
    python: `${make.python}\n${name}.${verb}(${JSON.stringify(path)}${
      body === undefined
        ? params.length > 0
          ? `, query_params={${params.map(([k, v]) => `"${k}": ${literal(v)}`).join(", ")}}`
          : ""
        : ", data=document"
    })`,
  };
}

/** The token endpoint: an exchange of a code, or a refresh. */
function loginCode(body: string): Omit<RequestCode, "curl"> | undefined {
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

/** `1`, or `"a text"`. */
function literal(value: string): string {
  return /^\d{1,9}$/.test(value) ? value : JSON.stringify(value);
}

function objectOf(params: [string, string][]): string {
  return `{ ${
    params.map(([name, value]) =>
      `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${literal(value)}`
    )
      .join(", ")
  } }`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
