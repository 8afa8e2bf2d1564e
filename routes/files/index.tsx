import { page } from "fresh";
import { isUuid } from "../../site/components/uuid.ts";
import { define } from "../../site/portal/state.ts";
import { endpointName } from "../../site/pages/endpoints/endpoint_details.ts";
import { type EndpointRow, rowOf } from "../../site/pages/endpoints/endpoints.ts";
import { FileBrowser, FilesStart } from "../../site/pages/files/file_browser.tsx";
import { readFilesQuery } from "../../site/pages/files/file_query.ts";
import { type Directory, listDirectory } from "../../site/pages/files/files.ts";
import { NO_COLLECTION, type Refusal, refusalOf } from "../../site/portal/requirements/refusals.ts";
import { RefusalNotice } from "../../site/portal/requirements/refusal_notice.tsx";
import { WorkbenchPage } from "../../site/pages/workbench_page.tsx";

interface Data {
  /** Name of the collection, if it is known. */
  name?: string;
  directory?: Directory;
  refusal?: Refusal;
  /** Recent collections, if none is chosen. */
  recent?: EndpointRow[];
}

/** Recent collections in the list. */
const MAX_RECENT = 10;

export const handler = define.handlers({
  async GET({ req, state, url }) {
    const query = readFilesQuery(url.searchParams);
    const tc = state.globus.transfer();
    const { signal } = req;
    const data: Data = {};
    try {
      if (isUuid(query.endpoint)) {
        const listing = listDirectory(tc, query, signal);
        // It may fail before it is awaited. The failure is reported below.
        listing.catch(() => {});
        data.name = endpointName(await tc.getEndpoint(query.endpoint, { signal }));
        data.directory = await listing;
      } else if (query.endpoint) data.refusal = NO_COLLECTION;
      else {
        const { DATA } = await tc.endpointSearch(
          { filter_scope: "recently-used", limit: MAX_RECENT },
          { signal },
        ).page();
        data.recent = DATA.map(rowOf);
      }
    } catch (error) {
      data.refusal = refusalOf(error, data.name ?? "the collection");
    }
    return page({ ...data, query }, { status: data.refusal?.status ?? 200 });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { directory, name, refusal, query, recent } = data;
  const path = directory?.path ?? query.path;
  return (
    <WorkbenchPage
      title={[path, name, "Files"].filter(Boolean).slice(0, 2).join(" · ")}
      heading={name ?? "Files"}
      eyebrow={name && <a href={`/endpoints/${query.endpoint}`}>Files</a>}
      lead={recent &&
        "Choose a collection. You see only what you have access to."}
      entries={state.wire.entries}
    >
      {recent && <FilesStart rows={recent} />}
      {name !== undefined && (
        <FileBrowser query={query} directory={directory}>
          {refusal && (
            <RefusalNotice
              refusal={refusal}
              session={state.session}
              returnTo={url.pathname + url.search}
            />
          )}
        </FileBrowser>
      )}
      {name === undefined && refusal && (
        <>
          <RefusalNotice
            refusal={refusal}
            session={state.session}
            returnTo={url.pathname + url.search}
          />
          <FilesStart rows={[]} />
        </>
      )}
    </WorkbenchPage>
  );
});
