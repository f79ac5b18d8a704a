import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type {
  KioskRegistry,
  KioskStatus,
  RemoteKiosk,
  RemoteKiosks,
} from '../kiosk/kiosk-registry.ts';
import type { CameraState } from '../protocol/messages.ts';
import type { Db } from '../store/schema.ts';
import {
  beatInstance,
  goneAfterMs,
  heldKiosks,
  holdKiosk,
  letGoOfKiosk,
  listInstances,
  noteDeskPages,
  removeInstance,
  type SeenInstance,
} from '../store/tables/instances.ts';
import { repeat } from '../platform/clock.ts';
import { CoalescingRunner } from '../platform/work-queue.ts';
import type { RowNotices } from '../store/sessions.ts';

/** Of what instances write for one another. A change that an older one cannot read gets the next number. */
export const delegationProtocol = 4;

const beatEveryMs = 1000;
const watchEveryMs = 500;
/** A notice may be lost; after this many beats, everything is read again. */
const beatsBetweenLooks = 15;

interface Deps {
  db: Db;
  notices: RowNotices;
  /** For people: the machine and a port. */
  name: string;
  version: string;
  protocol: number;
  /** The fingerprint of the policy in force. */
  policy: () => string | null;
  log: Logger;
}

interface PresenceEvents {
  /** The other instances, or the lobby screens that they hold, are not what they were. */
  changed: [];
  /** Once a second, while the database answers. `hasWork`: there is a row of it. */
  beat: [news: { hasWork: boolean }];
  /** Every few seconds, at a beat: time to read what is otherwise read when a notice tells of it. */
  look: [];
}

/**
 * This instance among those on the same database: a row that says each second that it is alive, the
 * lobby screens that it holds, and what the others say of themselves. All of it ages by the database's
 * clock.
 */
export class Presence extends EventEmitter<PresenceEvents> implements RemoteKiosks {
  /** A new one at each start. */
  readonly id = randomUUID();
  readonly #deps: Deps;
  readonly #reading: CoalescingRunner;
  #kioskRegistry: KioskRegistry | undefined;
  #stopBeats = async () => {};
  #watch: NodeJS.Timeout | undefined;
  /** When the database was asked what it has answered last. */
  #heardAt = performance.now();
  #wasInTouch = true;
  #isStopped = false;
  #isReadable = true;
  #others = new Map<string, SeenInstance>();
  #kiosks = new Map<string, RemoteKiosk>();
  /** When the database learnt of a lobby screen of this instance; Infinity until then. */
  readonly #toldAt = new Map<string, number>();
  #ownPages = 0;
  #beats = 0;

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
    this.#reading = new CoalescingRunner(
      () => this.#read(),
      (error) => this.#failed(error),
    );
  }

  /** @throws what the store throws */
  async start(): Promise<void> {
    const { notices } = this.#deps;
    for (const table of ['instances', 'instance_kiosks'] as const) {
      notices.on(table, () => this.#reading.request());
    }
    await this.#beat();
    this.#stopBeats = repeat(beatEveryMs, () =>
      this.#beat().catch((error: unknown) => this.#failed(error)),
    );
    this.#watch = setInterval(() => this.#look(), watchEveryMs);
  }

  /** Publishes the kiosks of that registry as this instance's own. */
  follow(kioskRegistry: KioskRegistry): void {
    this.#kioskRegistry = kioskRegistry;
    kioskRegistry.on('connected', (kiosk) => {
      if (kiosk.instanceId === undefined) this.#hold(kiosk);
    });
    kioskRegistry.on('disconnected', ({ id }) => this.#letGo(id));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    // Not waited for: its database may not answer.
    void this.#stopBeats();
    clearInterval(this.#watch);
    await this.#reading.settled();
    await removeInstance(this.#deps.db, this.id).catch((error: unknown) => this.#failed(error));
  }

  /** By the same time after which others take it for gone. */
  get isInTouch(): boolean {
    return performance.now() - this.#heardAt < goneAfterMs;
  }

  /** Those that are alive, this one aside. */
  get others(): readonly SeenInstance[] {
    return [...this.#others.values()];
  }

  /** Resolves when what others say of themselves was read again. */
  async refresh(): Promise<void> {
    this.#reading.request();
    await this.#reading.settled();
  }

  /** Null when it is not alive, or this one. */
  other(id: string): SeenInstance | null {
    return this.#others.get(id) ?? null;
  }

  find(kioskId: string): RemoteKiosk | null {
    return this.#kiosks.get(kioskId) ?? null;
  }

  /** Of people who may let someone in, at all instances. */
  get deskPages(): number {
    return this.others.reduce((sum, { deskPages }) => sum + deskPages, this.#ownPages);
  }

  noteDeskPages(pages: number): void {
    this.#ownPages = pages;
    noteDeskPages(this.#deps.db, this.id, pages).catch((error: unknown) => this.#failed(error));
  }

  /** Not by the beat, which waits for an answer. */
  #look(): void {
    const { isInTouch } = this;
    const isLost = this.#wasInTouch && !isInTouch;
    this.#wasInTouch = isInTouch;
    if (!isLost || this.#others.size === 0) return;
    this.#deps.log.error('the database does not answer here: lobby screens are sent elsewhere');
    this.#kioskRegistry?.disconnectAll();
  }

  async #beat(): Promise<void> {
    const { db, name, version, protocol, policy } = this.#deps;
    const deskPages = this.#ownPages;
    const own = { id: this.id, name, version, protocol, policy: policy(), deskPages };
    const askedAt = performance.now();
    const { wasKnown, alive, hasWork } = await beatInstance(db, own);
    this.#heardAt = askedAt;
    if (!wasKnown) this.#toldAt.clear();
    const isLook = this.#beats++ % beatsBetweenLooks === 0;
    const others = alive.filter((id) => id !== this.id);
    const areSame =
      others.length === this.#others.size && others.every((id) => this.#others.has(id));
    if (isLook || !wasKnown || !areSame || !this.#isReadable) this.#reading.request();
    await this.#reading.settled();
    if (!this.#isReadable) this.#deps.log.info('the other instances can be read again');
    this.#isReadable = true;
    this.emit('beat', { hasWork });
    if (isLook) this.emit('look');
  }

  async #read(): Promise<void> {
    const { db } = this.#deps;
    const startedAt = performance.now();
    const instances = await listInstances(db);
    const kiosks = await heldKiosks(db);
    if (this.#isStopped) return;
    const before = { others: this.#others, screens: this.#kiosks };
    this.#others = new Map(
      instances
        .filter(({ id, ageMs }) => id !== this.id && ageMs < goneAfterMs)
        .map((instance) => [instance.id, instance]),
    );
    this.#kiosks = new Map();
    const own = new Map<string, { camera: string; busy: boolean }>();
    for (const { kioskId, instanceId, camera, busy } of kiosks) {
      // Said here a moment ago, and read before that.
      if ((this.#toldAt.get(kioskId) ?? -Infinity) > startedAt) continue;
      if (instanceId === this.id) own.set(kioskId, { camera, busy });
      else {
        const state = { camera: camera as CameraState, busy };
        this.#kiosks.set(kioskId, { instanceId: instanceId, ...state });
      }
    }
    this.#tellChanges(before);
    this.#correct(own, startedAt);
  }

  #tellChanges(before: {
    others: ReadonlyMap<string, SeenInstance>;
    screens: ReadonlyMap<string, RemoteKiosk>;
  }): void {
    const kiosks = new Set([...before.screens.keys(), ...this.#kiosks.keys()]);
    const isSame = (id: string) =>
      JSON.stringify(before.screens.get(id)) === JSON.stringify(this.#kiosks.get(id));
    const moved = [...kiosks].filter((id) => !isSame(id));
    if (moved.length > 0) this.#kioskRegistry?.noteRemoteKiosks(moved);
    const ids = (others: ReadonlyMap<string, SeenInstance>) =>
      [...others.values()].map(({ id, deskPages }) => `${id} ${deskPages}`).join();
    if (moved.length > 0 || ids(before.others) !== ids(this.#others)) this.emit('changed');
  }

  /** What the table says of this instance's lobby screens, where it is not so any more. */
  #correct(own: ReadonlyMap<string, { camera: string; busy: boolean }>, startedAt: number): void {
    const connected = (this.#kioskRegistry?.status() ?? []).filter(
      (kiosk) => kiosk.connected && kiosk.instanceId === undefined,
    );
    for (const kiosk of connected) {
      if ((this.#toldAt.get(kiosk.id) ?? -Infinity) > startedAt) continue;
      const noted = own.get(kiosk.id);
      const isRight = noted?.camera === kiosk.camera && noted?.busy === kiosk.busy;
      if (!isRight && !this.#kiosks.has(kiosk.id)) this.#hold(kiosk);
    }
    const ids = new Set(connected.map(({ id }) => id));
    for (const id of own.keys()) if (!ids.has(id)) this.#letGo(id);
  }

  #hold({ id, camera, busy }: KioskStatus): void {
    const row = {
      kioskId: id,
      instanceId: this.id,
      camera: camera ?? 'ready',
      busy,
    };
    this.#toldAt.set(id, Infinity);
    holdKiosk(this.#deps.db, row)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => this.#toldAt.set(id, performance.now()));
  }

  #letGo(kioskId: string): void {
    letGoOfKiosk(this.#deps.db, kioskId, this.id).catch((error: unknown) => this.#failed(error));
  }

  /** Once, and not every second. */
  #failed(error: unknown): void {
    if (this.#isReadable && !this.#isStopped) {
      this.#deps.log.error({ err: error }, 'the other instances cannot be read');
    }
    this.#isReadable = false;
  }
}
