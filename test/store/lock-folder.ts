import { lockDataFolder } from '#server/store/store.ts';

// A process that locks the given folder, prints "locked", and lives until it is killed.
const lock = lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
// The handler keeps a reference; without one, garbage collection would release the lock.
process.once('SIGTERM', () => lock.release());
setInterval(() => {}, 60_000);
