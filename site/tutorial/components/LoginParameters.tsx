import type { JSX } from "preact";
import { Fact, Facts, LongName, Panel } from "../../components/pieces.tsx";
import { site } from "../../portal/site.ts";
import { PARAM_TEXTS } from "../lessons/sample_login.ts";
import { globusAddress } from "./globus_address.ts";

/** The parameters of a login URL, and what each is for. */
export function LoginParameters(
  { address, params }: { address: string; params: readonly [name: string, value: string][] },
): JSX.Element {
  return (
    <Panel title="Made by oauth2GetAuthorizeUrl()">
      <p>
        <LongName text={globusAddress(address, site.config.sandboxUrl)} />
      </p>
      <Facts>
        {params.map(([name, value]) => (
          <Fact key={name} name={<code>{name}</code>}>
            <LongName text={globusAddress(value, site.config.sandboxUrl)} />
            <span class="note block">{PARAM_TEXTS.get(name)}</span>
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}
