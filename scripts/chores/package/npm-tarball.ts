import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lockfile } from '../bill-of-materials.ts';
import { put, stageProgram } from './stage.ts';

const folders = ['dist', 'server', 'models', 'kiosk-client', 'desk-client', 'docs'];

/**
 * The tarball for `npm install -g`, for machines without the package. What it depends on is pinned by
 * hashes (npm-shrinkwrap.json) and installed by npm. npm writes one time into it, so it is the same each time.
 * @param folder an empty folder to lay it out in
 * @returns the file
 */
export function packTarball(project: string, folder: string, output: string): string {
  stageProgram(project, folder);
  const read = (file: string) =>
    JSON.parse(readFileSync(path.join(project, file), 'utf8')) as object;
  const manifest = without(read('package.json'), 'devDependencies', 'scripts');
  put(path.join(folder, 'package.json'), json({ ...manifest, files: folders }));
  put(path.join(folder, 'npm-shrinkwrap.json'), json(shrinkwrap(read('package-lock.json'))));
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', output];
  const packed = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
  return path.join(output, packed.trim().split('\n').at(-1)!);
}

/** The lock file without what only development needs. */
function shrinkwrap(lock: object): object {
  const { packages, ...rest } = lock as Lockfile;
  const kept = Object.entries(packages).filter(([, { dev }]) => !dev);
  const trimmed = kept.map(([name, locked]) => [name, without(locked, 'devDependencies')]);
  return { ...rest, packages: Object.fromEntries(trimmed) as object };
}

function without(fields: object, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
