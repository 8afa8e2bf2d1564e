import type { Context } from "./context.ts";

/** Answers one route. */
export type Handler<Input = Context> = (input: Input) => Response | Promise<Response>;

interface Route<Input> {
  readonly segments: string[];
  readonly route: string;
  readonly handler: Handler<Input>;
}

/** Routes of one service, found by method and path. */
export class Router<Input = Context> {
  readonly #routes = new Map<string, Route<Input>[]>();
  /** Routes for every path, by method. */
  readonly #anyPath = new Map<string, { route: string; handler: Handler<Input> }>();

  /**
   * Adds a route.
   *
   * @param route Method and path, `:name` standing for one segment: `GET /v2/tunnels/:tunnel_id`. The
   * path `/*` stands for every path.
   * @param handler Answers it.
   */
  on(route: string, handler: Handler<Input>): this {
    const [method, path] = route.split(" ");
    if (path === "/*") {
      this.#anyPath.set(method, { route, handler });
      return this;
    }
    const segments = path.split("/");
    const key = `${method} ${segments.length}`;
    const bucket = this.#routes.get(key);
    if (bucket) bucket.push({ segments, route, handler });
    else this.#routes.set(key, [{ segments, route, handler }]);
    return this;
  }

  /**
   * Finds the route of a request.
   *
   * @param method HTTP method in capitals.
   * @param path Percent-encoded path.
   * @returns Handler, route and decoded parameters, or `undefined`.
   */
  find(
    method: string,
    path: string,
  ): { handler: Handler<Input>; route: string; params: Map<string, string> } | undefined {
    const parts = path.split("/");
    for (
      const { segments, route, handler } of this.#routes.get(`${method} ${parts.length}`) ?? []
    ) {
      const params = new Map<string, string>();
      const fits = segments.every((segment, i) => {
        if (!segment.startsWith(":")) return segment === parts[i];
        params.set(segment.slice(1), decode(parts[i]));
        return parts[i] !== "";
      });
      if (fits) return { handler, route, params };
    }
    const any = this.#anyPath.get(method);
    return any && { ...any, params: new Map() };
  }

  /**
   * How far the routes follow a path: tells services apart by their paths.
   *
   * @param path Percent-encoded path.
   * @returns The most leading segments that one route has in common with the path, whatever its
   * method; all of them, and one more, where a route is for this very path.
   */
  depth(path: string): number {
    const parts = path.split("/").slice(1);
    let deepest = 0;
    for (const { segments } of [...this.#routes.values()].flat()) {
      const [, ...own] = segments;
      const differs = parts.findIndex((part, i) =>
        own[i]?.startsWith(":") ? part === "" : own[i] !== part
      );
      const common = differs < 0 ? parts.length : differs;
      const whole = differs < 0 && own.length === parts.length;
      // A parameter alone would match any path.
      const named = own.slice(0, common).some((segment) => !segment.startsWith(":"));
      if (named) deepest = Math.max(deepest, whole ? common + 1 : common);
    }
    return deepest;
  }

  /** All routes, as they were added. */
  get routes(): string[] {
    return [...this.#routes.values(), [...this.#anyPath.values()]].flat().map(({ route }) => route);
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A service: its routes, and what it says where there is none. */
export interface Service {
  /** Its routes. */
  readonly router: Router;
  /** Answers a request for which there is no route. */
  notFound(context: Context): Response;
  /** Looks at each request before its handler; throws {@linkcode Refusal} to stop it. */
  guard?(context: Context): void;
}
