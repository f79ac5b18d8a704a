import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

/** The used part of a library's package.json. */
interface LibraryManifest {
  name: string;
  version: string;
  description: string;
  license: string;
  exports: string | Record<string, string>;
  dependencies?: Record<string, string>;
}

/** What a library brings along beside its code. */
const beside = ['README.md', 'RULES.md', 'data'];

/**
 * Makes the tarball that `npm publish` would send: compiled modules with their types, without tests and laboratory. What it
 * imports of `base` lies in it, because `base` is made for this program and not for others; other libraries are dependencies.
 *
 * @param project the clone, with `node_modules`
 * @param into an existing folder
 * @returns the tarball
 * @throws {Error} when the library does not compile alone
 */
export function packLibrary(project: string, name: string, into: string): string {
  const manifest = manifestOf(project, name);
  const work = mkdtempSync(path.join(tmpdir(), 'vestibule-library-'));
  try {
    const imported = compile(project, name, entriesOf(manifest), work);
    const base = manifestOf(project, 'base');
    for (const file of beside) {
      const from = path.join(project, 'packages', name, file);
      if (existsSync(from)) cpSync(from, path.join(work, file), { recursive: true });
    }
    cpSync(path.join(project, 'LICENSE'), path.join(work, 'LICENSE'));
    const text = JSON.stringify(publishedManifest(project, manifest, base, imported), null, 2);
    writeFileSync(path.join(work, 'package.json'), `${text}\n`);
    const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', into], {
      cwd: work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    return path.join(into, filename);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function manifestOf(project: string, name: string): LibraryManifest {
  const file = path.join(project, 'packages', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as LibraryManifest;
}

/** The entries by their path in `exports`. */
function entriesOf({ exports }: LibraryManifest): Record<string, string> {
  return typeof exports === 'string' ? { '.': exports } : exports;
}

/** Compiles what the entries reach. @returns the names that the modules import and that are no paths */
function compile(
  project: string,
  name: string,
  entries: Record<string, string>,
  into: string,
): Set<string> {
  const packages = path.join(project, 'packages');
  const { config } = ts.readConfigFile(path.join(project, 'tsconfig.json'), (file) =>
    readFileSync(file, 'utf8'),
  ) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, declaration: true, incremental: false, sourceMap: false },
    project,
  );
  delete options.tsBuildInfoFile;
  // Types of others' modules that have none.
  const types = readdirSync(path.join(packages, name), { recursive: true, encoding: 'utf8' });
  const roots = [...Object.values(entries), ...types.filter((file) => file.endsWith('.d.ts'))]
    .filter((file) => !file.startsWith('node_modules'))
    .map((file) => path.join(packages, name, file));
  const program = ts.createProgram(roots, { ...options, rootDir: packages, outDir: '/' });
  const imported = new Set<string>();
  const { diagnostics } = program.emit(undefined, (file, text) => {
    const [, library = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(file) ?? [];
    if (library !== name && library !== 'base') return;
    const target = path.join(into, library === name ? rest : path.join('base', rest));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (!fileName.startsWith('.')) imported.add(fileName);
    }
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length === 0) return imported;
  throw new Error(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
}

/** Names what is in the tarball, and what its modules import of others. */
function publishedManifest(
  project: string,
  library: LibraryManifest,
  base: LibraryManifest,
  imported: ReadonlySet<string>,
): object {
  const { repository, engines } = JSON.parse(
    readFileSync(path.join(project, 'package.json'), 'utf8'),
  ) as { repository: object; engines: object };
  const { name, version, description, license } = library;
  const exports = Object.entries(entriesOf(library)).map(([entry, file]) => {
    const built = file.replace(/\.ts$/, '');
    return [entry, { types: `${built}.d.ts`, default: `${built}.js` }] as const;
  });
  const libraries = [...imported].filter((one) => /^#(?!base\/)/.test(one));
  const imports = Object.fromEntries([
    ['#base/*', './base/*/index.js'],
    ...libraries.map((one) => [one, `@vestibule/${one.slice(1)}`] as const),
  ]);
  const ofBase = Object.entries(base.dependencies ?? {}).filter(([one]) =>
    isImported(one, imported),
  );
  const dependencies = { ...library.dependencies, ...Object.fromEntries(ofBase) };
  delete dependencies['@vestibule/base'];
  return {
    ...{ name, version, description, license, repository, engines, type: 'module' },
    ...{ exports: Object.fromEntries(exports), imports, dependencies },
  };
}

function isImported(dependency: string, imported: ReadonlySet<string>): boolean {
  return [...imported].some((one) => one === dependency || one.startsWith(`${dependency}/`));
}
