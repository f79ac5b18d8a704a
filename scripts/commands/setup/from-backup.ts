import { existsSync } from 'node:fs';
import path from 'node:path';
import { keyNames, partNames } from '#server/installation/backup/gather.ts';
import { openKeys } from '#server/installation/backup/sealed-keys.ts';
import type { FromBackup } from '#server/installation/setup/from-backup.ts';
import type { InstallLocation } from '#server/installation/setup/install-location.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { passphraseFrom } from '../../terminal/passphrase.ts';

/** Asks before anything is written. @returns null to keep the key of this machine. @throws {RefusalError} */
export async function passphraseOf(
  { parts, settings }: FromBackup,
  { passphraseFile, root }: { passphraseFile?: string; root: string },
  place: InstallLocation,
  mayAsk: boolean,
): Promise<string | null> {
  const sealed = parts.get(partNames.keys);
  const passphrase = sealed ? await passphraseFrom(passphraseFile, { isNew: false, mayAsk }) : null;
  if (sealed && passphrase !== null) {
    await openKeys(sealed, passphrase);
    return passphrase;
  }
  const keyFile =
    settings['VESTIBULE_TEMPLATE_KEY_FILE'] ?? path.join(place.dataDir, keyNames.template);
  if (existsSync(path.join(root, keyFile))) return null;
  throw new RefusalError(
    'key_missing',
    sealed
      ? 'The keys in the backup need their passphrase: --passphrase-file. Nothing was written.'
      : `The backup was made without its keys: first put template.key and opt-out.key into ${place.dataDir}, for its owner only. Nothing was written.`,
  );
}
