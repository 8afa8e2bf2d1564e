import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { AuthorizationParametersDocument } from "../../gare/parameters.ts";
import {
  type LoginFlowContext,
  LoginFlowManager,
  type LoginFlowManagerProvider,
  type RunLoginFlowOptions,
} from "../../login/flow_manager.ts";
import { parseCallback } from "../../oauth/callback.ts";
import type { OAuthAuthorizationCodeResponse } from "../../oauth/token_response.ts";
import { isMarked } from "../mark.ts";
import type { World } from "../world.ts";
import { type ApproveOptions, BrowserCookies } from "./browser.ts";

export type { LoginFlowManagerProvider };

/** A sandbox in which people approve logins. */
export interface ApprovingSandbox {
  /** Where the clients are. */
  readonly world: World;
  /** What leads clients into it in this process. */
  readonly fetch: typeof fetch;
  /** Plays the person in the browser, and resolves to the redirect address. */
  approve(authorizeUrl: string, options: ApproveOptions): Promise<string>;
}

/**
 * A login flow in which a person of the sandbox logs in, without a browser: see
 * {@linkcode Sandbox.loginFlow}.
 *
 * @param options Who the person is, and what they decide. They keep their browser from one login to
 * the next.
 */
export function personLoginFlow(
  sandbox: ApprovingSandbox,
  options: ApproveOptions,
): LoginFlowManagerProvider {
  const person = { cookies: new BrowserCookies(), ...options };
  return { forGlobusApp: (context) => new PersonLoginFlow(sandbox, person, context) };
}

class PersonLoginFlow extends LoginFlowManager {
  readonly #sandbox: ApprovingSandbox;
  readonly #person: ApproveOptions;
  readonly #redirectUri: string;

  constructor(sandbox: ApprovingSandbox, person: ApproveOptions, context: LoginFlowContext) {
    super(context.loginClient, context);
    this.#sandbox = sandbox;
    this.#person = person;
    const registered = sandbox.world.credentials(context.loginClient.clientId).redirect_uris;
    // Native clients may use any port of this machine. Nothing listens there: the answer is read
    // from the redirect itself.
    this.#redirectUri = context.redirectUri ??
      registered.find((uri) => !uri.endsWith("/auth-code")) ?? "http://localhost:1/";
  }

  override async runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options: RunLoginFlowOptions = {},
  ): Promise<OAuthAuthorizationCodeResponse> {
    this.#checkLeadsHere();
    const { flow, authorizeUrl } = await this.startFlow(authParameters, this.#redirectUri);
    options.signal?.throwIfAborted();
    const answer = await this.#sandbox.approve(authorizeUrl, this.#person);
    return await flow.exchangeCodeForTokens(parseCallback(answer).codeFor(flow), options);
  }

  /**
   * Refuses a client that would send the code and its proof key to Globus itself, or into another
   * sandbox. A `fetch` of the test's own may lead here: it is usually one around the sandbox's.
   */
  #checkLeadsHere(): void {
    const { loginClient } = this;
    // Plain http, and a host in the path, are for a sandbox on a port: never Globus itself.
    const { protocol, pathname } = new URL(loginClient.baseUrl);
    if (protocol === "http:" || pathname !== "/") return;
    const used = loginClient["fetch"] ?? globalThis.fetch;
    const leadsElsewhere = used === globalThis.fetch || isMarked(used);
    if (used === this.#sandbox.fetch || !leadsElsewhere) return;
    throw new GlobusSDKUsageError(
      "Cannot log in: the app does not send its requests to the sandbox of this login flow; set" +
        " ...sandbox.clientOptions of that sandbox, or its sandboxUrl, in the app's config",
    );
  }
}
