import { isObject } from "../http/json.ts";

/** A point: degrees of longitude, then of latitude, as in GeoJSON (RFC 7946 section 3.1.1). */
export type Point = readonly [longitude: number, latitude: number];

/** A ring of points, of which the last is the first again. */
type Ring = readonly Point[];

/** A shape: points that belong to it, lines, and polygons, whose first ring is the outer one. */
interface Shape {
  points: Point[];
  lines: Ring[];
  polygons: Ring[][];
}

function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && value.length >= 2 && value.slice(0, 2).every(Number.isFinite);
}

/** Reads a `geo_point`: `{lat, lon}`, `"lat,lon"`, `[lon, lat]` or a GeoJSON point. */
export function pointOf(value: unknown): Point | undefined {
  if (isPoint(value)) return value;
  if (typeof value === "string") {
    const [lat, lon] = value.split(",").map(Number);
    return Number.isFinite(lat) && Number.isFinite(lon) ? [lon, lat] : undefined;
  }
  if (!isObject(value)) return undefined;
  const { lat, lon, type, coordinates } = value;
  if (typeof lat === "number" && typeof lon === "number") return [lon, lat];
  return type === "Point" && isPoint(coordinates) ? coordinates : undefined;
}

/** The corners of a rectangle on the globe. */
export interface Box {
  /** Corner in the northwest. */
  topLeft: Point;
  /** Corner in the southeast; west of the other one where the box crosses the date line. */
  bottomRight: Point;
}

/** Whether a point lies in a rectangle or on its border. */
export function inBox([lon, lat]: Point, { topLeft, bottomRight }: Box): boolean {
  const [west, north] = topLeft;
  const [east, south] = bottomRight;
  if (lat > north || lat < south) return false;
  return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
}

/** Reads a GeoJSON geometry; `undefined` for what is not one. */
export function shapeOf(value: unknown): Shape | undefined {
  if (!isObject(value)) return undefined;
  const { type, coordinates } = value;
  const list = Array.isArray(coordinates) ? coordinates : [];
  const rings = (all: unknown): Ring[] | undefined =>
    Array.isArray(all) && all.length > 0 &&
      all.every((ring) => Array.isArray(ring) && ring.length > 0 && ring.every(isPoint))
      ? all
      : undefined;
  const shape: Shape = { points: [], lines: [], polygons: [] };
  if (type === "Point" && isPoint(coordinates)) shape.points = [coordinates];
  else if (type === "MultiPoint" && list.every(isPoint)) shape.points = list;
  else if (type === "LineString") shape.lines = rings([list]) ?? [];
  else if (type === "MultiLineString") shape.lines = rings(list) ?? [];
  else if (type === "Polygon") {
    const polygon = rings(list);
    if (polygon) shape.polygons = [polygon];
  } else if (type === "MultiPolygon") {
    shape.polygons = list.map(rings).filter((one) => one !== undefined);
  }
  const isEmpty = shape.points.length + shape.lines.length + shape.polygons.length === 0;
  return isEmpty ? undefined : shape;
}

/** Whether a shape touches a polygon. */
export function intersects(shape: Shape, polygon: Shape): boolean {
  const [rings] = polygon.polygons;
  if (cornersOf(shape).some((point) => inPolygon(point, rings))) return true;
  if (shape.polygons.some((own) => rings[0].some((point) => inPolygon(point, own)))) return true;
  return crosses(shape, rings);
}

/** Whether a shape lies in a polygon with all its points. */
export function within(shape: Shape, polygon: Shape): boolean {
  const [rings] = polygon.polygons;
  return cornersOf(shape).every((point) => inPolygon(point, rings)) && !crosses(shape, rings);
}

function cornersOf({ points, lines, polygons }: Shape): Point[] {
  return [...points, ...lines.flat(), ...polygons.flat(2)];
}

function crosses({ lines, polygons }: Shape, rings: readonly Ring[]): boolean {
  const own = [...lines, ...polygons.flat()].flatMap(edgesOf);
  const theirs = rings.flatMap(edgesOf);
  return own.some((a) => theirs.some((b) => edgesCross(a, b)));
}

function edgesOf(ring: Ring): [Point, Point][] {
  return ring.slice(1).map((point, i) => [ring[i], point]);
}

/** Whether a point lies in the outer ring and in none of the holes (even-odd rule). */
function inPolygon(point: Point, rings: readonly Ring[]): boolean {
  return rings.flatMap(edgesOf).filter((edge) => isLeftOf(point, edge)).length % 2 === 1;
}

/** Whether a ray from the point to the east meets an edge. */
function isLeftOf([x, y]: Point, [[x1, y1], [x2, y2]]: [Point, Point]): boolean {
  return (y1 > y) !== (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1;
}

/** Whether two edges cross in a point inside of both. */
function edgesCross([a, b]: [Point, Point], [c, d]: [Point, Point]): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}
