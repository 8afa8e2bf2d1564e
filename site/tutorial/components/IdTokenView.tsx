import type { JSX } from "preact";
import { type Check, CLAIM_TEXTS, type IdTokenReport, timeText } from "../lessons/id_token.ts";
import { Fact, Facts, LongName, Notice, Panel } from "../../components/pieces.tsx";

const OUTCOMES: Record<Check["outcome"], [text: string, kind: string]> = {
  passed: ["passed", "good"],
  failed: ["failed", "bad"],
  login: ["at login", "good"],
  open: ["not reached", ""],
};

/** The three parts of a token, with a color and dots for each. No character of the token is shown. */
const TEXTS: [title: string, kind: string, dots: string][] = [
  ["Header", "c-keyword", "••••"],
  ["Claims", "c-string", "••••••••••••••••••••••••"],
  ["Signature", "c-number", "•••••••••••"],
];

/** The parts of an ID token, the key that signed it, and the result of each check. */
export function IdTokenView({ report }: { report: IdTokenReport }): JSX.Element {
  const { checks, claims, header, isGood, key, lengths, signatureBytes } = report;
  return (
    <>
      <Notice
        kind={isGood ? "good" : "bad"}
        title={isGood ? "It can be trusted" : "Do not trust it"}
      >
        {isGood
          ? "Globus Auth has signed it, for this client, and it has not ended."
          : "A check has failed. The claims below may be forged."}
      </Notice>
      <Panel title="Its three texts">
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
                {title} <span class="note block">{found}</span>
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
            : <p>No key of the issuer has signed it.</p>}
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
  return typeof value === "string" ? value : JSON.stringify(value);
}
