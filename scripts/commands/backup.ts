import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Option } from 'commander';
import { copyDatabase } from '#server/store/store-copies.ts';
import { recordEvent } from '#server/audit/record.ts';
import { keyInUse } from '#server/keys/keyring.ts';
import { templateKeyCheck } from '#server/store/tables/templates.ts';
import { openTemplateKey } from '#server/templates/open-cipher.ts';
import { countPeople } from '#server/store/tables/people.ts';
import { modelsDir } from '#server/vision/installed-models.ts';
import { RefusalError, type CommandResult } from '../terminal/answer.ts';
import { createProgram, type Command, exitCodesHelp } from '../terminal/program.ts';
import { countText, wrapText } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { withPresentInstallation, type OpenInstallation } from '../terminal/with-installation.ts';
import { passphraseFrom, passphraseHelp } from '../terminal/passphrase.ts';
import { sealKeys } from '#server/installation/backup/sealed-keys.ts';
import {
  gatherKeys,
  gatherParts,
  keyNames,
  notGathered,
  partNames,
} from '#server/installation/backup/gather.ts';
import {
  backupName,
  backupsFolder,
  backupsKept,
  removeOldBackups,
} from '#server/installation/backup/kept-backups.ts';
import { addParts, markOfParts } from '#server/installation/backup/parts.ts';

interface Options {
  out?: string;
  into?: string;
  withKeys?: boolean;
  passphraseFile?: string;
  json?: boolean;
}

const help = `
One file of all that a new machine needs, taken while the service runs, and
looked through: the database, the policy, the notification file, the settings,
and recognisers of your own. Secrets are not in it.

With --with-keys the template key, the key of the opt-out list and what
"kiosk certificate" made are in it as well, encrypted to a passphrase, without
which nobody can put them back. Without these keys, nobody can read the faces in
it. Names and e-mails are in the clear either way, so mind where it goes.

${passphraseHelp}

With --into, the time names the file, and the newest ${backupsKept} of such files
stay. vestibule-backup.timer does that each night.

Those erased later are erased again when it is restored, as long as
erased-ids.txt of the data folder is there: keep that with your backups, too.

Examples:
  vestibule backup --out /backups/vestibule-2026-11-25.sqlite
  vestibule backup --out /safe/vestibule.sqlite --with-keys
  vestibule backup --into ${backupsFolder} --with-keys

docs/new-machine.md tells how it goes onto another machine.

${exitCodesHelp}`;

export function command(): Command {
  return createProgram('backup')
    .description('Copy all that a new machine needs into one file.')
    .addOption(new Option('--out <file>', 'the backup; nothing may be there yet').conflicts('into'))
    .option('--into <folder>', 'a new file in it, and older ones are deleted')
    .option('--with-keys', 'with the keys, encrypted to a passphrase')
    .option('--passphrase-file <file>', 'where that stands; - is standard input')
    .hook('preAction', (backup) => {
      const { out, into } = backup.opts<Options>();
      if (out === undefined && into === undefined)
        backup.error('error: give --out <file> or --into <folder>');
    })
    .addHelpText('after', help)
    .answers((options: Options) => withPresentInstallation((place) => backUp(place, options)));
}

async function backUp(
  { store, config }: OpenInstallation,
  options: Options,
): Promise<CommandResult> {
  const { db } = store;
  const file = newFile(options);
  mustBeFree(file);
  // Without a key, nothing could prove the files at the restore. A key that is lost is not made again.
  if (!(await templateKeyCheck(db))) {
    await openTemplateKey(db, config.templateKeyFile, commandActor());
  }
  const keys = options.withKeys ? await gatherKeys(db, config) : null;
  const parts = await gatherParts(config, modelsDir);
  if (keys) parts.set(partNames.keys, await sealKeys(keys, await newPassphrase(options)));
  await copyDatabase(db, file, async (draft) => {
    const key = await keyInUse(db, config.templateKeyFile);
    if (key) parts.set(partNames.mark, markOfParts(key, parts));
    addParts(draft, parts);
    if (!keys) return;
    const after = await gatherKeys(db, config);
    if (after[keyNames.template] === keys[keyNames.template]) return;
    throw new RefusalError(
      'key_changed',
      'The key was rotated meanwhile: do it again. Nothing was left.',
    );
  });
  const [people, { size: bytes }] = [await countPeople(db), await stat(file)];
  const details = { people, withKeys: keys !== null };
  await recordEvent(db, { action: 'backup_made', actor: commandActor(), details });
  const former =
    options.into === undefined
      ? null
      : await removeOldBackups(path.dirname(file), path.basename(file));
  const contents = [...parts.keys()].filter((name) => name !== partNames.mark);
  const left = notGathered(config);
  const lines = [
    `${countText(people, 'person', 'people')}, ${(bytes / 1e6).toFixed(1)} MB, checked, in ${file}`,
    `Beside the database: ${contents.join(', ')}.`,
    ...(parts.has(partNames.mark)
      ? []
      : ['The template key is not here, so nothing proves these files at a restore.']),
    ...(left.length > 0
      ? [`Not in it, as the settings name them elsewhere: ${left.join(', ')}`]
      : []),
    ...(former
      ? [`Backups in this folder: ${former.kept}; old files deleted: ${former.removed.length}.`]
      : []),
    ...(keys
      ? ['Anyone with this file and its passphrase can read the faces.']
      : ['The keys are not in it: keep copies of them elsewhere, or add --with-keys.']),
  ];
  const json = { file, bytes, people, contents, notInIt: left, removed: former?.removed ?? [] };
  return { ok: true, text: lines.map((line) => wrapText(line)).join('\n'), json };
}

async function newPassphrase({ passphraseFile, json }: Options): Promise<string> {
  const passphrase = await passphraseFrom(passphraseFile, { isNew: true, mayAsk: !json });
  if (passphrase !== null) return passphrase;
  throw new RefusalError(
    'no_passphrase',
    'The keys are encrypted to a passphrase, and there is none. Give it with --passphrase-file. The timer takes it from /etc/vestibule/credentials/BACKUP_PASSPHRASE. No backup was made.',
  );
}

function newFile({ out, into }: Options): string {
  return out === undefined ? path.resolve(into!, backupName(new Date())) : path.resolve(out);
}

function mustBeFree(file: string): void {
  if (!existsSync(file)) return;
  throw new RefusalError(
    'file_exists',
    `${file} is there already. Give another name; nothing was done.`,
  );
}
