/**
 * Makes `console.log` show a text in place of an object, in Deno and in Node.js.
 *
 * It is done for each object and not once for a class: a class whose members have computed names is
 * code that runs, which no bundler may leave out.
 *
 * @param text Makes the text when it is asked for.
 */
export function showAs(object: object, text: () => string): void {
  for (const name of ["Deno.customInspect", "nodejs.util.inspect.custom"]) {
    Object.defineProperty(object, Symbol.for(name), { value: text });
  }
}
