import {
  LocalGlobusConnectPersonal,
  LocalGlobusConnectServer,
} from "@globus-deno/sdk/local-endpoint";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { AuthClient } from "../../../lib/services/auth/client.ts";
import { FakeService } from "../fake_service.ts";
import { type Json, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";

/** Makes a folder with these files for the time of a call; null stands for a file that is absent. */
async function withFiles<T>(
  files: Record<string, string | null>,
  call: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      if (content === null) continue;
      const path = `${folder}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, content);
    }
    return await call(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sets the variables that name folders, and the system, for the time of a call. */
function withEnvironment<T>(
  variables: Record<string, string | null>,
  platform: string,
  call: () => T,
): T {
  const names = [...new Set(["HOME", "LOCALAPPDATA", ...Object.keys(variables)])];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | null | undefined) =>
    value == null ? Deno.env.delete(name) : Deno.env.set(name, value);
  const own = process.platform;
  for (const name of names) set(name, variables[name]);
  if (/^win/i.test(platform)) Object.defineProperty(process, "platform", { value: "win32" });
  try {
    return call();
  } finally {
    for (const [name, value] of before) set(name, value);
    Object.defineProperty(process, "platform", { value: own });
  }
}

/** Does what a vector of the topic `local_endpoint` says. */
export function run({ id, input }: Vector): unknown {
  const kind = id.split("/")[1];
  if (!kinds[kind]) throw new NotYetThere(`local_endpoint/${kind}`);
  return kinds[kind](input);
}

/** What we do on purpose instead of what Python does. */
export function instead({ expect }: Vector): Instead | undefined {
  const reason = "a line that names no owner gives none, and not the username @globusid.org";
  if (expect.owner?.username === "@globusid.org") return { reason, expect: { owner: null } };
  if (/=@globusid\.org\)$/.test(expect.text ?? "")) return { reason, expect: { text: "null" } };
  return undefined;
}

const kinds: Record<string, (input: Json) => unknown> = {
  owner: ({ files }) =>
    withFiles(files, async (configDir) => {
      const owner = await new LocalGlobusConnectPersonal({ configDir }).getOwnerInfo();
      return { owner: owner && { id: owner.id, username: owner.username } };
    }),
  "owner-string": ({ files }) =>
    withFiles(files, async (configDir) => ({
      text: String(await new LocalGlobusConnectPersonal({ configDir }).getOwnerInfo()),
    })),
  "owner-lookup": ({ files, get_identities_gives: json }) =>
    withFiles(files, async (configDir) => {
      const service = new FakeService(() => ({ json }));
      const auth = new AuthClient({
        authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
        environment: "production",
        fetch: service.fetch,
      });
      const owner = await new LocalGlobusConnectPersonal({ configDir }).getOwnerInfo(auth);
      const requests = service.requests.map(({ path, query }) =>
        `${path}?${new URLSearchParams(query)}`
      );
      return { owner, requests };
    }),
  "endpoint-id": ({ files }) =>
    withFiles(files, async (configDir) => {
      const local = new LocalGlobusConnectPersonal({ configDir });
      const endpoint_id = await local.endpointId;
      await Deno.mkdir(`${configDir}/lta`, { recursive: true });
      await Deno.writeTextFile(`${configDir}/lta/client-id.txt`, "changed");
      const after_change = await local.endpointId;
      local.reset();
      return { endpoint_id, after_change, after_reset: await local.endpointId };
    }),
  "config-dir": ({ config_dir, env = {}, platform = "linux" }) =>
    withEnvironment(env, platform, () => ({
      config_dir: new LocalGlobusConnectPersonal({ configDir: config_dir ?? undefined }).configDir,
    })),
  server: ({ info_json: content }) =>
    withFiles({ "info.json": content }, async (folder) => {
      const local = new LocalGlobusConnectServer({ infoPath: `${folder}/info.json` });
      return {
        info: await local.infoDict,
        endpoint_id: await local.endpointId,
        domain_name: await local.domainName,
      };
    }),
};
