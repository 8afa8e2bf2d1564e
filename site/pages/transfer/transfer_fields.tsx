import type { JSX } from "preact";
import {
  MAX_LABEL_LENGTH,
  type Switch,
  SYNC_LEVELS,
  type TransferOptions,
} from "./transfer_query.ts";

const FILES: [Switch, title: string, note: string][] = [
  [
    "verify_checksum",
    "Verify checksums",
    "Retry on mismatch.",
  ],
  ["encrypt_data", "Encrypt data in transit", "Slower. Some collections always do."],
  [
    "preserve_timestamp",
    "Preserve timestamps",
    "Files at the destination get the times of the source.",
  ],
  [
    "delete_destination_extra",
    "Delete extra files at the destination",
    "Files that exist only at the destination are deleted.",
  ],
];
const MAILS: [Switch, title: string][] = [
  ["notify_on_succeeded", "succeeds"],
  ["notify_on_failed", "fails"],
  ["notify_on_inactive", "needs attention"],
];

/** What the user must correct before the form can be submitted. */
export function Problems(props: { problems: readonly string[] }): JSX.Element | null {
  if (props.problems.length === 0) return null;
  return (
    <div class="notice bad" role="alert">
      <strong>Please fix this:</strong>
      <ul>
        {props.problems.map((problem) => <li key={problem}>{problem}</li>)}
      </ul>
    </div>
  );
}

/** The fields for the options of a transfer. */
export function OptionsFields({ options }: { options: TransferOptions }): JSX.Element {
  return (
    <section class="panel" aria-labelledby="options">
      <div class="panel-head">
        <h2 id="options">How</h2>
      </div>
      <div class="panel-body halves">
        <input type="hidden" name="options" value="given" />
        <div>
          <label class="field">
            <span class="note">Label</span>
            <input
              name="label"
              value={options.label}
              maxLength={MAX_LABEL_LENGTH}
              placeholder="Optional"
            />
          </label>
          <label class="field">
            <span class="note">Which files</span>
            <select name="sync_level">
              {SYNC_LEVELS.map(([value, title]) => (
                <option key={value} value={value} selected={value === options.sync_level}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <fieldset class="field">
            <legend class="note">Email me when it</legend>
            <div class="row">
              {MAILS.map(([name, title]) => (
                <label key={name}>
                  <Box name={name} options={options} /> {title}
                </label>
              ))}
            </div>
          </fieldset>
        </div>
        <fieldset>
          <legend class="hidden">Switches</legend>
          {FILES.map(([name, title, note]) => (
            <label key={name} class="check">
              <Box name={name} options={options} />
              <span>
                {title} <span class="note block">{note}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </section>
  );
}

function Box({ name, options }: { name: Switch; options: TransferOptions }): JSX.Element {
  return <input type="checkbox" name={name} value="yes" checked={options[name]} />;
}
