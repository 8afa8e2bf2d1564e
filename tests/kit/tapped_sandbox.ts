/**
 * A sandbox on a port. The test can read and change the responses of its token endpoint.
 *
 * @module
 */
import { answerControl, Sandbox, SERVICE_HOSTS } from "../../lib/sandbox/mod.ts";
import { endQuietly } from "../../lib/sandbox/serve/end_quietly.ts";
import type { SandboxServer } from "../../lib/sandbox/serve_deno.ts";
import type { Canaries } from "./canaries.ts";

const SECRETS = ["access_token", "refresh_token"];

/** A sandbox and its server. */
export interface TappedSandbox {
  sandbox: Sandbox;
  server: SandboxServer;
}

/** Puts a sandbox on a free port, and makes each secret of its token endpoint a canary. */
export function tapSandbox(canaries: Canaries): TappedSandbox {
  return serveTapped(async (request, answer) => {
    const body = await request.clone().text();
    for (const [name, value] of new URLSearchParams(body)) {
      if (["code", "code_verifier", "refresh_token", "client_secret"].includes(name)) {
        canaries.add(`${name} as sent`, value);
      }
    }
    canaries.add("client credentials", request.headers.get("authorization")?.split(" ")[1]);
    const response = await answer(request);
    tap(await response.clone().text(), canaries);
    return response;
  });
}

/** Puts a sandbox on a free port, and changes each token that its token endpoint issues. */
export function changeTokens(change: (token: Record<string, unknown>) => void): TappedSandbox {
  return serveTapped(async (request, answer) => {
    const document = await (await answer(request)).json();
    for (const token of [document, ...document.other_tokens ?? []]) change(token);
    return Response.json(document);
  });
}

/** A sandbox whose token endpoint can be held: it does its work, and its answer waits. */
export interface HeldSandbox extends TappedSandbox {
  /**
   * Holds the answers of the token endpoint from now on.
   *
   * @returns `held` resolves when a first answer waits; `release` sends all of them.
   */
  hold(): { held: Promise<void>; release: () => void };
}

/** Puts a sandbox on a free port whose refresh tokens rotate, and whose token endpoint can be held. */
export function holdTokens(): HeldSandbox {
  let wait: () => Promise<void> | undefined = () => undefined;
  const { sandbox, server } = serveTapped(async (request, answer) => {
    const response = await answer(request);
    await wait();
    return response;
  }, new Sandbox({ refreshRotation: true }));
  return {
    sandbox,
    server,
    hold() {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: held, resolve } = Promise.withResolvers<void>();
      wait = () => {
        resolve();
        return released;
      };
      return {
        held,
        release() {
          wait = () => undefined;
          release();
        },
      };
    },
  };
}

function serveTapped(
  tokenEndpoint: (
    request: Request,
    answer: (request: Request) => Promise<Response>,
  ) => Promise<Response>,
  sandbox: Sandbox = new Sandbox(),
): TappedSandbox {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const control = await answerControl(sandbox, request);
    if (control) return control;
    const answer = async (request: Request) => await sandbox.handler(request);
    const { pathname } = new URL(request.url);
    const respond = pathname.endsWith("/oauth2/token") ? tokenEndpoint : answer;
    return endQuietly(await respond(request, answer));
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    sandbox,
    server: {
      ready: Promise.resolve(),
      url,
      serviceUrl: (service) => `${url}/${SERVICE_HOSTS.get(service)}`,
      env: () => ({}),
      shutdown: () => server.shutdown(),
    },
  };
}

function tap(text: string, canaries: Canaries): void {
  JSON.parse(text, (name, value) => {
    if (SECRETS.includes(name)) canaries.add(`${name} as issued`, value);
    if (name === "id_token") canaries.addSigned(name, value);
    return value;
  });
}
