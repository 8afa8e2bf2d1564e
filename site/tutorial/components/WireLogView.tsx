import type { JSX } from "preact";
import type { Exchange } from "../wire_log.ts";

/** An address as Globus has it: the sandbox puts the host into the path. */
export interface WireAddress {
  host: string;
  /** Path and query. */
  rest: string;
}

/** Takes an address of the wire log apart; where it leads to the sandbox, as if to Globus. */
export function wireAddress(text: string, sandboxUrl?: string): WireAddress {
  const url = URL.parse(text);
  if (!url) return { host: "", rest: text };
  // `URL` would write the dots of a mask in percent form.
  const rest = text.slice(text.indexOf("/", text.indexOf("//") + 2));
  if (!sandboxUrl || url.origin !== URL.parse(sandboxUrl)?.origin) return { host: url.host, rest };
  const [, host, path = ""] = /^\/([^/?]*)(.*)$/s.exec(rest) ?? [];
  return { host, rest: path };
}

/** The requests behind a page. Secrets were masked when they were written down. */
export function WireLogView(props: {
  exchanges: readonly Exchange[];
  /** Where the sandbox is, in that mode. */
  sandboxUrl?: string;
  /** Heading. @default {"On the wire"} */
  title?: string;
  /** What to say where there is none. */
  empty?: string;
}): JSX.Element {
  const { exchanges, sandboxUrl } = props;
  const count = exchanges.length;
  return (
    <section class="panel wire">
      <div class="panel-head">
        <h3>{props.title ?? "On the wire"}</h3>
        <span class="note">{count === 1 ? "1 request" : `${count} requests`}</span>
      </div>
      {count === 0
        ? <p class="empty">{props.empty ?? "This page was made without asking Globus anything."}</p>
        : exchanges.map((exchange, i) => (
          <ExchangeView key={i} exchange={exchange} sandboxUrl={sandboxUrl} />
        ))}
    </section>
  );
}

function ExchangeView(props: { exchange: Exchange; sandboxUrl?: string }): JSX.Element {
  const { exchange, sandboxUrl } = props;
  const { host, rest } = wireAddress(exchange.url, sandboxUrl);
  return (
    <details>
      <summary>
        <b>{exchange.method}</b>
        <span class="where grow">
          {host}
          <wbr />
          <i>{rest}</i>
        </span>
        {exchange.attempt > 1 && <span class="badge warn">attempt {exchange.attempt}</span>}
        <span class={`badge ${kindOf(exchange.status)}`}>{exchange.status ?? "no answer"}</span>
        <span class="ms">{exchange.durationMs} ms</span>
      </summary>
      <div class="halves">
        <Message
          title="Request"
          first={`${exchange.method} ${rest}`}
          headers={{ host, ...exchange.requestHeaders }}
          body={exchange.requestBody}
        />
        <Message
          title="Response"
          first={exchange.status ? `HTTP ${exchange.status}` : exchange.error ?? "No answer came"}
          headers={exchange.responseHeaders ?? {}}
          body={exchange.responseBody}
        />
      </div>
    </details>
  );
}

function kindOf(status: number | undefined): string {
  return status === undefined || status >= 400 ? "bad" : "good";
}

/** Shows a form as its fields, one on a line. */
function readable(body: string, headers: Record<string, string>): string {
  if (!headers["content-type"]?.includes("x-www-form-urlencoded")) return body;
  return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join("\n");
}

/** Characters that nobody sees, or that turn the direction of others. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/** Writes what cannot be seen as its number: a log shows what was sent. */
function visible(text: string): string {
  return text.replace(UNSEEN, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

function Message(props: {
  title: string;
  first: string;
  headers: Record<string, string>;
  body?: string;
}): JSX.Element {
  const { title, first, headers, body } = props;
  return (
    <div>
      <h4>{title}</h4>
      <pre tabIndex={0} role="region" aria-label={title}>
        <b>{first}</b>
        {"\n"}
        {Object.entries(headers).map(([name, value]) => (
          <span key={name}>
            <i>{name}:</i> {visible(value)}
            {"\n"}
          </span>
        ))}
        {body !== undefined && `\n${visible(readable(body, headers))}`}
      </pre>
    </div>
  );
}
