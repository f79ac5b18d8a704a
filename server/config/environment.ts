import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { readSmallFile } from '../platform/small-file.ts';

const fromFile = new Set<string>();

/**
 * The environment, completed from the project's `.env` file; real variables take precedence. Each call reads the file
 * again.
 */
export function readEnvironment(): NodeJS.ProcessEnv {
  const values = existsSync(dotEnvFile) ? parseEnv(readSmallFile(dotEnvFile)) : {};
  for (const name of fromFile) delete process.env[name];
  for (const [name, value] of Object.entries(values)) {
    if (process.env[name] !== undefined) continue;
    process.env[name] = value;
    fromFile.add(name);
  }
  return process.env;
}

/** The project's folder: the nearest parent with a package.json, both from source and from `dist/`. */
export const projectRoot = findRoot(import.meta.dirname);

/** Settings of a clone. */
export const dotEnvFile = path.join(projectRoot, '.env');

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json not found above ' + import.meta.dirname);
  return findRoot(parent);
}

/** This program's version from package.json. */
export function programVersion(): string {
  const manifest = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
