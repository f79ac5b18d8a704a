import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectRoot } from '../server/config/paths.ts';
import { checksTables, notifyTable, policyTable } from './docs/policy-tables.ts';
import { reasonsTable } from './docs/reasons-table.ts';
import { replaceGenerated } from './docs/replace-generated.ts';
import { settingsTable } from './docs/settings-table.ts';
import { installationFiles } from './install-service/in-the-guide.ts';

/** What is generated into which document, between its markers. */
const documents: Record<string, Record<string, string>> = {
  'README.md': { settings: settingsTable(), reasons: reasonsTable() },
  'docs/policy.md': { policy: policyTable(), checks: checksTables() },
  'docs/notifications.md': { notify: notifyTable() },
  'docs/install.md': installationFiles(),
};

/** Writes the generated parts, or with `--check` fails when they are not up to date. */
for (const [name, parts] of Object.entries(documents)) {
  const file = path.join(projectRoot, name);
  const before = await readFile(file, 'utf8');
  const filled = replaceGenerated(before, parts);
  const after = await format(filled, { ...(await resolveConfig(file)), parser: 'markdown' });

  if (after === before) {
    process.stdout.write(`What is generated in ${name} is up to date.\n`);
  } else if (process.argv.includes('--check')) {
    process.stderr.write(`What is generated in ${name} is out of date: run npm run docs.\n`);
    process.exitCode = 1;
  } else {
    await writeFile(file, after);
    process.stdout.write(`Wrote what is generated in ${name}.\n`);
  }
}
