import path from 'node:path';
import { keyNames, partNames } from '#server/installation/backup/gather.ts';
import { mustBeProven } from '#server/installation/backup/parts.ts';
import { openKeys } from '#server/installation/backup/sealed-keys.ts';
import type { FromBackup } from '#server/installation/setup/from-backup.ts';
import type { InstallLocation } from '#server/installation/setup/install-location.ts';
import { parseTemplateKey, readKeyFile } from '#server/keys/keyring.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { passphraseFrom } from '../../terminal/passphrase.ts';

interface Options {
  passphraseFile?: string;
  root: string;
  trustFiles?: boolean;
}

/** Asks before anything is written. @returns null to keep the key of this machine. @throws {RefusalError} */
export async function passphraseOf(
  { parts, settings }: FromBackup,
  { passphraseFile, root, trustFiles = false }: Options,
  place: InstallLocation,
  mayAsk: boolean,
): Promise<string | null> {
  const sealed = parts.get(partNames.keys);
  const passphrase = sealed ? await passphraseFrom(passphraseFile, { isNew: false, mayAsk }) : null;
  if (sealed && passphrase !== null) {
    const keys = await openKeys(sealed, passphrase);
    const key = parseTemplateKey(keys[keyNames.template] ?? '');
    if (key && !trustFiles) mustBeProven(key, parts);
    return passphrase;
  }
  const keyFile =
    settings['VESTIBULE_TEMPLATE_KEY_FILE'] ?? path.join(place.dataDir, keyNames.template);
  const key = await readKeyFile(path.join(root, keyFile));
  if (key && !trustFiles) mustBeProven(key, parts);
  if (key) return null;
  throw new RefusalError(
    'key_missing',
    sealed
      ? 'The keys in the backup need their passphrase: --passphrase-file. Nothing was written.'
      : `The backup was made without its keys: first put template.key and opt-out.key into ${place.dataDir}, for its owner only. Nothing was written.`,
  );
}
