import { checkOf, readNextKey } from '#server/keys/keyring.ts';
import { templateKeySince } from '#server/store/tables/templates.ts';
import { countCiphertexts } from '#server/templates/cipher.ts';
import { openTemplateKey } from '#server/templates/open-cipher.ts';
import { requestRotation } from '#server/templates/rotation.ts';
import type { CommandResult } from '../terminal/answer.ts';
import { createProgram, type Command, exitCodesHelp } from '../terminal/program.ts';
import { wrapText, dateOf } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation, type OpenInstallation } from '../terminal/with-installation.ts';

const help = `
Face templates are stored encrypted, and turned by a transform that is secret
too. Both keys are in one file, outside the database. Keep a copy of it, apart
from the copies of the database: without it the templates are lost.

Examples:
  vestibule keys status
  vestibule keys rotate
  vestibule keys rotate --revoke

${exitCodesHelp}`;

export function command(): Command {
  return createProgram('keys')
    .description('Look after the key that face templates are stored under.')
    .addHelpText('after', help)
    .withCommands(statusCommand, rotateCommand);
}

interface Options {
  revoke?: boolean;
}

const rotateHelp = `
Use "rotate" as a matter of routine, or when a copy of the key file may have got
into other hands. Use "rotate --revoke" when templates may have leaked, even in
the clear: what leaked matches nothing here afterwards, and nobody needs new
photos. It does not help people elsewhere, where the same recogniser is used
without a transform.

What the old key sealed of the audit record counts no more: it is sealed again,
unless there is a fault in it, which "audit verify" then tells.

The next start of the service does it, and holds every visitor meanwhile: a few
seconds. With several instances, stop the others first, and copy the new key to
each before you start them again.

Copies of the database from before need the key from before: keep that as long
as you keep them, or let it go so that nobody can read them.

Examples:
  vestibule keys rotate
  vestibule keys rotate --revoke`;

export const rotateCommand = createProgram('rotate')
  .about(
    'put all stored templates under a new key',
    'Have the next start of the service put all stored templates under a new key.',
  )
  .option('--revoke', 'a new transform too, so that templates which leaked match no more')
  .addHelpText('after', rotateHelp)
  .answers((options: Options) => withInstallation(rotate(options)));

function rotate({
  revoke = false,
}: Options): (installation: OpenInstallation) => Promise<CommandResult> {
  return async ({ store, config }) => {
    const keyFile = config.templateKeyFile;
    const actor = commandActor();
    const { version } = await requestRotation(store.db, keyFile, { revoke, actor });
    const sentence =
      `The next start of the service puts everything under a new key${revoke ? ' and a new transform' : ''} ` +
      `(version ${version}): restart it, with systemctl restart vestibule. ` +
      `Then copy ${keyFile} to where you keep its backup. ` +
      'Backups of the database from before need the key from before.';
    return { ok: true, text: wrapText(sentence), json: { version, revoked: revoke, keyFile } };
  };
}

const statusHelp = `
The fingerprints tell one key from another and give nothing of it away: note
them with the copy of the key, to know later which database it is for.

Example:
  vestibule keys status`;

export const statusCommand = createProgram('status')
  .about(
    'which key the stored templates are under',
    'Say which key the stored templates are under.',
  )
  .addHelpText('after', statusHelp)
  .answers(() => withInstallation(status));

async function status({ store: { db }, config }: OpenInstallation): Promise<CommandResult> {
  const keyFile = config.templateKeyFile;
  const key = await openTemplateKey(db, keyFile, commandActor());
  const check = checkOf(key);
  const fingerprint = check.encryption.toString('hex').slice(0, 16);
  const transform = check.transform.toString('hex').slice(0, 16);
  const since = await templateKeySince(db);
  const next = (await readNextKey(keyFile))?.version ?? null;
  const templates = await countCiphertexts(db);
  const counts = Object.entries(templates).map(([table, count]) => `${count} in ${table}`);
  const lines = [
    ['Key file', keyFile],
    ['Version', `${key.version}${since ? `, since ${dateOf(since)}` : ''}`],
    ...(next === null ? [] : [['Next start', `a new key, version ${next}`]]),
    ['Key', fingerprint],
    ['Transform', transform],
    ['Templates', counts.join(', ')],
  ];
  const text = lines.map(([label = '', value]) => `${label.padEnd(11)}${value}`).join('\n');
  const json = { keyFile, version: key.version, next, since, fingerprint, transform, templates };
  return { ok: true, text, json };
}
