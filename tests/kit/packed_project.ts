/**
 * The package for npm, as this repository builds it, installed as users install it.
 *
 * @module
 */
import { buildNpmPackage } from "../../tools/npm.ts";
import { cacheFolder, npm } from "./npm_packages.ts";

/** A project of a user that has installed the package. */
export interface Project {
  /** Where it is. */
  readonly folder: string;
  /** Where the installed package is. */
  readonly installed: string;
  /** Deletes all its files. */
  remove(): Promise<void>;
}

/**
 * Builds the package, and installs its tarball into an empty project.
 *
 * @returns The project; or what is missing, such as `npm's registry`, from which the dependencies come.
 */
export async function packedProject(): Promise<Project | string> {
  await Deno.mkdir(cacheFolder(), { recursive: true });
  const folder = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "project-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    const tarball = await buildNpmPackage(`${folder}/npm`);
    const project = `${folder}/project`;
    await Deno.mkdir(project);
    await Deno.writeTextFile(`${project}/package.json`, '{ "private": true, "type": "module" }\n');
    const missing = await npm(project, "install", "--prefer-offline", tarball);
    if (missing === undefined) {
      return {
        folder: project,
        installed: `${project}/node_modules/@globus-deno/sdk`,
        remove,
      };
    }
    await remove();
    return missing;
  } catch (error) {
    await remove();
    throw error;
  }
}
