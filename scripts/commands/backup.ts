import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { recordEvent } from '../../server/audit/record.ts';
import type { Config } from '../../server/config/config.ts';
import { createFile } from '../../server/platform/atomic-file.ts';
import { copyDatabase } from '../../server/store/copy-database.ts';
import { countPeople } from '../../server/store/tables/people.ts';
import { Refusal, type Answer } from '../terminal/answer.ts';
import { createProgram, type Command, exitCodesHelp } from '../terminal/program.ts';
import { wrapped } from '../terminal/text.ts';
import {
  commandActor,
  withPresentInstallation,
  type Installation,
} from '../terminal/with-installation.ts';

interface Options {
  out: string;
  withKeys?: boolean;
}

const help = `
Copies the database into one file while the service runs, and looks the copy
through. Without the keys, the faces in it are worth nothing to whoever finds
it; names and e-mails are in the clear, so mind where it goes. Keep the keys
apart: template.key (changes only when you rotate it) and opt-out.key.

Whoever is erased later is erased again when this copy is restored, as long as
erased-ids.txt of the data folder is there: keep that with your backups, too.

Examples:
  vestibule backup --out /backups/vestibule-2026-11-25.sqlite
  vestibule backup --out /safe/vestibule.sqlite --with-keys

${exitCodesHelp}`;

export function command(): Command {
  return createProgram('backup')
    .description('Copy the database while the service runs.')
    .requiredOption('--out <file>', 'the copy; nothing may be there yet')
    .option('--with-keys', 'put the keys beside it: whoever has all of that can read the faces')
    .addHelpText('after', help)
    .answers((options: Options) => withPresentInstallation((place) => backUp(place, options)));
}

async function backUp({ store, config }: Installation, options: Options): Promise<Answer> {
  const { db } = store;
  const file = path.resolve(options.out);
  const keys = options.withKeys ? keysOf(config, file) : [];
  for (const target of [file, ...keys.map(({ to }) => to)]) mustBeFree(target);
  await copyDatabase(db, file);
  for (const { from, to } of keys) await createFile(to, await readFile(from));
  const [people, { size: bytes }] = [await countPeople(db), await stat(file)];
  const details = { people, withKeys: keys.length > 0 };
  await recordEvent(db, { action: 'backup_made', actor: commandActor(), details });
  const lines = [
    `${people === 1 ? '1 person' : `${people} people`}, ${(bytes / 1e6).toFixed(1)} MB, checked, in ${file}`,
    ...keys.map(({ to }) => `Key in ${to}`),
    ...(keys.length > 0 ? ['Whoever has these files can read the faces. Keep them apart.'] : []),
  ];
  const json = { file, bytes, people, keys: keys.map(({ to }) => to) };
  return { ok: true, text: lines.map((line) => wrapped(line)).join('\n'), json };
}

/** Those that there are. */
function keysOf(config: Config, file: string): { from: string; to: string }[] {
  const all = [
    { from: config.templateKeyFile, to: `${file}.template.key` },
    { from: config.optOutKeyFile, to: `${file}.opt-out.key` },
  ];
  return all.filter(({ from }) => existsSync(from));
}

function mustBeFree(file: string): void {
  if (!existsSync(file)) return;
  throw new Refusal(
    'file_exists',
    `${file} is there already. Give another name; nothing was done.`,
  );
}
