import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { Enrolment } from '../people/photos.ts';
import { systemClock } from '../platform/clock.ts';
import { DeliveryError } from '../platform/http-call.ts';
import { putMessage } from '../store/tables/outbox.ts';
import type { WatchedFile } from '../watched-files/watched-file.ts';
import type { NotificationSettings } from './create-destinations.ts';
import type { Destination } from './destination.ts';
import { noticeOf } from './notice.ts';
import type { MessageContents } from './message-contents.ts';
import { isAddress } from '../platform/text.ts';

/** Beside the channels of the file, whose names hold no space. */
const enrolledPeople = 'enrolled people';

const giveUpAfterMs = 3 * 24 * 60 * 60_000;

/** Notifies enrolled people of changes to their own record, by the mail server that the file names. */
export function enrolledPeopleDestination(
  file: Pick<WatchedFile<NotificationSettings>, 'inForce' | 'isFollowed'>,
  log: Logger,
): Destination {
  return {
    name: enrolledPeople,
    place: enrolledPeople,
    async send(message, signal) {
      const { mail } = file.inForce;
      if (!mail) {
        // One that cannot be read takes nothing away from what waits for it.
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
 * Puts a message to someone into the outbox whose record was begun again on the word of a manager, with no
 * face that said whose it is: in the transaction that does it, in whichever process.
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
