import type { JSX } from "preact";
import { OptionsFields, Problems } from "./transfer_fields.tsx";
import { PlaceFields } from "./transfer_place.tsx";
import { MAX_ITEMS, SIDES } from "./transfer_query.ts";
import type { TransferView } from "./transfer_view.ts";

/**
 * The form of a transfer. Each button sends the whole form, so that no choice is lost. Buttons with
 * the name `go` only browse: they do not start the transfer.
 */
export function TransferForm(props: { view: TransferView; formToken: string }): JSX.Element {
  const { address, items, options, problems, submissionId } = props.view;
  const count = items.length;
  return (
    <form id="transfer" method="post" action="/transfer" autocomplete="off" data-address={address}>
      <input type="hidden" name="form_token" value={props.formToken} />
      <input type="hidden" name="submission_id" value={submissionId} />
      {/* The Enter key presses the first button, so the first one only browses. */}
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
      <Problems problems={problems} />
      <div class="halves">
        {SIDES.map((side) => (
          <PlaceFields key={side} side={side} place={props.view[side]} items={items} />
        ))}
      </div>
      <OptionsFields options={options} />
      <p class="row">
        <button type="submit" class="button">Start the transfer</button>
        <span class="note">
          {count >= MAX_ITEMS
            ? `${MAX_ITEMS} items are chosen, and a form holds no more: choose folders.`
            : "Globus runs it. You can close this page."}
        </span>
      </p>
    </form>
  );
}
