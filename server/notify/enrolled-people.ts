import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { ReloadableFile } from '#base/reloadable';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Enrolment } from '../people/photos.ts';
import { systemClock } from '../platform/clock.ts';
import { DeliveryError } from '#base/http';
import { putMessage } from '../store/tables/outbox.ts';
import type { NotificationSettings } from './create-destinations.ts';
import type { Destination } from './destination.ts';
import { noticeOf } from './notice.ts';
import type { MessageContents } from './message-contents.ts';
import { isAddress } from '#base/text';

/** Differs from all channels of the file, whose names contain no space. */
const enrolledPeople = 'enrolled people';

const giveUpAfterMs = 3 * 24 * 60 * 60_000;

/** Notifies enrolled people about changes of their own record, through the file's mail server. */
export function enrolledPeopleDestination(
  file: Pick<ReloadableFile<NotificationSettings>, 'inForce' | 'isFollowed'>,
  log: Logger,
): Destination {
  return {
    name: enrolledPeople,
    place: enrolledPeople,
    async send(message, signal) {
      const { mail } = file.inForce;
      if (!mail) {
        // With an unreadable file, messages keep waiting.
        if (!file.isFollowed) throw new DeliveryError('file_not_followed');
        log.warn('no e-mail to an enrolled person: notify.yaml names no mail server');
        return;
      }
      const contents = message.contents as MessageContents | null;
      await mail.send({ ...message, contents, notice: noticeOf(contents) }, signal);
    },
  };
}

/**
 * Puts a message to a person into the outbox when a manager restarted their record without a matching face. Runs in
 * the transaction of that change, in any process.
 */
export function notifyOfRestart(cipher: RecordCipher): NonNullable<Enrolment['onRestarted']> {
  return async (transaction, { id: personId, email }) => {
    if (email === null || !isAddress(email)) return;
    await cipher.readKey();
    const createdAt = systemClock.now();
    const id = randomUUID().replaceAll('-', '');
    const kind = 'record_begun_again';
    const contents: MessageContents = { kind, to: [email], at: createdAt.toISOString() };
    await putMessage(transaction, {
      id,
      about: `${kind}:${id}`,
      channel: enrolledPeople,
      kind,
      subject: null,
      personId,
      contents: cipher.seal(contents, id),
      dueAt: createdAt,
      giveUpAt: new Date(createdAt.getTime() + giveUpAfterMs),
      createdAt,
    });
  };
}
