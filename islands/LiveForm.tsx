import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { fetchPage, swapParts } from "../site/pages/swap.ts";

/** Milliseconds after the last keystroke before the form is sent. */
const PAUSE_MS = 250;

/** Shown if an update fails. */
const FAILED = "This site cannot be reached. Try again.";

/**
 * Updates parts of the page when a form is sent, instead of reloading the whole page. Without script
 * the form and its links work as usual.
 *
 * A form with method GET is sent while the user types. In a form with method POST only buttons with
 * the name `go` update parts; other buttons submit the form as usual.
 */
export default function LiveForm(props: {
  /** Id of the form. */
  form: string;
  /** Ids of the parts. The first one may have `data-address`, the new URL of the page, and `data-said`, a
   * text for screen readers. */
  parts: string[];
}): JSX.Element {
  const said = useSignal("");

  useEffect(() => {
    const { form: formId, parts } = props;
    const first = () => document.getElementById(parts[0])!;
    let request: AbortController | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function load(address: string, body?: URLSearchParams, focus?: string): Promise<void> {
      clearTimeout(timer);
      request?.abort();
      const { signal } = request = new AbortController();
      said.value = "Loading …";
      first().ariaBusy = "true";
      try {
        const page = await fetchPage(address, { body, signal });
        if (!swapParts(page.document, parts)) return location.assign(page.url);
        const { address: own, said: result = "" } = first().dataset;
        if (own) history.replaceState(null, "", own);
        said.value = result;
        if (focus) document.getElementById(focus)?.focus({ preventScroll: body !== undefined });
      } catch (error) {
        if (signal.aborted) return;
        console.info(error);
        first().ariaBusy = "false";
        // A hidden status tells screen readers; this tells those who see the results.
        const head = first().querySelector(".said");
        if (head) head.textContent = FAILED;
        said.value = FAILED;
      }
    }

    function send(form: HTMLFormElement, button?: HTMLElement | null): void {
      const data = new FormData(form, button);
      const fields = new URLSearchParams([...data].map(([name, value]) => [name, `${value}`]));
      if (form.method === "get") load(`${form.action}?${fields}`);
      else load(form.action, fields, `${data.get("go")}`.split(" ")[0]);
    }

    /** The form of an event; undefined for another form. */
    function formOf({ target }: Event): HTMLFormElement | undefined {
      const form = (target as Element).closest("form");
      return form?.id === formId ? form : undefined;
    }

    const listeners: Record<string, (event: Event) => void> = {
      submit(event) {
        const form = formOf(event);
        const { submitter } = event as SubmitEvent;
        if (!form || form.method !== "get" && submitter?.getAttribute("name") !== "go") return;
        event.preventDefault();
        send(form, submitter);
      },
      input(event) {
        const form = formOf(event);
        if (form?.method !== "get") return;
        clearTimeout(timer);
        timer = setTimeout(() => send(form), PAUSE_MS);
      },
      click(event) {
        const link = (event.target as Element).closest<HTMLAnchorElement>("a[rel]");
        const { button, ctrlKey, metaKey, shiftKey } = event as MouseEvent;
        if (!link || !first().contains(link) || button || ctrlKey || metaKey || shiftKey) return;
        if (!/^(next|prev)$/.test(link.rel)) return;
        event.preventDefault();
        load(link.href, undefined, first().querySelector("h2")?.id);
      },
    };
    for (const [type, listener] of Object.entries(listeners)) addEventListener(type, listener);
    return () => {
      clearTimeout(timer);
      request?.abort();
      for (const [type, listener] of Object.entries(listeners)) removeEventListener(type, listener);
    };
  }, []);

  return <span class="hidden" role="status">{said.value}</span>;
}
