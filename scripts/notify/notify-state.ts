import path from 'node:path';
import { readEnvironment } from '../../server/config/environment.ts';
import { loadSecrets, type Secrets } from '../../server/config/secrets.ts';
import { contactsFor } from '../../server/envoy/installs.ts';
import { fileState, type FileState } from '../../server/followed/file-state.ts';
import { systemClock } from '../../server/notify/clock.ts';
import { notifyKind, type WhoIsTold } from '../../server/notify/who-is-told.ts';
import type { Db } from '../../server/store/schema.ts';
import { Refusal } from '../cli/answer.ts';
import { commandConfig } from '../cli/command-config.ts';
import { mistakesRefusal } from '../cli/remarks.ts';
import { callersFolder } from '../enroll/callers-folder.ts';

/** Who is told, as the service would have it. @param db null: whether it is followed is not asked */
export function notifyState(
  file: string,
  secrets: Secrets['notify'],
  db: Db | null,
): Promise<FileState<WhoIsTold>> {
  const kind = notifyKind({ secrets, clock: systemClock, contacts: contactsFor });
  return fileState(kind, { file, isExpected: false }, db);
}

/** A file that is in order. */
type SoundNotifyFile = { path: string } & { [K in keyof WhoIsTold]: NonNullable<WhoIsTold[K]> };

/** Reads the installation's file, or the one named. @throws {Refusal} with every mistake */
export async function readSoundNotifyFile(named?: string): Promise<SoundNotifyFile> {
  const env = readEnvironment();
  const { dataDir, notifyFile } = commandConfig(env);
  const place = named ? path.resolve(callersFolder(), named) : notifyFile;
  const state = await notifyState(place, loadSecrets(env, dataDir).notify, null);
  if (!state.value) throw mistakesRefusal('notify_mistakes', state);
  const { file, channels } = state.value;
  if (file) return { path: state.file, file, channels };
  throw new Refusal(
    'no_notify_file',
    `There is no ${state.file}, so nobody is told of anything. docs/notifications.md shows one.`,
  );
}
