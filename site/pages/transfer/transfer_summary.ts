import { GlobusError, type TransferClient, type TransferDocument } from "@globus-deno/sdk";
import { endpointName } from "../endpoints/endpoint_details.ts";
import { things } from "../../components/format.ts";

/** The names of the two collections of a transfer; their ids where there are none to be had. */
export async function summaryOf(
  tc: TransferClient,
  document: Pick<TransferDocument, "source_endpoint" | "destination_endpoint">,
  signal?: AbortSignal,
): Promise<{ source: string; destination: string }> {
  const name = async (id: string) => {
    try {
      return endpointName(await tc.getEndpoint(id, { signal }));
    } catch (error) {
      if (!(error instanceof GlobusError)) throw error;
      return id;
    }
  };
  const [source, destination] = await Promise.all([
    name(document.source_endpoint),
    name(document.destination_endpoint),
  ]);
  return { source, destination };
}

/** How many items there are. */
export function sizeOfList(count: number): string {
  return things(count, "item", "items");
}
