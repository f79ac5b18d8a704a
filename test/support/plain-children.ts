import { createRequire } from 'node:module';

interface Spawned {
  env: NodeJS.ProcessEnv;
}
interface OnSpawn {
  addListener(listener: (spawned: Spawned) => void): void;
}

/**
 * tap has every child process report which files it loads, for a coverage that is not measured here.
 * That doubles the time in which a child starts, and these tests start hundreds.
 */
const onSpawn = createRequire(import.meta.url)('process-on-spawn') as OnSpawn;
// After tap's own listener, which puts it there.
setImmediate(() =>
  onSpawn.addListener((spawned) => {
    const env = { ...spawned.env };
    delete env['NODE_OPTIONS'];
    spawned.env = env;
  }),
);
