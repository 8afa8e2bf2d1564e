"""Builds and queries an index with the Python SDK: roles, ingest, queries, paging, deletion."""

from globus_sdk import (
    AuthClient,
    SearchAPIError,
    SearchClient,
    SearchQueryV1,
    SearchScrollQuery,
)
from globus_sdk.scopes import AuthScopes, SearchScopes
from sandbox import advance, login


def refused(call):
    try:
        call()
    except SearchAPIError as error:
        return error.http_status, error.code, error.error_data
    raise AssertionError("The call was not refused")


def done(client, answer):
    """The state in which a task ends."""
    advance(1)
    return client.get_task(answer["task_id"])["state"]


ada = SearchClient(authorizer=login(SearchScopes.all))
sam = SearchClient(authorizer=login(SearchScopes.all, "sam@globusid.org"))
auth = AuthClient(authorizer=login(AuthScopes.view_identities))
[identity] = auth.get_identities(usernames="sam@globusid.org")["identities"]
SAM = f"urn:globus:auth:identity:{identity['id']}"

# An index of one's own, and a writer.
index_id = ada.create_index("Tutorial", "An index for a tutorial")["id"]
assert index_id in [one["id"] for one in ada.index_list()["index_list"]]
assert ada.update_index(index_id, display_name="Renamed")["display_name"] == "Renamed"
status, code, data = refused(lambda: sam.update_index(index_id, display_name="Mine"))
assert (status, code) == (403, "Forbidden.Generic") and data["cause"]
role = ada.create_role(index_id, {"role_name": "writer", "principal": SAM})
assert [one["role_name"] for one in ada.get_role_list(index_id)["role_list"]] == ["owner", "writer"]

# The writer ingests; the tasks run in the order in which they came.
entries = [
    {
        "subject": f"https://data.example/{n}",
        "visible_to": ["public"],
        "content": {"name": f"Sample {n}", "depth": n, "kind": ["coral", "sand"][n % 2]},
    }
    for n in range(250)
]
answer = sam.ingest(
    index_id, {"ingest_type": "GMetaList", "ingest_data": {"gmeta": entries}}
)
assert done(sam, answer) == "SUCCESS"
wrong = {"subject": "x", "visible_to": ["public"], "content": {"depth": "deep"}}
answer = sam.ingest(index_id, {"ingest_type": "GMetaEntry", "ingest_data": wrong})
assert done(sam, answer) == "FAILED"
assert len(ada.get_task_list(index_id)["tasks"]) == 2
assert ada.get_index(index_id)["num_subjects"] == 250

# Queries by GET and by POST, without a token too.
found = SearchClient().search(index_id, "coral", limit=5, offset=1)
assert (found["total"], found["count"]) == (125, 5)
assert ada.search(index_id, "kind:sand AND depth:[0 TO 9]", advanced=True)["total"] == 5
query = SearchQueryV1(q="sample", limit=10)
query["filters"] = [
    {"type": "range", "field_name": "depth", "values": [{"gte": 100, "lt": 120}]}
]
query["facets"] = [{"type": "terms", "field_name": "kind", "name": "Kinds"}]
query["sort"] = [{"field_name": "depth", "order": "desc"}]
found = ada.post_search(index_id, query)
assert found["gmeta"][0]["entries"][0]["content"]["depth"] == 119
assert found["facet_results"][0]["buckets"] == [
    {"value": "coral", "count": 10},
    {"value": "sand", "count": 10},
]
assert refused(lambda: ada.post_search(index_id, {"q": "x", "limit": 10001}))[0] == 400

# Pages of both kinds, and a scroll.
assert sum(len(page["gmeta"]) for page in ada.paginated.search(index_id, "*")) == 250
assert sum(len(page["gmeta"]) for page in ada.paginated.post_search(index_id, {"q": "*"})) == 250
scroll = SearchScrollQuery(q="*", limit=60)
assert sum(len(page["gmeta"]) for page in ada.paginated.scroll(index_id, scroll)) == 250

# Subjects, entries, and what deletes them.
subject = "https://data.example/7"
assert ada.get_subject(index_id, subject)["entries"][0]["content"]["depth"] == 7
assert ada.get_entry(index_id, subject)["subject"] == subject
assert done(ada, ada.delete_entry(index_id, subject)) == "SUCCESS"
assert refused(lambda: ada.get_subject(index_id, subject))[0] == 404
assert done(ada, ada.delete_subject(index_id, "https://data.example/8")) == "SUCCESS"
subjects = ["https://data.example/9", "https://data.example/10"]
assert done(ada, ada.batch_delete_by_subject(index_id, subjects)) == "SUCCESS"
assert done(ada, ada.delete_by_query(index_id, {"q": "coral"})) == "SUCCESS"
assert ada.search(index_id, "*")["total"] == 123

assert ada.delete_role(index_id, role["id"])["success"] is True
assert ada.delete_index(index_id)["acknowledged"] is True
assert refused(lambda: ada.delete_index(index_id))[1] == "Conflict.IncompatibleIndexStatus"
assert ada.reopen_index(index_id)["acknowledged"] is True
print("done")
