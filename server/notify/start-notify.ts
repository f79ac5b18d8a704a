import type { Logger } from 'pino';
import { ReloadableFile } from '#base/reloadable';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import type { Decision } from '../sign-in/decision.ts';
import type { LedgerHook } from '../sign-in/ledger.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Db } from '../store/schema.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { Delivery, type DeliveryDeps } from './delivery.ts';
import type { Destination, VisitEndHook } from './destination.ts';
import type { MessageContents } from './message-contents.ts';
import { Outbox } from './outbox.ts';
import type { Contacts } from './people-destination.ts';
import {
  notificationFileKind,
  notifyFileRecord,
  type NotificationSettings,
} from './create-destinations.ts';
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
  /** Destinations beside the operator's channels. */
  destinations?: readonly Destination[];
  contacts?: Contacts;
  /** Default: nobody. */
  mayInvite?: MayInvite;
  onEnd?: DeliveryDeps['onEnd'];
  /** Whether this instance is the one that shows how many visitors wait; default: yes. */
  showsNumber?: () => Promise<boolean>;
}

/** Notifies people, and other listeners, of decisions. */
export interface Notifications {
  /** Runs with every stored verdict. */
  ledgerHook: LedgerHook;
  /** Runs with every visit that ends at the desk. */
  visitEnded: VisitEndHook;
  /** Call this after a sign-in was answered or a visit ended. */
  onDecided: () => void;
  /**
   * Sends a message about a sign-in that is not stored.
   * @param about identifies the sign-in: the same value causes one message
   */
  notifyUnstored: (decision: Decision, signIn: SignInRequest, about: string) => Promise<void>;
  alerts: Alerts;
  written: WrittenMessages;
  file: ReloadableFile<NotificationSettings>;
  /** Resolves when every due message has been tried. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Notifies the people who look after the service and its lobby screens. */
export interface Alerts {
  /** Whether the file in force says who gets alerts. */
  readonly areWanted: boolean;
  /**
   * @param about identifies the event: the same value causes one message
   * @param subject the kiosk's id
   */
  tell(contents: MessageContents, about: string, subject: string): Promise<void>;
}

/** Reads the notification file and takes over waiting messages. @throws {FileError, StoreError} */
export async function startNotify(deps: Deps): Promise<Notifications> {
  const { config, secrets, db, log, clock = systemClock, contacts = async () => [] } = deps;
  const cipher = new RecordCipher(config.templateKeyFile);
  await cipher.readKey();
  const file = new ReloadableFile({
    kind: notificationFileKind({ secrets: secrets.notify, clock, contacts, log }),
    place: { file: config.notifyFile, isExpected: false },
    copy: config.notifyCopyFile,
    record: notifyFileRecord(db),
    log,
  });
  await file.start();
  if (!file.inForce.file && file.isFollowed) {
    log.warn('no notifications of reviews: there is no notify.yaml in the data folder');
  }
  const { outbox, delivery } = createOutbox(file, { ...deps, cipher, clock });
  file.on('changed', () => delivery.rearrange());
  await delivery.start();
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
    async settle() {
      await delivery.settle();
      await waiting.settle();
    },
    async stop() {
      await waiting.stop();
      await delivery.stop();
    },
  };
}

/** Creates the outbox and its delivery. */
function createOutbox(
  file: ReloadableFile<NotificationSettings>,
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
  const outbox = new Outbox({ cipher, clock, log, destinations });
  const delivery = new Delivery({
    ...{ db, cipher, clock, log, destinations },
    // With an unreadable file, waiting messages keep their channels.
    areAllKnown: () => file.isFollowed || file.inForce.file !== null,
    onEnd: deps.onEnd,
  });
  return { outbox, delivery };
}

function alertsBy(
  file: ReloadableFile<NotificationSettings>,
  { db, outbox, delivery }: { db: Db; outbox: Outbox; delivery: Delivery },
): Alerts {
  return {
    get areWanted() {
      return file.inForce.file?.alerts !== undefined;
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
