import { lockDataFolder } from '../../server/store/store.ts';

// A process of its own that takes the folder given, says so, and lives until it is killed.
const lock = lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
// Without a reference, the lock is collected and released.
process.once('SIGTERM', () => lock.release());
setInterval(() => {}, 60_000);
