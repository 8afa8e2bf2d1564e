import type { JSX } from "preact";
import { type Check, CLAIM_TEXTS, type IdTokenReport, timeText } from "../lessons/id_token.ts";
import { site } from "../../portal/site.ts";
import { globusAddress } from "./globus_address.ts";
import { Fact, Facts, LongName, Notice, Panel } from "../../components/pieces.tsx";

const OUTCOMES: Record<Check["outcome"], [text: string, kind: string]> = {
  passed: ["passed", "good"],
  failed: ["failed", "bad"],
  login: ["checked at login", "good"],
  open: ["not checked", ""],
};

const VERDICTS: Record<
  IdTokenReport["verdict"],
  { kind: "good" | "info" | "bad"; title: string; text: string }
> = {
  verified: {
    kind: "good",
    title: "Verified",
    text: "Globus Auth signed it for this client, and it has not expired.",
  },
  expired: {
    kind: "info",
    title: "Genuine, but expired",
    text:
      "Globus Auth signed it for this client. Its time is over, so do not accept it for a new " +
      "login. Log in again to get a new one.",
  },
  failed: {
    kind: "bad",
    title: "Not verified",
    text: "A check has failed. Do not rely on the claims below.",
  },
};

/** The three parts of a token, with a color and dots for each. No character of the token is shown. */
const TEXTS: [title: string, kind: string, dots: string][] = [
  ["Header", "c-keyword", "••••"],
  ["Claims", "c-string", "••••••••••••••••••••••••"],
  ["Signature", "c-number", "•••••••••••"],
];

/** The parts of an ID token, the key that signed it, and the result of each check. */
export function IdTokenView({ report }: { report: IdTokenReport }): JSX.Element {
  const { checks, claims, header, key, lengths, signatureBytes, verdict } = report;
  return (
    <>
      <Notice kind={VERDICTS[verdict].kind} title={VERDICTS[verdict].title}>
        {VERDICTS[verdict].text}
      </Notice>
      <Panel title="Its three parts">
        <p>
          {TEXTS.map(([, kind, dots], i) => (
            <code key={kind}>
              {i > 0 && "."}
              <span class={kind}>{dots}</span>
            </code>
          ))}
        </p>
        <p class="note">
          {TEXTS.map(([title, kind], i) => (
            <span key={kind}>
              {i > 0 && " . "}
              <span class={kind}>{title}</span>, {lengths[i]} characters
            </span>
          ))}
        </p>
      </Panel>
      <Panel title="The checks" isFlush>
        <ol class="rows">
          {checks.map(({ title, found, outcome }) => (
            <li key={title} class="row">
              <span class="grow">
                {title} <span class="note block">{addressText(found)}</span>
              </span>
              <span class={`badge ${OUTCOMES[outcome][1]}`}>{OUTCOMES[outcome][0]}</span>
            </li>
          ))}
        </ol>
      </Panel>
      <div class="halves">
        <Panel title="Header and signature">
          <Facts>
            {Object.entries(header).map(([name, value]) => (
              <Fact key={name} name={name}>{`${value}`}</Fact>
            ))}
            <Fact name="signature">{`•••••••• ${signatureBytes} bytes`}</Fact>
          </Facts>
        </Panel>
        <Panel title="The key that signed it">
          {key
            ? (
              <Facts>
                <Fact name="Kind">{`${key.kty}, ${key.bits} bits`}</Fact>
                <Fact name="Algorithm">{key.alg}</Fact>
                <Fact name="Name (kid)">{key.kid}</Fact>
                <Fact name="Thumbprint">
                  <code>{key.thumbprint}</code>
                </Fact>
              </Facts>
            )
            : <p>No key of the issuer signed it.</p>}
        </Panel>
      </div>
      <Panel title="The claims">
        <Facts>
          {Object.entries(claims).map(([name, value]) => (
            <Fact key={name} name={<LongName text={name} />}>
              {valueText(name, value)} <span class="note block">{CLAIM_TEXTS.get(name)}</span>
            </Fact>
          ))}
        </Facts>
      </Panel>
    </>
  );
}

function valueText(name: string, value: unknown): string {
  if (["exp", "iat", "last_authentication"].includes(name)) return timeText(value);
  return typeof value === "string" ? addressText(value) : JSON.stringify(value);
}

/** The issuer as Globus itself has it, also if a sandbox plays Globus. */
function addressText(text: string): string {
  return globusAddress(text, site.config.sandboxUrl);
}
