import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { WatchedFile } from '../watched-files/watched-file.ts';
import type { Decision } from '../sign-in/decision.ts';
import type { LedgerHook } from '../sign-in/ledger.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { Delivery, type DeliveryDeps } from './delivery.ts';
import type { Destination, VisitEndHook } from './destination.ts';
import type { MessageContents } from './message-contents.ts';
import { defaultGiveUpAfterHours } from './notify-schema.ts';
import { Outbox } from './outbox.ts';
import type { Contacts } from './people-destination.ts';
import { notificationFileKind, type NotificationSettings } from './create-destinations.ts';
import { enrolledPeopleDestination } from './enrolled-people.ts';
import { WaitingNumber } from './waiting-number.ts';
import {
  mailDestinations,
  writtenMessages,
  type MayInvite,
  type WrittenMessages,
} from './written-messages.ts';

interface Deps {
  config: Pick<Config, 'templateKeyFile' | 'notifyFile' | 'notifyCopyFile'>;
  secrets: Pick<Secrets, 'notify'>;
  db: Db;
  log: Logger;
  clock?: Clock;
  /** Where else messages go than to the operator's channels. */
  destinations?: readonly Destination[];
  contacts?: Contacts;
  /** Default: nobody. */
  mayInvite?: MayInvite;
  onEnd?: DeliveryDeps['onEnd'];
  /** Whether this instance, of all, shows how many wait; default: it does. */
  showsNumber?: () => Promise<boolean>;
}

/** Notifies people, and other listeners, of decisions. */
export interface Notifications {
  /** To be written with every verdict. */
  ledgerHook: LedgerHook;
  /** To be called with every visit that ends at the desk. */
  visitEnded: VisitEndHook;
  /** To be called when a sign-in was answered, or a visit ended. */
  onDecided: () => void;
  /**
   * Sends a message about a sign-in that is stored nowhere else.
   * @param about the same for the same sign-in, which causes one message
   */
  notifyUnstored: (decision: Decision, signIn: SignInRequest, about: string) => Promise<void>;
  alerts: Alerts;
  written: WrittenMessages;
  file: WatchedFile<NotificationSettings>;
  /** Resolves when all that was due has been tried. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Notifies the people who look after the service and its lobby screens. */
export interface Alerts {
  /** Minutes of trouble before a message; null without alerts. The file may change it. */
  readonly kioskGoneMinutes: number | null;
  /**
   * @param about the same for the same event, which causes one message
   * @param subject the kiosk's id
   */
  tell(contents: MessageContents, about: string, subject: string): Promise<void>;
}

const hourMs = 60 * 60_000;

/** Follows the file, and takes up what waits in the outbox. @throws {FileError, StoreError} */
export async function startNotify(deps: Deps): Promise<Notifications> {
  const { config, secrets, db, log, clock = systemClock, contacts = async () => [] } = deps;
  const cipher = new RecordCipher(config.templateKeyFile);
  await cipher.readKey();
  const file = new WatchedFile({
    kind: notificationFileKind({ secrets: secrets.notify, clock, contacts, log }),
    place: { file: config.notifyFile, isExpected: false },
    copy: config.notifyCopyFile,
    db,
    log,
  });
  await file.start();
  if (!file.inForce.file && file.isFollowed) {
    log.warn('no notifications of reviews: there is no notify.yaml in the data folder');
  }
  const { outbox, delivery } = createOutbox(file, { ...deps, cipher, clock });
  file.on('changed', () => delivery.rearrange());
  await delivery.start().catch(async (error: unknown) => {
    await file.stop();
    throw error;
  });
  const { showsNumber: isLeader } = deps;
  const channels = () => file.inForce.channels;
  const waiting = new WaitingNumber({ db, channels, clock, log, ...(isLeader && { isLeader }) });
  waiting.begin();
  file.on('changed', () => waiting.begin());
  return {
    ledgerHook: outbox.ledgerHook,
    visitEnded: outbox.planEnds,
    onDecided: () => delivery.wake(),
    async notifyUnstored(decision, signIn, about) {
      await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((transaction) => outbox.planAll(transaction, decision, signIn, about));
      delivery.wake();
    },
    alerts: alertsBy(file, { db, outbox, delivery }),
    written: writtenMessages(file, { outbox, delivery }),
    file,
    async settled() {
      await delivery.settled();
      await waiting.settled();
    },
    async stop() {
      await file.stop();
      await waiting.stop();
      await delivery.stop();
    },
  };
}

/** What is to be sent, and who sends it. */
function createOutbox(
  file: WatchedFile<NotificationSettings>,
  {
    db,
    log,
    cipher,
    clock,
    mayInvite = async () => false,
    ...deps
  }: Deps & { cipher: RecordCipher; clock: Clock },
) {
  const named = [enrolledPeopleDestination(file, log), ...mailDestinations(file, log, mayInvite)];
  const destinations = () => [...file.inForce.channels, ...named, ...(deps.destinations ?? [])];
  const giveUpAfterMs = () =>
    (file.inForce.file?.giveUpAfterHours ?? defaultGiveUpAfterHours) * hourMs;
  const outbox = new Outbox({ cipher, clock, log, destinations, giveUpAfterMs });
  const delivery = new Delivery({
    ...{ db, cipher, clock, log, destinations },
    // A file that cannot be read takes no channel away from what waits for it.
    areAllKnown: () => file.isFollowed || file.inForce.file !== null,
    onEnd: deps.onEnd,
  });
  return { outbox, delivery };
}

function alertsBy(
  file: WatchedFile<NotificationSettings>,
  { db, outbox, delivery }: { db: Db; outbox: Outbox; delivery: Delivery },
): Alerts {
  return {
    get kioskGoneMinutes() {
      return file.inForce.file?.alerts?.kioskGoneMinutes ?? null;
    },
    async tell(contents, about, subject) {
      const to = file.inForce.file?.alerts?.to ?? [];
      const alerted = file.inForce.channels.filter(({ name }) => to.includes(name));
      const beside = db.transaction().setIsolationLevel('read committed');
      await beside.execute(async (transaction) => {
        for (const destination of alerted) {
          const planned = await destination.alert(transaction, contents);
          if (!planned) continue;
          await outbox.put(transaction, destination.name, planned, { about, subject });
        }
      });
      delivery.wake();
    },
  };
}
