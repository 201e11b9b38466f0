/** Finds browser code that belongs on static hosting. */
import type { Frontend } from "../model/app-model.js";
import { byKeys } from "../text/order.js";
import type { DetectInput } from "./input.js";
import { findBrowserFolders, isBrowserPackage } from "./pages/folders.js";
import { type Bundle, readBundles } from "./pages/packages.js";

const ASIDE = /(^|\/)(node_modules|vendor|test|tests|__tests__|fixtures?|examples?|docs?|coverage)\//;

export function detectFrontends(input: DetectInput): readonly Frontend[] {
  const bundles = readBundles(input).filter((bundle) => !ASIDE.test(`${bundle.folder}/`));
  const built = bundles.flatMap((bundle) => builtBy(bundle, bundles, input));
  const pages = staticPages(input).filter(({ path }) => !built.some((one) => isWithin(path, one.path)));
  return [...built, ...pages].sort(byKeys((one) => one.path));
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** A package of its own, or the folders of one that serves too. */
function builtBy(bundle: Bundle, bundles: readonly Bundle[], input: DetectInput): readonly Frontend[] {
  const folders = findBrowserFolders(input, bundle.folder).filter((folder) => ownerOf(folder, bundles) === bundle);
  const { framework, build, manifest } = bundle;
  const apart = bundle.folder !== "" && !bundle.serves && framework !== null;
  const whole = apart && (folders.length > 0 || isBrowserPackage(input, bundle.folder));
  if (folders.length === 0 && !whole) return [];
  const output = bundle.output === null ? null : join(bundle.folder, bundle.output);
  return (whole ? [bundle.folder] : folders).map((path) => ({
    path,
    framework,
    build,
    output,
    evidence: [{ path: manifest }],
  }));
}

/** The innermost package that holds the folder. */
function ownerOf(folder: string, bundles: readonly Bundle[]): Bundle | undefined {
  return bundles
    .filter((bundle) => bundle.folder === "" || isWithin(folder, bundle.folder))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** Folders with an index.html that a server hands out as they are. */
function staticPages({ workspace }: DetectInput): readonly Frontend[] {
  return workspace.files.flatMap(({ path }): Frontend[] => {
    const found = /^(?:[^/]+\/){0,2}(?:public|www|wwwroot|htdocs)\/index\.html$/.test(path) && !ASIDE.test(path);
    const folder = path.slice(0, -"/index.html".length);
    return found ? [{ path: folder, framework: null, build: null, output: folder, evidence: [{ path }] }] : [];
  });
}
