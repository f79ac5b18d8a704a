import { lockDataFolder } from '../../server/store/store.ts';

// A process of its own that takes the folder given, says so, and lives until it is killed.
lockDataFolder(process.argv[2] ?? '');
process.stdout.write('locked\n');
setInterval(() => {}, 60_000);
