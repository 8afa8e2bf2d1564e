import type { Paging } from "../../core/listing.ts";
import { markerPaging, onePage } from "../../core/paging.ts";
import type { JobDocument, JobPage } from "./documents/job.ts";

const byPageNext = /* @__PURE__ */ markerPaging({ marker: "page_next", parameter: "results_pt" });

const resultPaging: Paging<JobDocument> = {
  start: (asked) => asked,
  next: (page, query) => byPageNext.next(page.results, query),
};

/** How the results of a timer page: within the document of the timer. */
export const RESULT_PAGES = {
  paging: resultPaging,
  items: (job: JobDocument | null) => job?.results?.data!,
};

/** The list of timers comes in one page. */
export const JOB_PAGES = { paging: onePage, items: (page: JobPage | null) => page?.jobs! };
