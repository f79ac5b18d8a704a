import { randomUUID } from 'node:crypto';
import { DeliveryFault } from '../../server/notify/destination.ts';
import type { PeopleDestination } from '../../server/notify/people-destination.ts';
import type { Db } from '../../server/store/schema.ts';

/** What came of a test message. */
export interface Tried {
  channel: string;
  /** A code; null when the message was taken. */
  fault: string | null;
}

const patienceMs = 30_000;

/** Sends a test message through a channel, at once and past the outbox. */
export async function tryChannel(destination: PeopleDestination, db: Db): Promise<Tried> {
  const channel = destination.name;
  try {
    const createdAt = new Date();
    const planned = await destination.alert(db, { kind: 'test', at: createdAt.toISOString() });
    if (!planned) return { channel, fault: 'nobody_to_tell' };
    const letter = { id: randomUUID().replaceAll('-', ''), ...planned, createdAt };
    await destination.send(letter, AbortSignal.timeout(patienceMs));
    return { channel, fault: null };
  } catch (error) {
    return { channel, fault: error instanceof DeliveryFault ? error.code : 'failed' };
  }
}

/** For the codes that are met most. */
export function whatToDo(fault: string): string {
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
