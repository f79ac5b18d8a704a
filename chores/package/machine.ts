import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Lockfile } from '../bill-of-materials.ts';
import { filesBelow, makeFolder } from './stage.ts';

/** A kind of machine with a package. */
export interface Machine {
  /** Node's name. */
  arch: 'x64' | 'arm64';
  /** Debian's name. */
  debian: 'amd64' | 'arm64';
  /** Prefix of the cross compiler's programs; empty on such a machine itself. */
  tools: string;
}

/** @param debian Debian's name; default: this machine */
export function machineOf(debian?: string): Machine {
  const kinds = [
    { arch: 'x64', debian: 'amd64', tools: 'x86_64-linux-gnu-' },
    { arch: 'arm64', debian: 'arm64', tools: 'aarch64-linux-gnu-' },
  ] as const;
  const kind = kinds.find((each) => (debian ? each.debian === debian : each.arch === process.arch));
  if (!kind) {
    throw new Error(`There is no package for ${debian ?? process.arch}, only for amd64 and arm64.`);
  }
  return kind.arch === process.arch ? { ...kind, tools: '' } : kind;
}

/**
 * The folder of each package in the lock file that a package for this machine may contain. Unpacks those that npm did
 * not install here, because they are for another kind of machine.
 * @param into an empty folder
 */
export function packageFolders(project: string, lock: Lockfile, machine: Machine, into: string) {
  const folders = new Map<string, string>();
  for (const [folder, { cpu, os, libc, version, integrity, dev }] of Object.entries(
    lock.packages,
  )) {
    // npm before version 10 also installs packages for another C library.
    if (!(libc ?? ['glibc']).includes('glibc')) continue;
    const here = path.join(project, folder);
    if (machine.tools === '' || cpu === undefined) {
      if (existsSync(here)) folders.set(folder, here);
      continue;
    }
    const fits = cpu.includes(machine.arch) && (os ?? ['linux']).includes('linux');
    if (dev || !fits) continue;
    const there = path.join(into, folder);
    unpack(`${folder.split('node_modules/').at(-1)}@${version}`, integrity!, there);
    folders.set(folder, there);
  }
  return folders;
}

/** Unpacks an npm package with this hash into a folder that is emptied first. */
export function unpack(name: string, integrity: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  const args = ['pack', '--silent', '--pack-destination', folder, name];
  const file = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim();
  const packed = path.join(folder, file);
  const sum = `sha512-${createHash('sha512').update(readFileSync(packed)).digest('base64')}`;
  if (sum !== integrity) throw new Error(`${file} is not the package that is named here: ${sum}`);
  execFileSync('tar', ['-xzf', packed, '-C', folder, '--strip-components=1']);
  rmSync(packed);
}

/** ELF machine numbers in the header of each binary. */
const kinds = { x64: 62, arm64: 183 } as const;

/** @throws {Error} when a binary in the folder is for another kind of machine */
export function mustAllRunOn({ arch, debian }: Machine, folder: string): void {
  const others = filesBelow(folder).filter((file) => {
    const kind = kindOf(path.join(folder, file));
    return kind !== null && kind !== kinds[arch];
  });
  if (others.length > 0) throw new Error(`Not for ${debian}: ${others.join(', ')}`);
}

/** @returns null for a file that is no binary */
function kindOf(file: string): number | null {
  const head = Buffer.alloc(20);
  const open = openSync(file, 'r');
  readSync(open, head, 0, head.length, 0);
  closeSync(open);
  return head.subarray(0, 4).equals(Buffer.from('\x7fELF')) ? head.readUInt16LE(18) : null;
}
