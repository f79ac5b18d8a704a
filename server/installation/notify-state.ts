import { randomUUID } from 'node:crypto';
import { fileState, type FileState } from '#base/reloadable';
import type { Secrets } from '../config/secrets.ts';
import { contactsFor } from '../envoy/installs.ts';
import { addressesIn } from '../envoy/setup-form.ts';
import {
  notificationFileKind,
  notifyFileRecord,
  type NotificationSettings,
} from '../notify/create-destinations.ts';
import { DeliveryError } from '#base/http';
import type { NotifyFile } from '../notify/notify-schema.ts';
import { recipientsOf, type PeopleDestination } from '../notify/people-destination.ts';
import { systemClock } from '../platform/clock.ts';
import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { listInstalls } from '../store/tables/kiosks.ts';

/** Reads the notification file as the service does. @param db null: does not check which file the service uses */
export function notifyState(
  file: string,
  secrets: Secrets['notify'],
  db: Db | null,
): Promise<FileState<NotificationSettings>> {
  const kind = notificationFileKind({ secrets, clock: systemClock, contacts: contactsFor });
  return fileState(kind, { file, isExpected: false }, db && notifyFileRecord(db));
}

/** Channels that send to the contact from the set-up in Envoy. */
export function channelsToContact({ channels }: NotifyFile): string[] {
  return channels.flatMap((entry) => (recipientsOf(entry) === 'contact' ? [entry.name] : []));
}

/** One sentence for each install without a contact, if a channel sends to the contact. */
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
  /** A code; null when the channel accepted the message. */
  fault: string | null;
}

const timeoutMs = 30_000;

/** Sends a test message through a channel at once, without the outbox. */
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

/** Advice for the most frequent codes. */
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
