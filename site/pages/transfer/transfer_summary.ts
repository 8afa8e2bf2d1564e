import { GlobusError, type TransferClient, type TransferDocument } from "@globus-deno/sdk";
import { mustLogIn } from "../../portal/globus/globus.ts";
import { endpointName } from "../endpoints/endpoint_details.ts";
import { things } from "../../components/format.ts";

/** Loads the names of the two collections of a transfer. If one fails, its id stands for the name. */
export async function summaryOf(
  tc: TransferClient,
  document: Pick<TransferDocument, "source_endpoint" | "destination_endpoint">,
  signal?: AbortSignal,
): Promise<{ source: string; destination: string }> {
  const name = async (id: string) => {
    try {
      return endpointName(await tc.getEndpoint(id, { signal }));
    } catch (error) {
      if (!(error instanceof GlobusError) || mustLogIn(error)) throw error;
      return id;
    }
  };
  const [source, destination] = await Promise.all([
    name(document.source_endpoint),
    name(document.destination_endpoint),
  ]);
  return { source, destination };
}

/** Formats a number of items. */
export function sizeOfList(count: number): string {
  return things(count, "item", "items");
}
