import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../server/config/paths.ts';
import { reasonsTable } from './docs/reasons-table.ts';
import { replaceGenerated } from './docs/replace-generated.ts';
import { settingsTable } from './docs/settings-table.ts';

/** Writes the README's generated tables, or with `--check` fails when they are not up to date. */
const file = path.join(projectRoot, 'README.md');
const before = await readFile(file, 'utf8');
const filled = replaceGenerated(before, { settings: settingsTable(), reasons: reasonsTable() });
const after = await format(filled, { ...(await resolveConfig(file)), parser: 'markdown' });

if (after === before) {
  process.stdout.write('The tables in README.md are up to date.\n');
} else if (process.argv.includes('--check')) {
  process.stderr.write('The tables in README.md are out of date: run npm run docs.\n');
  process.exitCode = 1;
} else {
  await writeFile(file, after);
  process.stdout.write('Wrote the tables in README.md.\n');
}
