import type { JSX } from "preact";
import { CopyButton } from "../../components/copy_button.tsx";
import { visible } from "../../components/visible.ts";
import { codeFor } from "../as_code.ts";
import type { WireEntry } from "../wire_log.ts";

/** The URL of a request, as Globus itself would receive it. */
interface WireAddress {
  host: string;
  /** Path and query. */
  rest: string;
}

/**
 * Splits a URL of the wire log. The sandbox's URLs have the host of the Globus service as the first
 * part of their path.
 */
export function wireAddress(text: string, sandboxUrl?: string): WireAddress {
  const url = URL.parse(text);
  if (!url) return { host: "", rest: text };
  // `URL` would write the dots of a mask in percent form.
  const rest = text.slice(text.indexOf("/", text.indexOf("//") + 2));
  if (!sandboxUrl || url.origin !== URL.parse(sandboxUrl)?.origin) return { host: url.host, rest };
  const [, host, path = ""] = /^\/([^/?]*)(.*)$/s.exec(rest) ?? [];
  return { host, rest: path };
}

/** The requests to Globus that made a page. The SDK has masked the secrets. */
export function WireLogView(props: {
  entries: readonly WireEntry[];
  /** Address of the sandbox, if the site uses one. */
  sandboxUrl?: string;
  /** @default {"Requests"} */
  title?: string;
  /** Text for a page without requests. */
  empty?: string;
}): JSX.Element {
  const { entries, sandboxUrl } = props;
  const count = entries.length;
  return (
    <section class="panel wire">
      <div class="panel-head">
        <h3>{props.title ?? "Requests"}</h3>
        <span class="note">{count === 1 ? "1 request" : `${count} requests`}</span>
      </div>
      {count === 0
        ? <p class="empty">{props.empty ?? "This page sent no requests to Globus."}</p>
        : entries.map((entry, i) => <EntryView key={i} entry={entry} sandboxUrl={sandboxUrl} />)}
    </section>
  );
}

function EntryView(props: { entry: WireEntry; sandboxUrl?: string }): JSX.Element {
  const { entry, sandboxUrl } = props;
  const { host, rest } = wireAddress(entry.url, sandboxUrl);
  return (
    <details>
      <summary>
        <b>{entry.method}</b>
        <span class="where grow">
          {host}
          <wbr />
          <i>{rest}</i>
        </span>
        {entry.by && <span class="badge">{entry.by}</span>}
        {entry.attempt > 1 && <span class="badge warn">attempt {entry.attempt}</span>}
        <span class={`badge ${kindOf(entry)}`}>{statusText(entry)}</span>
        {!entry.by && <span class="ms">{entry.durationMs} ms</span>}
      </summary>
      <div class="halves">
        <Message
          title="Request"
          first={`${entry.method} ${rest}`}
          headers={{ host, ...entry.requestHeaders }}
          body={entry.requestBody}
        />
        <Message
          title="Response"
          first={entry.status ? `HTTP ${entry.status}` : entry.error ?? statusText(entry)}
          headers={entry.responseHeaders ?? {}}
          body={entry.responseBody}
        />
      </div>
      {Object.keys(entry.requestHeaders).length > 0 && (
        <SendIt entry={entry} host={host} rest={rest} />
      )}
    </details>
  );
}

/** The same request for the reader's own terminal or program. */
function SendIt(props: { entry: WireEntry; host: string; rest: string }): JSX.Element {
  const { curl, python, typescript } = codeFor(props.entry, props.host, props.rest);
  return (
    <details class="send">
      <summary>Send it yourself: curl, TypeScript, Python</summary>
      {[["curl", curl], ["TypeScript", typescript], ["Python", python]].map(([title, code]) => (
        <div key={title}>
          <h4>
            {title} <CopyButton text={code} what={`the request as ${title}`} />
          </h4>
          <pre tabIndex={0} role="region" aria-label={`As ${title}`}>{visible(code)}</pre>
        </div>
      ))}
    </details>
  );
}

/** The status of a response. Of the browser's requests to Globus, the site sees none. */
export function statusText({ by, status }: WireEntry): string {
  return `${status ?? (by === "browser" ? "pages of Globus" : "no response")}`;
}

function kindOf({ by, status = by === "browser" ? 200 : 600 }: WireEntry): string {
  return status >= 400 ? "bad" : "good";
}

/** Writes each field of a form on its own line. */
function readable(body: string, headers: Record<string, string>): string {
  if (!headers["content-type"]?.includes("x-www-form-urlencoded")) return body;
  return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join("\n");
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
