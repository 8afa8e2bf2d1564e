import { HttpError } from "fresh";
import type { JSX } from "preact";
import { PageTitle } from "../../components/page_title.tsx";
import { define } from "../state.ts";

/** What the page says. It never repeats the request or the error. */
const TEXTS: Record<number, [title: string, advice: string]> = {
  403: ["Not allowed", "This page has expired. Reload it and try again."],
  404: ["Page not found", "Check the address."],
  405: ["Not possible here", "This address does not take that kind of request."],
  408: ["Too slow", "The form did not arrive in time. Try again."],
  413: ["Too much at once", "The form holds more than this site takes."],
  415: ["Not possible here", "This address takes only forms of this site."],
  421: ["Wrong address", "This site answers only under its own name."],
  429: ["Too many requests", "Wait a minute, then try again."],
  503: [
    "We cannot load your session",
    "Nothing of yours is lost. Try again soon.",
  ],
};
/** The client closed the request. Servers log this status; it is never sent. */
const CLIENT_CLOSED = 499;
const FAILED: [string, string] = [
  "Something went wrong",
  "Something failed on our side. Try again in a minute.",
];
const REFUSED: [string, string] = ["Request refused", "We could not read this request."];

function textOf(status: number): [string, string] {
  return TEXTS[status] ?? (status >= 500 ? FAILED : REFUSED);
}

/** The page for an error status, from 400 to 599. */
export function ErrorPage(props: { status: number; requestId: string }): JSX.Element {
  const [title, advice] = textOf(props.status);
  return (
    <section class="message">
      <PageTitle text={title} />
      <p class="eyebrow">Error {props.status}</p>
      <h1>{title}</h1>
      <p class="lead">{advice}</p>
      <p class="row">
        {props.status === 503 && <a class="button" href="">Try again</a>}
        <a class={props.status === 503 ? "button quiet" : "button"} href="/">
          Go to the start page
        </a>
      </p>
      <p class="note">
        Request <code>{props.requestId}</code>
      </p>
    </section>
  );
}

/**
 * Turns an error of a later middleware or a handler into a page; into plain text if the client does
 * not accept HTML.
 *
 * This is a middleware because Fresh renders `_error.tsx` outside of all middlewares, so that its
 * response would lack the security headers.
 */
export const errorPages = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    const { requestId } = ctx.state;
    // The client has gone: nothing failed, and there is no reader for a page.
    if (ctx.req.signal.aborted) return new Response(null, { status: CLIENT_CLOSED });
    const status = error instanceof HttpError ? error.status : 500;
    if (status >= 500) console.error(`Request ${requestId} failed:`, error);
    if (ctx.req.headers.get("accept")?.includes("text/html")) {
      try {
        return await ctx.render(<ErrorPage status={status} requestId={requestId} />, { status });
      } catch (second) {
        console.error(`Request ${requestId} failed, and its error page failed too:`, second);
      }
    }
    return new Response(`${textOf(status)[0]}\n`, {
      status,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
});
