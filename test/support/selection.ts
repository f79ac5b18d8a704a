import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

// Selects the tests that a change can break.

/**
 * Files that assemble a room of the service or the command line. A test that imports one depends on nearly every file.
 * So its imports count only for tests of a changed room, and when such a file itself is changed. `npm test` runs all.
 */
const assembly =
  /^server\/(main\.ts|app\/)|\/(start-[^/]+|registry)\.ts$|^(scripts\/vestibule|lab\/trial\/trial)\.ts$/;

/**
 * The entry of a library. Nearly every test reaches one indirectly. So a change in a library counts for two
 * kinds of tests: those that import it, and those that import a file of their own room that uses it.
 */
const libraryEntry = /^packages\/([^/]+|base\/[^/]+)\/index\.ts$/;

/** Tests that open a page in Chromium depend on the page's sources, which are bundled. */
const browser = 'test/e2e/browser.ts';
const pages = [
  { tests: 'test/desk/', sources: 'desk-client/' },
  { tests: 'test/', sources: 'kiosk-client/' },
];

/** A view of the desk that a link opens. The link's text begins with the view's name. */
const linkedView = /^desk-client\/src\/views\/(expected|history|lobby|manage|numbers|people)[./]/;

/** Runs a command in a process of its own, so no import names the command. */
const commands = 'test/support/command.ts';

const folders = [
  'packages',
  'server',
  'scripts',
  'chores',
  'lab',
  'kiosk-client/src',
  'desk-client/src',
  'test',
];

/** The imports of each file. Paths are relative to the project. */
export type Graph = ReadonlyMap<string, readonly string[]>;

export function readGraph(): Graph {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return new Map(files.map((file) => [file, importsOf(file)]));
}

/** Leaves out type imports, because the build's type check finds what a changed type breaks. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .filter(({ fileName, pos }) => /^[.#]/.test(fileName) && !namesTypes(text.slice(0, pos)))
    .map(({ fileName }) => sourceOf(fileName, file))
    .filter((name) => existsSync(name));
}

/** Finds a file as `imports` of package.json does, but among the sources. */
function sourceOf(specifier: string, importer: string): string {
  if (!specifier.startsWith('#')) return path.join(path.dirname(importer), specifier);
  const name = specifier.slice(1);
  if (!name.endsWith('.ts')) return `packages/${name}/index.ts`;
  return name.startsWith('server/') ? name : `packages/${name}`;
}

/** @param before the text in front of the imported file */
function namesTypes(before: string): boolean {
  const statement = before.slice(
    Math.max(before.lastIndexOf('import'), before.lastIndexOf('export')),
  );
  return /^(?:import|export)\s+type\s+[{*\w]/.test(statement);
}

/**
 * Returns test files that are changed, or that import a changed file, directly or through others. Of those that are left
 * to a release, `chosen` has the changed ones, and `left` the others.
 */
export function testsOf(
  changed: readonly string[],
  graph: Graph,
): { chosen: string[]; left: string[] } {
  const all = testsReached(changed, graph);
  const isLeft = (test: string) => test.endsWith('.release.test.ts') && !changed.includes(test);
  return { chosen: all.filter((test) => !isLeft(test)), left: all.filter(isLeft) };
}

function testsReached(changed: readonly string[], graph: Graph): string[] {
  const rooms = new Set(changed.map(roomOf));
  const isAssembly = changed.some((file) => assembly.test(file));
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts'))
    .filter((test) => {
      const room = testedRoom(test);
      const isWhole = isAssembly || rooms.has(room);
      const isNear = (file: string) =>
        assembly.test(file)
          ? isWhole
          : !libraryEntry.test(file) ||
            test.startsWith('packages/') ||
            usesLibrary(test, file, graph);
      const closure = closureOf(test, graph, isNear);
      if (changed.some((file) => closure.has(file))) return true;
      if (closure.has(commands) && runsCommand(test, changed)) return true;
      const page = closure.has(browser) && pages.find(({ tests }) => test.startsWith(tests));
      return page && changed.some((file) => file.startsWith(page.sources) && opens(test, file));
    })
    .sort();
}

/** Whether a test runs one of the changed commands as a process. */
function runsCommand(test: string, changed: readonly string[]): boolean {
  const names = changed.flatMap((file) => /^scripts\/commands\/([a-z-]+)/.exec(file)?.[1] ?? []);
  if (names.length === 0) return false;
  const text = readFileSync(test, 'utf8');
  return names.some((name) => text.includes(`'${name}'`));
}

/** @param isNear whether the imports of a file also count */
function closureOf(test: string, graph: Graph, isNear: (file: string) => boolean): Set<string> {
  const closure = new Set([test]);
  for (const file of closure) {
    if (!isNear(file)) continue;
    for (const imported of graph.get(file) ?? []) closure.add(imported);
  }
  return closure;
}

function usesLibrary(test: string, entry: string, graph: Graph): boolean {
  const imported = graph.get(test) ?? [];
  const ofRoom = imported.filter((file) => roomOf(file) === testedRoom(test));
  return imported.includes(entry) || ofRoom.some((file) => graph.get(file)?.includes(entry));
}

/** Whether a test opens the view that a page's source file draws. */
function opens(test: string, source: string): boolean {
  const view = linkedView.exec(source)?.[1];
  if (view === undefined) return true;
  return readFileSync(test, 'utf8').includes(`'${view[0]!.toUpperCase()}${view.slice(1)}`);
}

/** Returns the folder in `server/` or `packages/`, or the first folder elsewhere. */
function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'server' || first === 'packages' ? second : first;
}

/** Returns the room that the tests of this folder are about. */
function testedRoom(test: string): string {
  return path.dirname(test).split('/')[1] ?? '';
}
