import type { JSX } from "preact";
import { Fact, Facts } from "../../components/pieces.tsx";
import { kindName } from "./endpoint_query.ts";

/** What the types of collections and endpoints are, by their names in the Transfer API. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  [
    "GCSv5_mapped_collection",
    "A part of a server's storage, such as that of a cluster. Globus maps you to your account there: you " +
    "see what that account may see.",
  ],
  [
    "GCSv5_guest_collection",
    "A folder that a user shares from a mapped collection, with permissions of its own. Guests need no " +
    "account on the server.",
  ],
  [
    "GCP_mapped_collection",
    "A person's own computer, such as a laptop with Globus Connect Personal. It is offline while the " +
    "computer is.",
  ],
  ["GCP_guest_collection", "A folder that a person shares from their own computer."],
  ["GCSv5_endpoint", "A server. It has no files of its own: its collections do."],
]);

/** What a type is, in a sentence or two; an empty text if the site does not know the type. */
export function meaningOfType(type: string): string {
  return MEANINGS.get(type) ?? "";
}

/** All types with their meanings, closed at first. */
export function TypeMeanings(): JSX.Element {
  return (
    <details class="card">
      <summary>What the types mean</summary>
      <Facts>
        {[...MEANINGS].map(([type, meaning]) => (
          <Fact key={type} name={kindName(type)}>{meaning}</Fact>
        ))}
      </Facts>
    </details>
  );
}
