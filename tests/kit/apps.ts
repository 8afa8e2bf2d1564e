/**
 * Apps whose users log in to a sandbox, on one clock.
 *
 * @module
 */

import type { GlobusAppConfig } from "../../lib/app/config.ts";
import { ClientApp } from "../../lib/app/client_app.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { CommandLineLoginFlowManager } from "../../lib/login/command_line.ts";
import type { LoginFlowContext } from "../../lib/login/flow_manager.ts";
import { addCredential, makeClient } from "../../lib/sandbox/auth/clients.ts";
import {
  fixedClock,
  Sandbox,
  type SandboxClock,
  type SandboxOptions,
  TUTORIAL_CLIENT_ID,
} from "../../lib/sandbox/mod.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";

export const TRANSFER = "transfer.api.globus.org";
export const TRANSFER_ALL = `urn:globus:auth:scope:${TRANSFER}:all`;

/** A registered client with its secret. */
export interface ClientWithSecret {
  readonly id: string;
  readonly secret: string;
}

/** A sandbox with its clock, and apps that use it. */
export class Setting {
  /** Stands still until the test moves it. */
  readonly clock: SandboxClock = fixedClock(1_768_478_400_000);
  readonly sandbox: Sandbox;
  readonly storage: MemoryTokenStorage = new MemoryTokenStorage();
  /** URLs of the logins that apps started. */
  readonly logins: URL[] = [];
  /** The user who logs in next. */
  person: { username?: string; deny?: boolean } = {};

  constructor(options: SandboxOptions = {}) {
    this.sandbox = new Sandbox({ collections: 20, ...options, clock: this.clock });
  }

  /** The config of an app that uses the sandbox. */
  config(config: GlobusAppConfig = {}): GlobusAppConfig {
    return {
      ...this.sandbox.clientOptions,
      tokenStorage: this.storage,
      requestRefreshTokens: true,
      loginFlowManager: { forGlobusApp: (context) => this.flow(context) },
      ...config,
    };
  }

  /** A login by a user who opens the URL and pastes the code. */
  flow(context: LoginFlowContext): CommandLineLoginFlowManager {
    let url = "";
    return new CommandLineLoginFlowManager(context.loginClient, {
      ...context,
      print: (text) => url = /http\S+/.exec(text)?.[0] ?? url,
      readLine: async () => {
        this.logins.push(new URL(url));
        return await this.sandbox.approve(url, this.person);
      },
    });
  }

  /** Registers a client. */
  newClient(type: "public_installed_client" | "confidential_client"): ClientWithSecret {
    const { world } = this.sandbox;
    const id = crypto.randomUUID();
    const client = makeClient({
      id,
      name: `client ${id}`,
      client_type: type,
      redirect_uris: ["https://auth.globus.org/v2/web/auth-code"],
    });
    world.clients.set(id, client);
    return { id, secret: addCredential(client, crypto.randomUUID(), "test", "2026-01-15").secret };
  }

  /** Whether Transfer takes a token. */
  async isAlive(header: string): Promise<boolean> {
    const response = await this.sandbox.fetch(`https://${TRANSFER}/v0.10/submission_id`, {
      headers: { authorization: header },
    });
    return response.ok;
  }

  /** A UserApp that requires Transfer. */
  userApp(config: GlobusAppConfig = {}, clientId: string = TUTORIAL_CLIENT_ID): UserApp {
    return new UserApp("tests", {
      clientId,
      scopeRequirements: { [TRANSFER]: TRANSFER_ALL },
      config: this.config(config),
    });
  }

  /** A ClientApp that requires Transfer. */
  clientApp(
    config: GlobusAppConfig = {},
    { id: clientId, secret: clientSecret }: ClientWithSecret = this.sandbox.world.demoClient,
  ): ClientApp {
    return new ClientApp("tests", {
      clientId,
      clientSecret,
      scopeRequirements: { [TRANSFER]: TRANSFER_ALL },
      config: { ...this.config(config), loginFlowManager: undefined },
    });
  }

  /** Forms that were sent to the token endpoint. */
  grants(type?: string): URLSearchParams[] {
    return this.sandbox.requests
      .filter(({ path }) => path === "/v2/oauth2/token")
      .map(({ body }) => new URLSearchParams(body))
      .filter((form) => type === undefined || form.get("grant_type") === type);
  }

  /** Lets access tokens expire. */
  expire(): void {
    this.clock.advance(172_801_000);
  }
}

/** The header of an app for Transfer. */
export function header(app: UserApp | ClientApp): Promise<string | undefined> {
  return Promise.resolve(app.getAuthorizer(TRANSFER).getAuthorizationHeader());
}

/**
 * Makes an app that reaches a sandbox through its port.
 *
 * @param options `username`: who logs in; `fetch`: what trusts the certificate of an https port.
 */
export function appThrough(
  { url }: { readonly url: string },
  sandbox: Sandbox,
  { username, fetch }: { username?: string; fetch?: typeof globalThis.fetch } = {},
): UserApp {
  return new UserApp("tests", {
    clientId: sandbox.world.tutorialClientId,
    config: {
      sandboxUrl: url,
      fetch,
      tokenStorage: "memory",
      loginFlowManager: sandbox.loginFlow({ username }),
    },
  });
}
