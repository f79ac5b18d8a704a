import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

const fromFile = new Set<string>();

/**
 * The environment, completed from the project's `.env` file; what is set outside it wins. Called again, it
 * has what the file says by then.
 */
export function readEnvironment(): NodeJS.ProcessEnv {
  const file = path.join(projectRoot, '.env');
  const values = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  for (const name of fromFile) delete process.env[name];
  for (const [name, value] of Object.entries(values)) {
    if (process.env[name] !== undefined) continue;
    process.env[name] = value;
    fromFile.add(name);
  }
  return process.env;
}

/** The project's folder: the nearest one upwards with a package.json, whether run from source or from `dist/`. */
export const projectRoot = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json not found above ' + import.meta.dirname);
  return findRoot(parent);
}

/** Of this program, as package.json has it. */
export function programVersion(): string {
  const manifest = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
