import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './paths.ts';

/** The environment, completed from the project's `.env` file; what is set outside it wins. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}
