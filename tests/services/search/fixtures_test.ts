import { SearchClient } from "../../../lib/services/search/client.ts";
import { SearchAPIError } from "../../../lib/services/search/errors.ts";
import { type Shape, testFixtures } from "../../kit/fixtures.ts";

const INDEX: Shape = { type: "SearchIndex" };
const ROLE: Shape = { type: "SearchRole" };
const RESULT: Shape = {
  type: "SearchResult",
  fields: { gmeta: { type: "GMetaResult", fields: { entries: { type: "SearchResultEntry" } } } },
};
const ACKNOWLEDGMENT: Shape = { type: "SearchIndexAcknowledgment" };

testFixtures({
  service: "search",
  errorClass: SearchAPIError,
  shapes: {
    batch_delete_by_subject: { type: "SearchTaskSubmission" },
    create_index: INDEX,
    create_role: ROLE,
    delete_index: ACKNOWLEDGMENT,
    delete_role: { type: "SearchRoleDeletion", fields: { deleted: ROLE } },
    get_role_list: { type: "SearchRoleList", fields: { role_list: ROLE } },
    index_list: { type: "SearchIndexList", fields: { index_list: INDEX } },
    post_search: RESULT,
    reopen_index: ACKNOWLEDGMENT,
    search: RESULT,
    update_index: INDEX,
  },
  calls: {
    batch_delete_by_subject: (options, [id]) =>
      new SearchClient(options).batchDeleteBySubject(id, ["a"]),
    create_index: (options) => new SearchClient(options).createIndex("An index", "About it"),
    create_role: (options, [id], { role_name, principal }) =>
      new SearchClient(options).createRole(id, { role_name, principal }),
    delete_index: (options, [id]) => new SearchClient(options).deleteIndex(id),
    delete_role: (options, [id], { deleted }) =>
      new SearchClient(options).deleteRole(id, deleted.id),
    get_role_list: (options, [id]) => new SearchClient(options).getRoleList(id),
    index_list: (options) => new SearchClient(options).indexList(),
    post_search: (options, [id]) => new SearchClient(options).postSearch(id, { q: "*" }),
    reopen_index: (options, [id]) => new SearchClient(options).reopenIndex(id),
    search: (options, [id]) => new SearchClient(options).search(id, "*"),
    update_index: (options, [id]) => new SearchClient(options).updateIndex(id, {}),
  },
});
