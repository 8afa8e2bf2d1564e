/**
 * Calls every method of a class with a value of any shape for each of its arguments.
 *
 * @module
 */

import type { ClientOptions } from "../../lib/core/client_options.ts";
import { Listing } from "../../lib/core/listing.ts";
import { fitting, methodsOf, shapes } from "./signatures.ts";
import { FakeClock } from "./clock.ts";

/** A class whose methods are called. */
export interface ShapesTest {
  /** The class. */
  readonly type: { readonly name: string; readonly prototype: object };
  /** What the service answers to a method. */
  response(method: string): unknown;
  /** Makes an object for one call of a method. */
  make(options: ClientOptions, method: string): object;
  /** A value that fits an argument; undefined where the usual one does. */
  fitting?(method: string, parameter: string): unknown;
  /** Whether a value of this shape is one that the argument may have. */
  fits(method: string, parameter: string, shape: string): boolean;
}

/** The form of our own errors: V8's have no colon, or begin with something else. */
function isTyped(error: unknown): boolean {
  return error instanceof Error && /^Cannot [^:]+: ./s.test(error.message);
}

/**
 * Calls every method with every shape for every argument.
 *
 * @returns How many methods there are, and each call that was wrong: right values that are refused,
 * wrong ones that are taken or refused by an untyped error, requests before a refusal, and requests
 * that hold what only looks like text.
 */
export async function callWithShapes(
  test: ShapesTest,
): Promise<{ methods: number; wrong: string[] }> {
  const wrong: string[] = [];
  const methods = methodsOf(test.type);
  for (const method of methods) {
    for (const [place, parameter] of method.parameters.entries()) {
      for (const [shape, value] of shapes) {
        const requests: string[] = [];
        const made = test.make({
          environment: "production",
          clock: new FakeClock({ jumps: "quick" }),
          fetch: (url, { body }) => {
            const text = typeof body === "string"
              ? body
              : new TextDecoder().decode(body as Uint8Array);
            requests.push(`${url} ${text}`);
            return Promise.resolve(Response.json(test.response(method.name)));
          },
        }, method.name) as Record<string, (...args: unknown[]) => unknown>;
        const args = method.parameters
          .map((name) => test.fitting?.(method.name, name) ?? fitting(name))
          .with(place, value);
        const where = `${test.type.name}.${method.name}(${parameter}: ${shape})`;
        let error: unknown;
        try {
          const result = made[method.name](...args);
          await (result instanceof Listing ? result.page() : result);
        } catch (thrown) {
          error = thrown;
        }
        if (test.fits(method.name, parameter, shape)) {
          if (error) wrong.push(`${where} is refused: ${error}`);
        } else if (!isTyped(error)) wrong.push(`${where}: ${error ?? "is taken"}`);
        else if (requests.length > 0) wrong.push(`${where}: asks before it is refused`);
        const sent = requests.join();
        if (/\[object|undefined|\bfunction\b|=>/.test(decodeURIComponent(sent))) {
          wrong.push(`${where}: sends ${sent}`);
        }
      }
    }
  }
  return { methods: methods.length, wrong };
}
