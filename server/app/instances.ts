import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { NotifiedTable } from '../store/instance-schema.ts';
import { RowNotices } from '../../packages/database/index.ts';
import type { Config } from '../config/config.ts';
import { programVersion } from '../config/environment.ts';
import { CoalescingRunner } from '../platform/work-queue.ts';
import { Delegations } from '../instances/delegations.ts';
import { delegationProtocol, Presence } from '../instances/presence.ts';
import { SharedWork } from '../instances/shared-work.ts';
import type { EnrolmentRows } from '../enrolment/enrolment-lease.ts';
import type { RecordCipher } from '../keys/record-cipher.ts';
import type { KioskRegistry, RemoteKiosks } from '../kiosk/kiosk-registry.ts';
import { singleInstance, type OtherInstances } from '../sign-in/instance-placement.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { Store } from '../store/store.ts';
import { shareDesk, type Desk } from '../desk/start-desk.ts';

/** How the service works with other instances on its database. */
export interface Instances {
  readonly remoteKiosks: RemoteKiosks;
  /** Whether the database has answered recently; always true for a single instance. */
  isInTouch(): boolean;
  /** Tells the other instances about the kiosks of this registry. */
  follow(kioskRegistry: KioskRegistry): void;
  /** Shares enrolments at lobby screens with other instances; null for a single instance. */
  readonly others: EnrolmentRows | null;
  /** Calls `refresh` when another instance has changed that table. */
  refreshOn(table: NotifiedTable, refresh: () => Promise<void>): void;
  /** Returns the handover of sign-ins, and a function to call once this instance can take some. */
  startDelegations(
    kioskRegistry: KioskRegistry,
    desk: Desk,
  ): { others: OtherInstances; start(signIns: SignIns): void };
}

/** For a single service on its database: no row and no polling. */
const alone: Instances = {
  others: null,
  remoteKiosks: { find: () => null },
  isInTouch: () => true,
  follow: () => {},
  refreshOn: () => {},
  startDelegations: () => ({ others: singleInstance, start: () => {} }),
};

interface Deps {
  store: Store;
  config: Pick<Config, 'lobby'>;
  /** Encrypts the requests between instances. */
  cipher: RecordCipher;
  /** Returns the fingerprint of the policy in force. */
  policy: () => string | null;
  log: Logger;
  /** Version of the messages between instances. */
  protocol?: number;
}

/** @param stops collects the functions that stop each part, in the order of their start */
export async function startInstances(
  { store, config, cipher, policy, log, protocol = delegationProtocol }: Deps,
  stops: (() => Promise<void>)[],
): Promise<Instances> {
  if (!store.sessions.isShared) return alone;
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
  });
  notices.start(store.sessions);
  stops.push(async () => notices.stop());
  await presence.start();
  stops.push(() => presence.stop());
  const work = new SharedWork({ db, notices, presence, cipher, protocol, log });
  stops.push(() => work.stop());
  return {
    others: { work, presence },
    remoteKiosks: presence,
    isInTouch: () => presence.isInTouch,
    follow: (kioskRegistry) => presence.follow(kioskRegistry),
    refreshOn(table, refresh) {
      const refreshing = new CoalescingRunner(refresh, (err) =>
        log.error({ err, table }, 'changes of another instance cannot be read'),
      );
      notices.on(table, () => refreshing.request());
      // A notice may be lost, so this also refreshes at every look.
      presence.on('look', () => refreshing.request());
    },
    startDelegations(kioskRegistry, desk) {
      const { shownOf } = desk;
      const delegations = new Delegations({
        work,
        presence,
        kioskRegistry,
        shownOf,
        protocol,
        log,
      });
      shareDesk(desk, { work, notices, presence, log });
      return { others: delegations, start: (signIns) => delegations.start(signIns) };
    },
  };
}
