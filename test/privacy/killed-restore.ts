import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Restores a copy, and is killed right before a renaming: node killed-restore.js DATA COPY NUMBER.
// Prints "done" when it came to its end before that one.

const [dataDir = '', copy = '', number = '', keyFile = ''] = process.argv.slice(2);
const rename = fs.promises.rename;
let renamings = 0;
fs.promises.rename = async (from, to) => {
  if (++renamings === Number(number)) process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
};
syncBuiltinESMExports();

const { restore } = await import('../../scripts/restore/restore.ts');
const { loadConfig } = await import('../../server/config/config.ts');
const config = loadConfig({ VESTIBULE_DATA_DIR: dataDir });
await restore(config, copy, { keyFile: keyFile === '' ? null : keyFile, erasuresFile: null });
process.stdout.write('done\n');
