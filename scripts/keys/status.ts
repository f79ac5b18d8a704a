import type { Command } from 'commander';
import { templateKeySince } from '../../server/store/tables/template-keys.ts';
import { openTemplateKeys } from '../../server/store/template-keys/open-cipher.ts';
import { checkOf } from '../../server/store/template-keys/template-key.ts';
import { countCiphertexts } from '../../server/store/template-tables.ts';
import { commandActor } from '../cli/actor.ts';
import type { Answer } from '../cli/answer.ts';
import { answer, type OutputOptions } from '../cli/run.ts';
import { dateOf } from '../cli/text.ts';
import { withInstallation, type Installation } from '../cli/with-installation.ts';

const help = `
The fingerprints tell one key from another and give nothing of it away: note
them with the copy of the key, to know later which database it is for.

Example:
  npm run keys -- status`;

/** `keys status` */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .summary('which key the stored templates are under')
    .description('Say which key the stored templates are under.')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions) => answer(options, () => withInstallation(status)));
}

async function status({ store: { db }, config }: Installation): Promise<Answer> {
  const keyFile = config.templateKeyFile;
  const key = (await openTemplateKeys(db, keyFile, commandActor())).at(-1);
  if (!key) throw new Error('A key file without a key was read.');
  const check = checkOf(key);
  const fingerprint = check.encryption.toString('hex').slice(0, 16);
  const transform = check.transform?.toString('hex').slice(0, 16) ?? null;
  const since = await templateKeySince(db);
  const templates = await countCiphertexts(db);
  const counts = Object.entries(templates).map(([table, count]) => `${count} in ${table}`);
  const lines = [
    ['Key file', keyFile],
    ['Version', `${key.version}${since ? `, since ${dateOf(since)}` : ''}`],
    ['Key', fingerprint],
    ['Transform', transform ?? 'none'],
    ['Templates', counts.join(', ')],
  ];
  const text = lines.map(([label = '', value]) => `${label.padEnd(11)}${value}`).join('\n');
  const json = { keyFile, version: key.version, since, fingerprint, transform, templates };
  return { ok: true, text, json };
}
