import { createHash, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { StoreNotices } from '../store/instance-schema.ts';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { KioskStatus, RemoteKiosk, RemoteKiosks } from '../kiosk/kiosk-status.ts';
import type { CameraState } from '../protocol/messages.ts';
import { deriveKey, isSameHash, keyedHash } from '../keys/keyed-hash.ts';
import type { TemplateKey } from '../keys/keyring.ts';
import type { Db } from '../store/schema.ts';
import {
  beatInstance,
  goneAfterMs,
  heldKiosks,
  holdKiosk,
  letGoOfKiosk,
  letGoOfKiosks,
  listInstances,
  noteDeskPages,
  removeInstance,
  type SeenInstance,
} from '../store/tables/instances.ts';
import { repeat } from '../platform/clock.ts';
import { CoalescingRunner } from '../platform/work-queue.ts';

/** The format of messages between instances. A change that older instances cannot read gets the next number. */
export const instanceProtocol = 5;

const beatEveryMs = 1000;
const watchEveryMs = 500;
/** After this many beats, everything is read again, because a notice may be lost. */
const beatsBetweenLooks = 15;

interface Deps {
  db: Db;
  notices: StoreNotices;
  /** A name for people: the machine and a port. */
  name: string;
  /** Where other instances reach this one's hook listener; null: nowhere. */
  address: string | null;
  /** All instances have the same. Only who has it can publish an address. */
  templateKey: TemplateKey | undefined;
  version: string;
  protocol: number;
  /** Returns the fingerprint of the policy in force. */
  policy: () => string | null;
  log: Logger;
}

interface PresenceEvents {
  /** The other instances, or their lobby screens, have changed. */
  changed: [];
  /** Every second, while the database answers. `hasWork`: there are rows of shared work. */
  beat: [news: { hasWork: boolean }];
  /** Every few seconds, at a beat: readers that rely on notices should read again. */
  look: [];
}

/**
 * Announces this instance to the others on the same database. Its row says each second that it is alive. Other rows say
 * which lobby screens it holds. This class also reads the others' rows. All ages are by the database's clock.
 */
export class Presence extends EventEmitter<PresenceEvents> implements RemoteKiosks {
  /** Differs at each start. */
  readonly id = randomUUID();
  readonly #deps: Deps;
  readonly #reading: CoalescingRunner;
  #kioskRegistry: KioskRegistry | undefined;
  #stopBeats = async () => {};
  #watch: NodeJS.Timeout | undefined;
  /** When this instance sent the last query that the database has answered. */
  #heardAt = performance.now();
  #wasInTouch = true;
  #isStopped = false;
  #isReadable = true;
  #others = new Map<string, SeenInstance>();
  #kiosks = new Map<string, readonly RemoteKiosk[]>();
  #isPublishing = false;
  /** When the database learnt of each lobby screen of this instance; Infinity until then. */
  readonly #toldAt = new Map<string, number>();
  #ownPages = 0;
  #beats = 0;

  constructor(deps: Deps) {
    super();
    this.setMaxListeners(0);
    this.#deps = deps;
    this.#reading = new CoalescingRunner(
      () => this.#read(),
      (error) => this.#noteFault(error),
    );
  }

  /** @throws the errors of the store */
  async start(): Promise<void> {
    const { notices } = this.#deps;
    for (const table of ['instances', 'instance_kiosks'] as const) {
      notices.on(table, () => this.#reading.request());
    }
    await this.#beat();
    this.#stopBeats = repeat(beatEveryMs, () =>
      this.#beat().catch((error: unknown) => this.#noteFault(error)),
    );
    this.#watch = setInterval(() => this.#look(), watchEveryMs);
  }

  /** Keeps the registry up to date. Its kiosks are published as this instance's own after `publish`. */
  follow(kioskRegistry: KioskRegistry): void {
    this.#kioskRegistry = kioskRegistry;
    kioskRegistry.on('connected', (kiosk) => {
      if (kiosk.instanceId === undefined) this.#hold(kiosk);
    });
    kioskRegistry.on('disconnected', ({ id }) => this.#letGo(id));
    kioskRegistry.setInstances(this.#ids());
  }

  /** From now on, this instance decides: other instances learn of its lobby screens and forward sign-ins to it. */
  publish(): void {
    this.#isPublishing = true;
    this.#reading.request();
  }

  /** From now on, other instances do not forward to this one, and its lobby screens prefer the others. */
  async leave(): Promise<void> {
    this.#isPublishing = false;
    this.#kioskRegistry?.leave();
    await letGoOfKiosks(this.#deps.db, this.id).catch((error: unknown) => this.#noteFault(error));
  }

  get address(): string | null {
    return this.#deps.address;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    // The stop does not wait, because the database may not answer.
    void this.#stopBeats();
    clearInterval(this.#watch);
    await this.#reading.settle();
    await removeInstance(this.#deps.db, this.id).catch((error: unknown) => this.#noteFault(error));
  }

  /** Whether the database answers. The limit is the same after which other instances count this one as gone. */
  get isInTouch(): boolean {
    return performance.now() - this.#heardAt < goneAfterMs;
  }

  /** The other instances that are alive. */
  get others(): readonly SeenInstance[] {
    return [...this.#others.values()];
  }

  /** Resolves when the rows of all instances were read again. */
  async refresh(): Promise<void> {
    this.#reading.request();
    await this.#reading.settle();
  }

  /** Returns null for an instance that is gone, and for this one. */
  other(id: string): SeenInstance | null {
    return this.#others.get(id) ?? null;
  }

  /** Ids of the other instances that the kiosk has a socket to, the best first. */
  holders(kioskId: string): string[] {
    return (this.#kiosks.get(kioskId) ?? []).map(({ instanceId }) => instanceId);
  }

  find(kioskId: string): RemoteKiosk | null {
    return this.#kiosks.get(kioskId)?.[0] ?? null;
  }

  /** Open desk pages of accounts that may approve, at all instances. */
  get deskPages(): number {
    return this.others.reduce((sum, { deskPages }) => sum + deskPages, this.#ownPages);
  }

  noteDeskPages(pages: number): void {
    this.#ownPages = pages;
    noteDeskPages(this.#deps.db, this.id, pages).catch((error: unknown) => this.#noteFault(error));
  }

  /** Has a timer of its own, because a beat waits for the database. */
  #look(): void {
    const { isInTouch } = this;
    const isLost = this.#wasInTouch && !isInTouch;
    this.#wasInTouch = isInTouch;
    if (!isLost || this.#others.size === 0) return;
    this.#deps.log.error('the database does not answer here: lobby screens are sent elsewhere');
    this.#kioskRegistry?.disconnectAll();
  }

  async #beat(): Promise<void> {
    const { db, name, address, version, protocol, policy } = this.#deps;
    const deskPages = this.#ownPages;
    const addressHash = this.#hashOf(this.id, address);
    const own = {
      ...{ id: this.id, name, address, addressHash, version, protocol },
      ...{ policy: policy(), deskPages },
    };
    const askedAt = performance.now();
    const { wasKnown, alive, hasWork } = await beatInstance(db, own);
    this.#heardAt = askedAt;
    if (!wasKnown) this.#toldAt.clear();
    const isLook = this.#beats++ % beatsBetweenLooks === 0;
    const others = alive.filter((id) => id !== this.id);
    const areSame =
      others.length === this.#others.size && others.every((id) => this.#others.has(id));
    if (isLook || !wasKnown || !areSame || !this.#isReadable) this.#reading.request();
    await this.#reading.settle();
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
        .map((instance) => [instance.id, this.#proven(instance)]),
    );
    const isOwn = ({ instanceId }: HeldKiosk) => instanceId === this.id;
    this.#kiosks = byKiosk(kiosks.filter((row) => !isOwn(row)));
    this.#tellChanges(before);
    this.#correct(kiosks.filter(isOwn), startedAt);
  }

  #tellChanges(before: {
    others: ReadonlyMap<string, SeenInstance>;
    screens: ReadonlyMap<string, readonly RemoteKiosk[]>;
  }): void {
    const kiosks = new Set([...before.screens.keys(), ...this.#kiosks.keys()]);
    const isSame = (id: string) =>
      JSON.stringify(before.screens.get(id)) === JSON.stringify(this.#kiosks.get(id));
    const moved = [...kiosks].filter((id) => !isSame(id));
    if (moved.length > 0) this.#kioskRegistry?.noteRemoteKiosks(moved);
    const ids = (others: ReadonlyMap<string, SeenInstance>) =>
      [...others.values()].map(({ id, deskPages }) => `${id} ${deskPages}`).join();
    const hasOthers = ids(before.others) !== ids(this.#others);
    if (hasOthers) {
      this.#kioskRegistry?.setInstances(this.#ids());
      letGoOfKiosks(this.#deps.db).catch((error: unknown) => this.#noteFault(error));
    }
    if (moved.length > 0 || hasOthers) this.emit('changed');
  }

  /** Without a proof, the address may come from anybody who can write to the database. */
  #proven({ addressHash, ...instance }: SeenInstance): SeenInstance {
    const expected = this.#hashOf(instance.id, instance.address);
    const isProven = expected !== null && isSameHash(addressHash ?? '', expected);
    return { ...instance, address: isProven ? instance.address : null };
  }

  #hashOf(id: string, address: string | null): string | null {
    const { templateKey } = this.#deps;
    if (!templateKey || address === null) return null;
    const key = deriveKey(templateKey.encryption, 'instance address');
    return keyedHash(key, id, address).toString('base64url');
  }

  #ids(): string[] {
    return [this.id, ...this.#others.keys()];
  }

  /** Corrects the rows of this instance's lobby screens. */
  #correct(own: readonly HeldKiosk[], startedAt: number): void {
    const connected = (this.#kioskRegistry?.status() ?? []).filter(
      (kiosk) => kiosk.connected && kiosk.instanceId === undefined,
    );
    for (const kiosk of connected) {
      // The database learnt of this screen after the rows were read.
      if ((this.#toldAt.get(kiosk.id) ?? -Infinity) > startedAt) continue;
      const noted = own.find(({ kioskId }) => kioskId === kiosk.id);
      if (!isDeepStrictEqual({ ...noted }, this.#rowOf(kiosk))) this.#hold(kiosk);
    }
    const ids = new Set(connected.map(({ id }) => id));
    for (const { kioskId } of own) if (!ids.has(kioskId)) this.#letGo(kioskId);
  }

  #rowOf({ id, camera, busy, page = 0, hasDocuments = false }: KioskStatus): HeldKiosk {
    return {
      ...{ kioskId: id, instanceId: this.id, camera: camera ?? 'ready', busy },
      // The column is older than documents that wait.
      ...{ page, hasReader: hasDocuments },
    };
  }

  #hold(kiosk: KioskStatus): void {
    if (!this.#isPublishing) return;
    const { id } = kiosk;
    const row = this.#rowOf(kiosk);
    this.#toldAt.set(id, Infinity);
    holdKiosk(this.#deps.db, row)
      .catch((error: unknown) => this.#noteFault(error))
      .finally(() => this.#toldAt.set(id, performance.now()));
  }

  #letGo(kioskId: string): void {
    letGoOfKiosk(this.#deps.db, kioskId, this.id).catch((error: unknown) => this.#noteFault(error));
  }

  /** Logs once, not every second. */
  #noteFault(error: unknown): void {
    if (this.#isReadable && !this.#isStopped) {
      this.#deps.log.error({ err: error }, 'the other instances cannot be read');
    }
    this.#isReadable = false;
  }
}

type HeldKiosk = Awaited<ReturnType<typeof heldKiosks>>[number];

/** The same kiosk has sockets to several instances. The order spreads the kiosks over them. */
function byKiosk(rows: readonly HeldKiosk[]): Map<string, readonly RemoteKiosk[]> {
  const kiosks = new Map<string, RemoteKiosk[]>();
  for (const { kioskId, camera, hasReader: hasDocuments, ...row } of rows) {
    const known = kiosks.get(kioskId) ?? [];
    kiosks.set(kioskId, [...known, { ...row, hasDocuments, camera: camera as CameraState }]);
  }
  for (const [kioskId, remote] of kiosks) {
    // The document reader beside the screen serves one instance, and one keeps what was shown.
    const rank = ({ instanceId, hasDocuments }: RemoteKiosk) =>
      `${hasDocuments ? 0 : 1} ${createHash('sha256')
        .update(kioskId + instanceId)
        .digest('hex')}`;
    remote.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
  return kiosks;
}
