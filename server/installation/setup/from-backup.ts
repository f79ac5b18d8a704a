import path from 'node:path';
import { expectOrdinaryFile } from '#base/files';
import { settingSchemas } from '../../config/settings.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { partNames, type KeptSettings } from '../backup/gather.ts';
import { readBackupParts, type Parts } from '../backup/parts.ts';
import type { NewFile } from './files.ts';
import type { InstallLocation } from './install-location.ts';

/** The parts of a backup that go into an installation's files, before its data is restored. */
export interface FromBackup {
  file: string;
  parts: Parts;
  /** Settings whose paths refer to this machine's data folder. */
  settings: Readonly<Record<string, string>>;
}

/** @throws {RefusalError} `backup_unusable` */
export function readBackup(fromBackup: string | undefined, dataDir: string): FromBackup | null {
  if (fromBackup === undefined) return null;
  const file = path.resolve(fromBackup);
  expectOrdinaryFile(file);
  const parts = readBackupParts(file);
  const written = parts.get(partNames.settings);
  if (!written) {
    throw new RefusalError(
      'backup_unusable',
      `${file} is no backup with settings in it. One of an earlier version is put back by "restore". Nothing was written.`,
    );
  }
  const kept = JSON.parse(written.toString()) as KeptSettings;
  // An attacker may have made the backup on the old machine. Only known settings go into a file that root writes.
  const known = Object.entries(kept.values).filter(([name]) => name in settingSchemas);
  const here = ([name, value]: [string, string]): [string, string] => [
    name,
    value.startsWith(`${kept.dataDir}/`) ? dataDir + value.slice(kept.dataDir.length) : value,
  ];
  return { file, parts, settings: Object.fromEntries(known.map(here)) };
}

/**
 * The policy and notification files that settings name outside the data folder, where only root may write.
 * @throws {RefusalError} `backup_elsewhere` for a folder where setup writes nothing itself
 */
export function filesOfBackup(
  { parts, settings }: FromBackup,
  { dataDir, configDir }: InstallLocation,
  isThere: (file: string) => boolean,
): NewFile[] {
  const named = [
    { part: partNames.policy, setting: 'VESTIBULE_POLICY_FILE', purpose: 'which checks' },
    { part: partNames.notify, setting: 'VESTIBULE_NOTIFY_FILE', purpose: 'notifications' },
  ];
  return named.flatMap(({ part, setting, purpose }) => {
    const [file, content] = [settings[setting], parts.get(part)];
    if (!file || !content || !path.isAbsolute(file) || isIn(dataDir, file) || isThere(file)) {
      return [];
    }
    if (!isIn(configDir, file)) {
      throw new RefusalError(
        'backup_elsewhere',
        `By its settings, the ${part} of the backup is to be in ${file}, where setup writes nothing. Put it there first, or name another place with ${setting}. Nothing was written.`,
      );
    }
    return [{ path: file, purpose, content: content.toString(), isTheirs: true }];
  });
}

function isIn(folder: string, file: string): boolean {
  return path.resolve(file).startsWith(`${path.resolve(folder)}/`);
}
