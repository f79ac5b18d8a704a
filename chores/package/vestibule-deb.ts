import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '#server/config/config.ts';
import { defaultLocation } from '#server/installation/setup/install-location.ts';
import {
  backupTimer,
  backupUnit,
  commandScript,
  serviceUnit,
  socketUnit,
  standbySocketUnit,
  standbyUnit,
} from '#server/installation/setup/units.ts';
import type { Lockfile } from '../bill-of-materials.ts';
import { buildDeb, debianVersion, compress, manualPage } from './deb.ts';
import { mustAllRunOn, type Machine } from './machine.ts';
import { noticeOf } from './notice.ts';
import { nodeDependency, sqliteBinaries } from './sqlite-builds.ts';
import { makeFolder, put, stagePackages, stageProgram } from './stage.ts';

interface Parts {
  project: string;
  /** An empty folder for the package's tree. */
  tree: string;
  output: string;
  version: string;
  machine: Machine;
  /** The lock file with runtime packages only. */
  lock: Lockfile;
  /** The folder of each runtime package. */
  folders: ReadonlyMap<string, string>;
  /** The contents as CycloneDX. */
  bom: string;
}

/** Lowest glibc version that onnxruntime and libvips support; they bring their other libraries. */
const leastLibc = 28;

/** Builds the package of the service: command, pages and models. @returns the file */
export function buildVestibuleDeb(parts: Parts): string {
  const { project, tree, output, version, machine, lock, folders, bom } = parts;
  const base = 'usr/lib/vestibule';
  const program = path.join(tree, base, 'program');
  stageProgram(project, program);
  stagePackages(folders, program, lock, machine.arch);
  // Without them, no file would find what it imports by name.
  const { imports } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    imports: Record<string, string>;
  };
  const about = { name: 'vestibule', version, license: 'MIT', type: 'module', private: true };
  const manifest = { ...about, imports };
  put(path.join(program, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  put(path.join(program, 'sbom.cdx.json'), bom);
  put(path.join(program, 'NOTICE'), noticeOf(lock, folders));

  const config = loadConfig({});
  const place = defaultLocation({
    projectDir: `/${base}/current`,
    node: '/usr/bin/node',
    hookPort: config.hook.port,
    lobbyPort: config.lobby.port,
  });
  const units = path.join(tree, 'usr/lib/systemd/system');
  put(path.join(units, 'vestibule.service'), serviceUnit(place));
  put(path.join(units, 'vestibule.socket'), socketUnit(place));
  put(path.join(units, 'vestibule-backup.service'), backupUnit(place));
  put(path.join(units, 'vestibule-backup.timer'), backupTimer());
  put(path.join(units, 'vestibule-standby.service'), standbyUnit(place));
  put(path.join(units, 'vestibule-standby.socket'), standbySocketUnit());
  put(path.join(tree, 'usr/bin/vestibule'), commandScript(place), 0o755);
  putDocuments(project, path.join(tree, 'usr/share'));
  // Strips debug symbols of the binaries compiled here. Others must match their makers' hashes.
  const made = sqliteBinaries(machine).map((binary) => path.join(program, binary));
  execFileSync(`${machine.tools}strip`, ['--strip-unneeded', ...made]);
  mustAllRunOn(machine, program);
  const overrides = path.join(project, 'packaging/vestibule/lintian-overrides');
  put(path.join(tree, 'usr/share/lintian/overrides/vestibule'), readFileSync(overrides));
  makeFolder(path.join(tree, 'etc/vestibule/credentials'), 0o700);
  return buildDeb(
    tree,
    {
      Package: 'vestibule',
      Version: debianVersion(version),
      Architecture: machine.debian,
      Depends: `${nodeDependency}, ${libcOf(made, machine)}, libstdc++6, passwd`,
      Recommends: 'systemd',
      Suggests: 'vestibule-kiosk, cloudflared',
      Description: [
        'face check beside an Envoy iPad',
        ' A held sign-in is approved when the lobby camera sees the person who',
        ' enrolled, and goes to the front desk when not. Everything runs on this',
        ' machine; nothing is started before "vestibule setup" was run.',
      ].join('\n'),
    },
    { scripts: path.join(project, 'packaging/vestibule'), output },
  );
}

/** The lowest C library version that these binaries need; it implies a matching C++ library. */
function libcOf(binaries: readonly string[], { tools }: Machine): string {
  const how = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const symbols = execFileSync(`${tools}objdump`, ['--dynamic-syms', ...binaries], how);
  const minors = [...symbols.matchAll(/\(GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  return `libc6 (>= 2.${Math.max(leastLibc, ...minors)})`;
}

/** Writes the manual page and the documents that Debian requires. */
function putDocuments(project: string, share: string): void {
  const help = execFileSync(
    process.execPath,
    [path.join(project, 'dist/scripts/vestibule.js'), '--help'],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  const doc = path.join(share, 'doc/vestibule');
  put(
    path.join(share, 'man/man1/vestibule.1.gz'),
    compress(manualPage('vestibule', 'the face check beside an Envoy iPad', help)),
  );
  put(
    path.join(doc, 'README.Debian'),
    'Every document lies in /usr/lib/vestibule/current: README.md, docs/ and CHANGELOG.md.\n' +
      'docs/install.md says how to go on, docs/upgrade.md how to upgrade and to go back.\n',
  );
  put(
    path.join(doc, 'copyright'),
    'Copyright 2026 The Vestibule authors\n\n' +
      'Vestibule is under the MIT licence: /usr/lib/vestibule/current/LICENSE.\n' +
      'The licences of the packages in node_modules are in /usr/lib/vestibule/current/NOTICE. What is\n' +
      'known of those of the models is in models/README.md.\n',
  );
}
