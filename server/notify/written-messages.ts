import type { Logger } from 'pino';
import { DeliveryFault } from '../platform/http-call.ts';
import { isAddress } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import type { WatchedFile } from '../watched-files/watched-file.ts';
import type { WhoIsTold } from './create-destinations.ts';
import type { Delivery } from './delivery.ts';
import type { Destination } from './destination.ts';
import { noticeOf, type MessageContents } from './notice.ts';
import type { Outbox } from './outbox.ts';
import { withoutLinksIn } from './people-destination.ts';

/** Beside the channels of the file, whose names hold no space. */
export const hostByMail = 'the host';

type Written = Omit<Extract<MessageContents, { kind: 'desk_wrote' }>, 'kind' | 'to'>;

/** What someone at the desk writes of a visitor, to the host or to one of the operator's channels. */
export interface WrittenMessages {
  /** Where it can go, by name; `hostByMail` where there is a mail server and the address is known. */
  places(hostEmail: string | null): { name: string; type: string }[];
  /**
   * Puts it into the outbox, from which it is sent once the transaction is over and `wake` was called.
   * @param about unlike all others
   * @returns false when it cannot go there any more
   */
  put(transaction: Db, to: string, message: Written, facts: Facts): Promise<boolean>;
  wake(): void;
}

interface Facts {
  about: string;
  /** The job of the sign-in. */
  subject: string;
  personId: string | null;
  hostEmail: string | null;
}

type Told = Pick<WatchedFile<WhoIsTold>, 'inForce' | 'isFollowed'>;

export function writtenMessages(
  file: Told,
  { outbox, delivery }: { outbox: Outbox; delivery: Delivery },
): WrittenMessages {
  const places = (hostEmail: string | null) => {
    const { mail, file: written, channels } = file.inForce;
    const hasHost = mail !== null && hostEmail !== null && isAddress(hostEmail);
    const typeOf = (name: string) =>
      written?.channels.find((entry) => entry.name === name)?.type ?? '';
    return [
      ...(hasHost ? [{ name: hostByMail, type: 'email' }] : []),
      ...channels
        .filter(({ hasAddresses }) => hasAddresses)
        .map(({ name }) => ({ name, type: typeOf(name) })),
    ];
  };
  return {
    places,
    async put(transaction, to, message, { hostEmail, ...facts }) {
      if (!places(hostEmail).some(({ name }) => name === to)) return false;
      const contents: MessageContents = { kind: 'desk_wrote', ...message };
      if (to === hostByMail && hostEmail !== null) contents.to = [hostEmail];
      await outbox.put(transaction, to, { kind: contents.kind, contents }, facts);
      return true;
    },
    wake: () => delivery.wake(),
  };
}

/** The visitor's host, by the mail server that the file names. */
export function hostDestination(file: Told, log: Logger): Destination {
  return {
    name: hostByMail,
    place: hostByMail,
    async send(message, signal) {
      const { mail } = file.inForce;
      if (!mail) {
        if (file.isFollowed) log.warn('a host is not told: notify.yaml names no mail server');
        throw new DeliveryFault('no_mail_server', { permanent: file.isFollowed });
      }
      const contents = message.contents as MessageContents | null;
      const shown = contents && withoutLinksIn(contents);
      await mail.send({ ...message, contents: shown, notice: noticeOf(shown) }, signal);
    },
  };
}
