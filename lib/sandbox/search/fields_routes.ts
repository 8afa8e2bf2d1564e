import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { indexFor } from "./caller.ts";
import { searchError } from "./errors.ts";
import type { FieldType, IndexRecord } from "./indices.ts";
import { FIELD_BUDGET } from "./ingest.ts";
import { VERSION } from "./version.ts";

/** Adds the fields of an index, with their types. */
export function addFieldRoutes(router: Router): void {
  router
    .on("GET /beta/index/:index_id/mapping", (context) => {
      return json(mappingOf([...readable(context).fieldTypes]));
    })
    .on("GET /beta/index/:index_id/mapping/:field_name", (context) => {
      const { fieldTypes } = readable(context);
      const name = context.param("field_name");
      const type = fieldTypes.get(name);
      if (type) return json(mappingOf([[name, type]]));
      throw searchError(context, 404, "NotFound.Generic", "The index has no such field");
    })
    .on("GET /beta/index/:index_id/field_budget", (context) => {
      const used = readable(context).fieldTypes.size;
      return json({
        "@version": VERSION,
        budget: FIELD_BUDGET,
        used,
        remaining: FIELD_BUDGET - used,
      });
    });
}

function readable(context: Context): IndexRecord {
  return indexFor(context, { operation: "mapping", role: "writer", status: null }).index;
}

function mappingOf(types: readonly [name: string, type: FieldType][]) {
  return { "@version": VERSION, mappings: Object.fromEntries(types) };
}
