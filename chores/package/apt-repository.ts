import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesBelow } from './stage.ts';

interface Repository {
  /** The folder with the packages; apt's files are written beside them. */
  folder: string;
  version: string;
  /** Time of the commit, in seconds since 1970. */
  time: number;
  /** A gpg key by which apt verifies the repository; null: the repository is unsigned. */
  gpgKey: string | null;
}

/**
 * Turns a folder of packages into an apt repository without pool and components (`deb URI ./`). The same packages give
 * the same bytes, except for signatures. @see https://wiki.debian.org/DebianRepository/Format
 */
export function writeAptRepository({ folder, version, time, gpgKey }: Repository): void {
  const debs = filesBelow(folder).filter((file) => file.endsWith('.deb'));
  const packages = debs.map((file) => stanza(folder, file)).join('\n');
  writeFileSync(path.join(folder, 'Packages'), packages);
  writeFileSync(path.join(folder, 'Packages.gz'), gzipSync(packages, { level: 9 }));
  const indices = ['Packages', 'Packages.gz'].map((name) => {
    const content = readFileSync(path.join(folder, name));
    return ` ${sha256(content)} ${content.length} ${name}`;
  });
  const release = [
    'Origin: Vestibule',
    'Label: Vestibule',
    'Suite: stable',
    `Version: ${version}`,
    `Date: ${new Date(time * 1000).toUTCString().replace('GMT', '+0000')}`,
    `Architectures: ${[...new Set(debs.map((file) => field(folder, file, 'Architecture')))].sort().join(' ')}`,
    'SHA256:',
    ...indices,
  ];
  writeFileSync(path.join(folder, 'Release'), `${release.join('\n')}\n`);
  if (gpgKey === null) return;
  const gpg = (...args: string[]) =>
    execFileSync('gpg', ['--batch', '--yes', '--local-user', gpgKey, ...args, 'Release'], {
      cwd: folder,
      // The commands print their own errors; gpg's agent asks for a pass phrase.
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  gpg('--clearsign', '--output', 'InRelease');
  gpg('--armor', '--detach-sign', '--output', 'Release.gpg');
}

function stanza(folder: string, file: string): string {
  const content = readFileSync(path.join(folder, file));
  const control = execFileSync('dpkg-deb', ['--field', path.join(folder, file)], {
    encoding: 'utf8',
  });
  return [
    control.trimEnd(),
    `Filename: ./${file}`,
    `Size: ${content.length}`,
    `SHA256: ${sha256(content)}`,
    '',
  ].join('\n');
}

function field(folder: string, file: string, name: string): string {
  const args = ['--field', path.join(folder, file), name];
  return execFileSync('dpkg-deb', args, { encoding: 'utf8' }).trim();
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
