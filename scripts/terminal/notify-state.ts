import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readEnvironment } from '../../server/config/environment.ts';
import { loadSecrets, type Secrets } from '../../server/config/secrets.ts';
import { contactsFor } from '../../server/envoy/installs.ts';
import { addressesIn } from '../../server/envoy/setup-form.ts';
import {
  notificationFileKind,
  type NotificationSettings,
} from '../../server/notify/create-destinations.ts';
import { DeliveryError } from '../../server/platform/http-call.ts';
import type { NotifyFile } from '../../server/notify/notify-schema.ts';
import { recipientsOf, type PeopleDestination } from '../../server/notify/people-destination.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { printable } from '../../server/platform/text.ts';
import type { Db } from '../../server/store/schema.ts';
import { listInstalls } from '../../server/store/tables/kiosks.ts';
import { fileState, type FileState } from '../../server/watched-files/file-state.ts';
import { RefusalError } from './answer.ts';
import { commandConfig } from './command-config.ts';
import { mistakesRefusal } from './diagnostics.ts';

/** Who gets which message, as the service would read it. @param db null: does not check what the service uses */
export function notifyState(
  file: string,
  secrets: Secrets['notify'],
  db: Db | null,
): Promise<FileState<NotificationSettings>> {
  const kind = notificationFileKind({ secrets, clock: systemClock, contacts: contactsFor });
  return fileState(kind, { file, isExpected: false }, db);
}

/** A file that is in order. */
type SoundNotifyFile = { path: string; file: NotifyFile } & Pick<NotificationSettings, 'channels'>;

/** Reads the installation's file, or the one named. @throws {RefusalError} with every mistake */
export async function readSoundNotifyFile(named?: string): Promise<SoundNotifyFile> {
  const env = readEnvironment();
  const { dataDir, notifyFile } = commandConfig(env);
  const place = named ? path.resolve(named) : notifyFile;
  const state = await notifyState(place, loadSecrets(env, dataDir).notify, null);
  if (!state.value) throw mistakesRefusal('notify_mistakes', state);
  const { file, channels } = state.value;
  if (file) return { path: state.file, file, channels };
  throw new RefusalError(
    'no_notify_file',
    `There is no ${state.file}, so no notifications are sent. docs/notifications.md shows one.`,
  );
}

/** Channels that tell the contact of the set-up in Envoy. */
export function channelsToContact({ channels }: NotifyFile): string[] {
  return channels.flatMap((entry) => (recipientsOf(entry) === 'contact' ? [entry.name] : []));
}

/** Where a channel would tell the contact and there is none: a sentence for each. */
export async function contactGaps(file: NotifyFile, db: Db): Promise<string[]> {
  const channels = channelsToContact(file);
  if (channels.length === 0) return [];
  const installs = await listInstalls(db);
  const without = installs.filter(({ contact }) => addressesIn(contact).length === 0);
  return channels.flatMap((name) =>
    without.length === installs.length
      ? [`"${name}" tells nobody: no set-up in Envoy has named a contact.`]
      : without.map(
          ({ locationName, installId }) =>
            printable`"${name}" tells nobody of sign-ins at ${locationName ?? `install ${installId}`}: its set-up in Envoy names no contact.`,
        ),
  );
}

/** The result of a test message. */
export interface Tried {
  channel: string;
  /** A code; null when the message was taken. */
  fault: string | null;
}

const timeoutMs = 30_000;

/** Sends a test message through a channel, at once and past the outbox. */
export async function tryChannel(destination: PeopleDestination, db: Db): Promise<Tried> {
  const channel = destination.name;
  try {
    const createdAt = new Date();
    const planned = await destination.alert(db, { kind: 'test', at: createdAt.toISOString() });
    if (!planned) return { channel, fault: 'nobody_to_tell' };
    const letter = { id: randomUUID().replaceAll('-', ''), ...planned, createdAt };
    await destination.send(letter, AbortSignal.timeout(timeoutMs));
    return { channel, fault: null };
  } catch (error) {
    return { channel, fault: error instanceof DeliveryError ? error.code : 'failed' };
  }
}

/** For the codes that are met most. */
export function faultAdvice(fault: string): string {
  const advice: [RegExp, string][] = [
    [/^http_(401|403|404|410)$/, 'The secret address is wrong or was taken back: make a new one.'],
    [/^http_4/, 'The other side does not take such messages at that address.'],
    [/^http_5|^http_429/, 'The other side has trouble. Try again later.'],
    [/^smtp_535|^EAUTH/, 'The name or NOTIFY_SMTP_PASSWORD is wrong.'],
    [/^smtp_55/, 'The server refuses the sender or the recipient.'],
    [/^smtp_50/, 'The server has no STARTTLS: look at `security` in notify.yaml.'],
    [/TLS|CERT|SIGNED/, 'The encryption failed: look at the host, the port and `security`.'],
    [/^ENOTFOUND|^EAI|^EDNS/, 'There is no such host.'],
    [/^ECONN|^ESOCKET|timed_out|TIMEDOUT/i, 'Nobody answers there: host, port, firewall?'],
  ];
  return advice.find(([pattern]) => pattern.test(fault))?.[1] ?? '';
}
