/**
 * Bundles modules of a project for browsers with webpack or Vite, without settings of its own and
 * without external modules. Run by Node.js, in the folder whose `node_modules` has the bundlers.
 *
 * @module
 */
import { createRequire } from "node:module";

const [order] = process.argv.slice(2);
const { bundler, packages, project, out, target, entries } = JSON.parse(order);
const require = createRequire(`${packages}/package.json`);

async function bundleWithWebpack() {
  const { webpack } = require("webpack");
  const settings = {
    ...{ mode: "production", context: project, entry: entries, target: [target, "es2022"] },
    experiments: { outputModule: true },
    // Shorter names change nothing here, and take a minute.
    optimization: { minimize: false },
    output: { path: out, filename: "[name].js", module: true, library: { type: "module" } },
  };
  const stats = await new Promise((resolve, reject) => {
    webpack(settings, (error, stats) => error ? reject(error) : resolve(stats));
  });
  const { errors } = stats.toJson({ all: false, errors: true });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
}

async function bundleWithVite() {
  const { build } = await import(require.resolve("vite"));
  await build({
    ...{ root: project, configFile: false, logLevel: "error" },
    build: {
      ...{ outDir: out, emptyOutDir: true, modulePreload: false },
      rollupOptions: {
        ...{ input: entries, preserveEntrySignatures: "strict" },
        output: { entryFileNames: "[name].js" },
      },
    },
  });
}

await (bundler === "webpack" ? bundleWithWebpack() : bundleWithVite());
