import { isObject, type JsonDocument } from "../http/json.ts";
import { fitsPattern } from "../transfer/pattern.ts";
import { dateOf, fieldPath, isDate, rawValues, valuesOf } from "./fields.ts";
import { inBox, intersects, pointOf, shapeOf, within } from "./geo.ts";
import { QueryFault } from "./query_fault.ts";

/** Whether a content passes. */
export type Test = (content: JsonDocument) => boolean;

const MAX_DEPTH = 20;

/**
 * Reads filters, each of which a content must pass.
 *
 * @param list The list as the query has it.
 * @throws {QueryFault} Where one is not complete.
 */
export function readFilters(list: unknown, depth = 0): Test {
  if (list === undefined || list === null) return () => true;
  if (!Array.isArray(list)) throw new QueryFault("filters is not a list");
  const tests = list.map((one) => readFilter(one, depth));
  return (content) => tests.every((test) => test(content));
}

/** Reads one filter. */
export function readFilter(filter: unknown, depth = 0): Test {
  if (depth > MAX_DEPTH) throw new QueryFault("filters are nested too deep");
  if (!isObject(filter)) throw new QueryFault("a filter is not an object");
  switch (filter.type) {
    case "not": {
      const test = readFilter(filter.filter, depth + 1);
      return (content) => !test(content);
    }
    case "and":
      return readFilters(listOf(filter, "filters"), depth + 1);
    case "or": {
      const tests = listOf(filter, "filters").map((one) => readFilter(one, depth + 1));
      return (content) => tests.some((test) => test(content));
    }
  }
  const { field_name: name } = filter;
  if (typeof name !== "string" || name === "") throw new QueryFault("a filter has no field_name");
  const path = fieldPath(name);
  switch (filter.type) {
    case "match_all": {
      const wanted = listOf(filter, "values");
      return (content) => {
        const values = valuesOf(content, path);
        return wanted.every((one) => values.includes(one));
      };
    }
    case "match_any": {
      const wanted = listOf(filter, "values");
      return (content) => valuesOf(content, path).some((value) => wanted.includes(value));
    }
    case "range": {
      const ranges = listOf(filter, "values").map(readRange);
      return (content) => valuesOf(content, path).some((value) => ranges.some((one) => one(value)));
    }
    case "exists":
      return (content) => valuesOf(content, path).length > 0;
    case "like": {
      const { value: pattern } = filter;
      if (typeof pattern !== "string") throw new QueryFault("a like filter has no value");
      return (content) =>
        valuesOf(content, path).some((value) =>
          typeof value === "string" && fitsPattern(pattern, value)
        );
    }
    case "geo_bounding_box": {
      const topLeft = pointOf(filter.top_left);
      const bottomRight = pointOf(filter.bottom_right);
      if (!topLeft || !bottomRight) throw new QueryFault("a corner is not {lat, lon}");
      return (content) =>
        geoValues(content, path).map(pointOf)
          .some((point) => point !== undefined && inBox(point, { topLeft, bottomRight }));
    }
    case "geo_shape": {
      const polygon = shapeOf(filter.shape);
      const { relation = "intersects" } = filter;
      if (!polygon?.polygons.length) throw new QueryFault("shape is not a Polygon");
      if (relation !== "intersects" && relation !== "within") {
        throw new QueryFault("relation is neither intersects nor within");
      }
      const relate = relation === "within" ? within : intersects;
      return (content) =>
        geoValues(content, path).map(shapeOf)
          .some((shape) => shape !== undefined && relate(shape, polygon));
    }
  }
  throw new QueryFault("the type of a filter is not known");
}

/** A list of points or shapes counts as such, unless it is itself a point. */
function geoValues(content: JsonDocument, path: readonly string[]): unknown[] {
  return rawValues(content, path).flatMap((value) =>
    Array.isArray(value) && pointOf(value) === undefined ? value : [value]
  );
}

function listOf(filter: JsonDocument, name: string): unknown[] {
  const list = filter[name];
  if (Array.isArray(list)) return list;
  throw new QueryFault(`${name} of a filter is not a list`);
}

/** Reads one range: `from` and `to` are part of it, as `gte` and `lte` are. */
export function readRange(range: unknown): (value: unknown) => boolean {
  if (!isObject(range)) throw new QueryFault("a range is not an object");
  const limits: [limit: unknown, holds: (order: number) => boolean][] = [
    [range.from ?? range.gte, (order) => order >= 0],
    [range.gt, (order) => order > 0],
    [range.to ?? range.lte, (order) => order <= 0],
    [range.lt, (order) => order < 0],
  ];
  const given = limits.filter(([limit]) => (limit ?? "*") !== "*");
  return (value) =>
    given.every(([limit, holds]) => {
      const order = compare(value, limit);
      return order !== undefined && holds(order);
    });
}

/** The order of two values; `undefined` where they have none. */
export function compare(a: unknown, b: unknown): number | undefined {
  if (isDate(a) && isDate(b)) return dateOf(a) - dateOf(b);
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === "number" && typeof b === "number" ? a - b : undefined;
}
