import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { WireLogView } from "../site/components/WireLogView.tsx";
import { OptionsFields, Problems } from "../site/workbench/transfer_fields.tsx";
import { PlaceFields } from "../site/workbench/transfer_place.tsx";
import { MAX_ITEMS, SIDES } from "../site/workbench/transfer_query.ts";
import type { TransferView } from "../site/workbench/transfer_view.ts";
import type { Exchange } from "../site/wire_log.ts";

/** What the page begins with. */
export interface TransferFormProps {
  view: TransferView;
  formToken: string;
  exchanges: Exchange[];
  sandboxUrl?: string;
}

/** Exchanges that the wire log keeps. */
const MAX_EXCHANGES = 20;

/**
 * The form of a transfer. Each of its buttons sends the whole form; with script, those that only
 * look around change the form in place.
 */
export default function TransferForm(props: TransferFormProps): JSX.Element {
  const view = useSignal(props.view);
  const exchanges = useSignal(props.exchanges);
  const loading = useSignal("");
  const fault = useSignal("");
  const under = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => under.current?.abort(), []);

  async function send(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
    under.current?.abort();
    const controller = under.current = new AbortController();
    const [side] = button.value.split(" ");
    const data = new FormData(form, button);
    loading.value = side;
    fault.value = "";
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json" },
        body: new URLSearchParams([...data].map(([name, value]) => [name, `${value}`])),
        signal: controller.signal,
        redirect: "manual",
      });
      // Logged out meanwhile: the page itself knows the way to the login.
      if (response.type === "opaqueredirect") return location.assign(view.value.address);
      if (!response.ok) throw new Error(`the site answered ${response.status}`);
      const { exchanges: sent, ...next } = await response.json();
      view.value = next;
      exchanges.value = [...exchanges.value, ...sent].slice(-MAX_EXCHANGES);
      history.replaceState(null, "", next.address);
      document.getElementById(side)?.focus({ preventScroll: true });
    } catch (error) {
      if (controller.signal.aborted) return;
      fault.value = "The site cannot be reached: try again.";
      console.info(error);
    }
    loading.value = "";
  }

  function onSubmit(event: SubmitEvent): void {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.name !== "go") return;
    event.preventDefault();
    send(event.currentTarget as HTMLFormElement, button);
  }

  const { address, items, options, problems, submissionId } = view.value;
  return (
    <>
      <form method="post" action="/transfer" autocomplete="off" onSubmit={onSubmit}>
        <input type="hidden" name="form_token" value={props.formToken} />
        <input type="hidden" name="submission_id" value={submissionId} />
        <input type="hidden" name="return_to" value={address} />
        {/* What the Enter key presses: it only looks. */}
        <button
          type="submit"
          class="hidden"
          name="go"
          value="refresh"
          tabIndex={-1}
          aria-hidden="true"
        >
          Look
        </button>
        <Problems problems={fault.value ? [fault.value] : problems} />
        <div class="halves">
          {SIDES.map((side) => (
            <PlaceFields
              key={side}
              side={side}
              place={view.value[side]}
              items={items}
              isBusy={loading.value === side}
            />
          ))}
        </div>
        <OptionsFields options={options} />
        <p class="row">
          <button type="submit" class="button">
            Start the transfer
          </button>
          <span class="note">
            {items.length >= MAX_ITEMS
              ? `${MAX_ITEMS} items are chosen, and a form holds no more: choose folders.`
              : "It runs at Globus: you need not stay here."}
          </span>
        </p>
      </form>
      <WireLogView exchanges={exchanges.value} sandboxUrl={props.sandboxUrl} />
    </>
  );
}
