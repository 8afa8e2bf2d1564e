import type { AuthorizationParametersDocument } from "../../gare/parameters.ts";
import {
  type LoginFlowContext,
  LoginFlowManager,
  type LoginFlowManagerProvider,
  type RunLoginFlowOptions,
} from "../../login/flow_manager.ts";
import { parseCallback } from "../../oauth/callback.ts";
import type { OAuthAuthorizationCodeResponse } from "../../oauth/token_response.ts";
import type { World } from "../world.ts";
import { type ApproveOptions, BrowserCookies } from "./browser.ts";

export type { LoginFlowManagerProvider };

/** A sandbox in which people approve logins. */
export interface ApprovingSandbox {
  /** Where the clients are. */
  readonly world: World;
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
    const { flow, authorizeUrl } = await this.startFlow(authParameters, this.#redirectUri);
    options.signal?.throwIfAborted();
    const answer = await this.#sandbox.approve(authorizeUrl, this.#person);
    return await flow.exchangeCodeForTokens(parseCallback(answer).codeFor(flow), options);
  }
}
