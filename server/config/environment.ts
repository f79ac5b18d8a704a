import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The environment, completed from the project's `.env` file; what is set outside it wins. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
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
