import {
  AuthScopes,
  FlowsScopes,
  GroupsScopes,
  SearchScopes,
  SpecificFlowScopes,
  TimersScopes,
} from "@globus-deno/sdk";
import type { JSX } from "preact";
import { FormToken, Notice } from "../../components/pieces.tsx";
import { isUuid } from "../../components/uuid.ts";
import { ScopeTree } from "../../components/ScopeTree.tsx";
import type { VisitorSession } from "../../portal/session/session_data.ts";

/** A part of Globus that a page needs more scopes for than each login asks for. */
export interface Service {
  title: string;
  /** The service that the page calls. */
  resourceServer: string;
  /** Scopes that its token must have. */
  scopes: readonly string[];
}

/** The parts of Globus that pages need further scopes for, by their names in forms. */
export function serviceOf(name: unknown): Service | undefined {
  switch (name) {
    case "consents":
      return service("the consents of all your apps", "auth.globus.org", [AuthScopes.viewConsents]);
    case "identities":
      return service("identities", "auth.globus.org", [
        AuthScopes.viewIdentities,
        AuthScopes.viewIdentitySet,
      ]);
    case "groups":
      return service("Globus Groups", GroupsScopes.resourceServer, [GroupsScopes.all]);
    case "search":
      return service("Globus Search", SearchScopes.resourceServer, [SearchScopes.all]);
    case "flows":
      return service("Globus Flows", FlowsScopes.resourceServer, [FlowsScopes.all]);
    case "timers":
      return service("Globus Timers", TimersScopes.resourceServer, [
        TimersScopes.timer,
      ]);
  }
  // The token that starts a flow is for that flow alone.
  const flowId = typeof name === "string" && name.startsWith("flow:") ? name.slice(5) : undefined;
  return isUuid(flowId)
    ? service("this flow", flowId, [new SpecificFlowScopes(flowId).user])
    : undefined;
}

function service(title: string, resourceServer: string, scopes: unknown[]): Service {
  return { title, resourceServer, scopes: scopes.map(String) };
}

/** Whether the session has a token with the scopes of a service. */
export function hasScopes({ data }: VisitorSession, { resourceServer, scopes }: Service): boolean {
  const token = Object.hasOwn(data.tokens, resourceServer)
    ? data.tokens[resourceServer]
    : undefined;
  const granted = token?.scope.split(" ") ?? [];
  return scopes.every((scope) => granted.includes(scope.split("[")[0]));
}

/** The scopes of the tokens that the session has: a login for one service must not lose the others. */
export function grantedScopes({ data }: VisitorSession): string[] {
  return Object.values(data.tokens).flatMap(({ scope }) => scope.split(" ")).filter(Boolean);
}

/** Shown in place of a page that needs more scopes: what they are, and a button to log in for them. */
export function ServiceLogin(props: {
  /** Name of the service in forms. */
  name: string;
  session: VisitorSession;
  returnTo: string;
}): JSX.Element | null {
  const needed = serviceOf(props.name);
  if (!needed) return null;
  return (
    <Notice kind="info" title="One more consent is needed">
      <p>
        Your login did not ask for access to{" "}
        {needed.title}. A program asks for a scope when it needs it, and you consent once. You will
        be asked to allow:
      </p>
      <ScopeTree scope={needed.scopes.join(" ")} />
      <form method="post" action="/login/service">
        <FormToken token={props.session.formToken} />
        <input type="hidden" name="return_to" value={props.returnTo} />
        <p>
          <button class="button" type="submit" name="service" value={props.name}>
            Log in and give consent
          </button>
        </p>
      </form>
    </Notice>
  );
}
