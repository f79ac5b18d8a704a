import type { Logger } from 'pino';
import type { ReloadableFile } from '#base/reloadable';
import { DeliveryError } from '#base/http';
import { isAddress } from '#base/text';
import type { Db } from '../store/schema.ts';
import type { NotificationSettings } from './create-destinations.ts';
import type { Delivery } from './delivery.ts';
import type { Destination } from './destination.ts';
import { noticeOf } from './notice.ts';
import type { MessageContents } from './message-contents.ts';
import type { Outbox } from './outbox.ts';
import { withoutLinksIn } from './people-destination.ts';

/** Differs from all channels of the file, whose names contain no space. */
export const hostByMail = 'the host';
const visitorByMail = 'a visitor';

type Invitation = Omit<Extract<MessageContents, { kind: 'enrolment_invited' }>, 'kind' | 'to'>;
type Written = Omit<Extract<MessageContents, { kind: 'desk_wrote' }>, 'kind' | 'to'>;

/** Messages that the desk writes about a visitor, to the host or to one of the operator's channels. */
export interface WrittenMessages {
  /** The possible recipients by name; includes `hostByMail` if there is a mail server and the address is known. */
  places(hostEmail: string | null): { name: string; type: string }[];
  /**
   * Stores the message in the outbox. It is sent after the transaction and a call of `wake`.
   * @param about unique for each message
   * @returns false when the recipient is no longer possible
   */
  put(transaction: Db, to: string, message: Written, facts: Facts): Promise<boolean>;
  /** Whether there is a mail server. */
  readonly hasMail: boolean;
  /** Stores an invitation to a visitor in the outbox, as `put` does. */
  putInvitation(
    transaction: Db,
    invitation: Invitation,
    facts: Omit<Facts, 'hostEmail'>,
  ): Promise<void>;
  wake(): void;
}

interface Facts {
  about: string;
  /** The job id of the sign-in, or a stand-in for the address. */
  subject: string;
  personId: string | null;
  hostEmail: string | null;
}

type Told = Pick<ReloadableFile<NotificationSettings>, 'inForce' | 'isFollowed'>;

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
    get hasMail() {
      return file.inForce.mail !== null;
    },
    async putInvitation(transaction, invitation, facts) {
      const kind = 'enrolment_invited';
      const contents: MessageContents = { kind, ...invitation, to: [invitation.claim.email] };
      await outbox.put(transaction, visitorByMail, { kind, contents }, facts);
    },
    wake: () => delivery.wake(),
  };
}

/** Whether a visitor may still be invited to enrol. */
export type MayInvite = (claim: Invitation['claim']) => Promise<boolean>;

/** Sends mail to a visitor's host and to visitors, through the file's mail server. */
export function mailDestinations(file: Told, log: Logger, mayInvite: MayInvite): Destination[] {
  return [hostByMail, visitorByMail].map((name) => ({
    name,
    place: name,
    async send(message, signal) {
      const { mail } = file.inForce;
      if (!mail) {
        if (file.isFollowed)
          log.warn({ to: name }, 'no notification: notify.yaml names no mail server');
        throw new DeliveryError('no_mail_server', { permanent: file.isFollowed });
      }
      const contents = message.contents as MessageContents | null;
      if (contents?.kind === 'enrolment_invited' && !(await mayInvite(contents.claim))) {
        throw new DeliveryError('not_wanted', { permanent: true });
      }
      const visibleContents = contents && withoutLinksIn(contents);
      await mail.send(
        { ...message, contents: visibleContents, notice: noticeOf(visibleContents) },
        signal,
      );
    },
  }));
}
