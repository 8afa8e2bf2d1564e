/**
 * Loads before each example. If the example asks for a code without a terminal, in which users paste
 * one, it says in a sentence what to do.
 */
globalThis.addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name !== "CommandLineLoginFlowEOFError") return;
  event.preventDefault();
  console.error(
    "Cannot log in: this example asks for a code, and there is no terminal to paste it into. Run it in a" +
      " terminal, or run native_app, which logs in by the browser alone, or client_app, which logs in" +
      " as itself.",
  );
  Deno.exit(1);
});
