import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { NotifiedTable } from '../store/instance-schema.ts';
import { RowNotices } from '#database';
import type { Config } from '../config/config.ts';
import { programVersion } from '../config/environment.ts';
import { CoalescingRunner } from '../platform/work-queue.ts';
import { instanceProtocol, Presence } from '../instances/presence.ts';
import { RunningSignIns } from '../instances/running-sign-ins.ts';
import { SharedWork } from '../instances/shared-work.ts';
import type { EnrolmentRows } from '../enrolment/enrolment-lease.ts';
import { keyInUse } from '../keys/keyring.ts';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { RemoteKiosks } from '../kiosk/kiosk-status.ts';
import type { OtherInstances } from '../sign-in/other-instances.ts';
import type { Store } from '../store/store.ts';
import type { OnClose } from './growing-context.ts';
import { shareDesk, type Desk } from '../desk/start-desk.ts';

/** How the service works with other instances on its database. */
export interface Instances {
  /** Identifies this instance; differs at each start. */
  readonly id: string;
  readonly remoteKiosks: RemoteKiosks;
  /** Whether the database has answered recently; always true for a single instance. */
  isInTouch(): boolean;
  /** Tells the kiosks of this registry about the other instances. */
  follow(kioskRegistry: KioskRegistry): void;
  /** From now on, this instance decides: the others forward sign-ins to where its kiosks are. */
  publish(): void;
  /** Shares enrolments at lobby screens with other instances; null for a single instance. */
  readonly others: EnrolmentRows | null;
  /** Calls `refresh` when another instance has changed that table. */
  refreshOn(table: NotifiedTable, refresh: () => Promise<void>): void;
  /** Shares the desk, and returns what a sign-in needs of the other instances; null for a single instance. */
  shareSignIns(kioskRegistry: KioskRegistry, desk: Desk): OtherInstances | null;
  /** Whether other instances are alive. */
  readonly hasOthers: boolean;
  /** Begins the stop: from now on, sign-ins and lobby screens go to other instances. */
  leave(): Promise<void>;
}

/** For a single service on its database: no row and no polling. */
const alone: Omit<Instances, 'id'> = {
  others: null,
  remoteKiosks: { find: () => null },
  isInTouch: () => true,
  follow: () => {},
  publish: () => {},
  refreshOn: () => {},
  shareSignIns: () => null,
  hasOthers: false,
  leave: async () => {},
};

interface Deps {
  store: Store;
  config: Pick<Config, 'instanceAddress' | 'lobby' | 'templateKeyFile'> & {
    kiosk: Pick<Config['kiosk'], 'graceMs'>;
  };
  /** Encrypts the requests between instances. */
  cipher: RecordCipher;
  /** Returns the fingerprint of the policy in force. */
  policy: () => string | null;
  log: Logger;
  /** Version of the messages between instances. */
  protocol?: number;
}

/** @param onClose called with what stops each part, in the order of the starts */
export async function startInstances(
  { store, config, cipher, policy, log, protocol = instanceProtocol }: Deps,
  onClose: OnClose,
): Promise<Instances> {
  if (!store.sessions.isShared) return { ...alone, id: randomUUID() };
  const { db } = store;
  const notices = new RowNotices<NotifiedTable>();
  const presence = new Presence({
    db,
    notices,
    policy,
    log,
    protocol,
    name: `${hostname()}:${config.lobby.port}`,
    version: programVersion(),
    address: config.instanceAddress,
    templateKey: await keyInUse(db, config.templateKeyFile),
  });
  notices.start(store.sessions);
  onClose(async () => notices.stop());
  await presence.start();
  onClose(() => presence.stop());
  const work = new SharedWork({ db, notices, presence, cipher, protocol, log });
  onClose(() => work.stop());
  return {
    id: presence.id,
    others: { work, presence },
    remoteKiosks: presence,
    isInTouch: () => presence.isInTouch,
    follow: (kioskRegistry) => presence.follow(kioskRegistry),
    publish: () => presence.publish(),
    refreshOn(table, refresh) {
      const refreshing = new CoalescingRunner(refresh, (err) =>
        log.error({ err, table }, 'changes of another instance cannot be read'),
      );
      notices.on(table, () => refreshing.request());
      // A notice may be lost, so this also refreshes at every look.
      presence.on('look', () => refreshing.request());
    },
    shareSignIns(kioskRegistry, desk) {
      shareDesk(desk, { work, notices, presence, log });
      const { graceMs } = config.kiosk;
      const { shownOf } = desk;
      return new RunningSignIns({ work, presence, kioskRegistry, graceMs, shownOf, log });
    },
    get hasOthers() {
      return presence.others.length > 0;
    },
    leave: () => presence.leave(),
  };
}
