import type { ComponentChildren, JSX } from "preact";
import Countdown from "../../../islands/Countdown.tsx";
import type { StoredToken } from "../../portal/session/session_data.ts";
import { Fact, Facts } from "../../components/pieces.tsx";
import { ScopeTree } from "../../components/ScopeTree.tsx";

const SERVICES: ReadonlyMap<string, string> = new Map([
  ["auth.globus.org", "Globus Auth: who you are"],
  ["transfer.api.globus.org", "Globus Transfer: collections, files, tasks"],
  ["groups.api.globus.org", "Globus Groups: who belongs together"],
  ["search.api.globus.org", "Globus Search: metadata"],
]);

/** A masked secret with its length. */
export function MaskedSecret(props: { secret: string }): JSX.Element {
  return (
    <span>
      <code>••••••••</code> <span class="note">{props.secret.length} characters</span>
    </span>
  );
}

/** The properties of the tokens for one service. The tokens are masked. */
export function TokenCard(props: {
  token: StoredToken;
  /** Globus's current time, in seconds since 1970. */
  nowSeconds: number;
  /** Content below the properties. */
  children?: ComponentChildren;
}): JSX.Element {
  const { token, nowSeconds } = props;
  return (
    <article class="card token">
      <h3>
        <code>{token.resource_server}</code>
      </h3>
      <p class="note">{SERVICES.get(token.resource_server) ?? "A service that takes this token"}</p>
      <Facts>
        <Fact name="access_token">
          <MaskedSecret secret={token.access_token} />
        </Fact>
        <Fact name="refresh_token">
          {token.refresh_token === null
            ? "none: this login did not ask for one"
            : <MaskedSecret secret={token.refresh_token} />}
        </Fact>
        <Fact name="token_type">
          <code>{token.token_type}</code>
        </Fact>
        <Fact name="time left">
          <Countdown endsAtSeconds={token.expires_at_seconds} nowSeconds={nowSeconds} />
        </Fact>
        <Fact name="scope">
          <ScopeTree scope={token.scope} />
        </Fact>
      </Facts>
      {props.children}
    </article>
  );
}
