import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import type { Config } from '../config/config.ts';
import { systemTimer, type Timer } from '../platform/clock.ts';
import { closeCodes } from '../protocol/messages.ts';
import type { Db } from '../store/schema.ts';
import { isPossiblePage } from './kiosk-socket.ts';
import { PendingCapture } from './pending-capture.ts';
import { WaitNotices, type HeldVisitor } from './wait-notices.ts';
import type { CaptureEnd, CaptureRequest, Kiosks } from './capture.ts';
import { DocumentScreens } from './document-screens.ts';
import { KioskConnection } from './kiosk-connection.ts';
import { defaultKioskTimes, type KioskTimes } from './kiosk-limits.ts';
import { cameraInWords, PairedCameras } from './paired-camera.ts';
import type { WantedDocument } from './document-offer.ts';
import type { Kiosk, KioskEvents } from './kiosk.ts';
import { PairedKiosks } from './paired-kiosks.ts';
import type { PairedKiosk } from './pairing.ts';
import type { StoredRig } from './camera-rigs.ts';
import { kiosksServing } from './kiosks-serving.ts';
import { UnplacedCaptures } from './unplaced-captures.ts';
import {
  comparePreference,
  compareStatus,
  type KioskStatus,
  type RemoteKiosks,
} from './kiosk-status.ts';

export interface KioskRegistryDeps {
  db: Db;
  config: Pick<Config, 'kiosk'>;
  logger: FastifyBaseLogger;
  times?: Partial<KioskTimes>;
  /** For deadlines and grace; default: the machine's. */
  timer?: Timer;
  /** Default: no other instances. */
  remoteKiosks?: RemoteKiosks;
  /** Identifies this instance at the pages. Default: a random id. */
  instanceId?: string;
  /** Whether any rule asks for identity documents. Default: no. */
  wantsDocuments?: () => boolean;
  /** Whether any rule needs two cameras. Default: no. */
  needsTwoCameras?: () => boolean;
}

interface KioskRegistryEvents {
  connected: [KioskStatus];
  disconnected: [KioskStatus];
  /** Somebody at an idle screen wants to show a document. */
  documentWanted: [kioskId: string, wanted: WantedDocument];
  /** A document reader is connected beside a kiosk, and a rule asks for documents. */
  readerReady: [];
}

/** All paired kiosks and their captures. */
export class KioskRegistry extends EventEmitter<KioskRegistryEvents> implements Kiosks {
  readonly #logger: FastifyBaseLogger;
  readonly #times: KioskTimes;
  readonly documents = new DocumentScreens(
    () => this.#paired.all,
    (kiosk) => this.#tellState(kiosk),
  );
  readonly #paired: PairedKiosks;
  readonly #cameras: PairedCameras;
  readonly #waitNotices: WaitNotices;
  readonly #remoteKiosks: RemoteKiosks;
  readonly #needsTwoCameras: () => boolean;
  readonly #wantsDocuments: () => boolean;
  readonly #unplaced: UnplacedCaptures;
  readonly #timer: Timer;
  #stopped = false;
  #isLeaving = false;
  #instances: readonly string[];

  constructor(deps: KioskRegistryDeps) {
    const { db, config, logger, times, remoteKiosks, timer = systemTimer } = deps;
    super();
    this.#timer = timer;
    // Each open page of the desk adds a listener.
    this.setMaxListeners(0);
    this.#remoteKiosks = remoteKiosks ?? { find: () => null };
    this.#needsTwoCameras = deps.needsTwoCameras ?? (() => false);
    this.#wantsDocuments = deps.wantsDocuments ?? (() => false);
    const { instanceId = randomUUID() } = deps;
    this.#instances = [instanceId];
    this.#logger = logger;
    const { office } = config.kiosk;
    this.#times = { ...defaultKioskTimes, ...times };
    this.#unplaced = new UnplacedCaptures(timer, config.kiosk.graceMs);
    this.#cameras = new PairedCameras(db, logger);
    this.#waitNotices = new WaitNotices({
      afterMs: this.#times.heldAfterMs,
      withinMs: this.#times.heldShowMs,
      all: () => this.#paired.all,
      serving: (served) =>
        kiosksServing(this.#paired.all, served)
          .filter((kiosk) => kiosk.connected)
          .sort(comparePreference),
    });
    this.#paired = new PairedKiosks({
      db,
      logger,
      settings: {
        times: this.#times,
        timer,
        graceMs: config.kiosk.graceMs,
        askFirst: config.kiosk.askFirst,
        greeting: {
          office: { name: office?.name ?? null, logo: Boolean(office?.logoFile) },
          instance: instanceId,
        },
        instances: () => [...this.#instances],
        wantsDocuments: () => this.#wantsDocuments(),
        arePhonesOffered: () => this.documents.arePhonesOffered,
        cameras: this.#cameras,
        waitNotices: this.#waitNotices,
        events: this.#listen(),
      },
    });
  }

  /** Returns the events of the kiosks, which this registry follows. */
  #listen(): EventEmitter<KioskEvents> {
    const events = new EventEmitter<KioskEvents>();
    events.on('ready', (kiosk) => this.#noteReady(kiosk));
    events.on('lost', (kiosk, cause) => this.#noteLost(kiosk, cause));
    events.on('camerasChanged', (kiosk) => this.#tellState(kiosk));
    events.on('readerChanged', (kiosk) => this.#noteReader(kiosk));
    events.on('phoneChanged', (kiosk) => this.#tellState(kiosk));
    events.on('documentWanted', ({ pairing }, wanted) =>
      this.emit('documentWanted', pairing.id, wanted),
    );
    return events;
  }

  /** Reads the paired kiosks now, and again every few seconds. Rejects when the first read fails. */
  start(): Promise<void> {
    return this.#paired.start();
  }

  /** Ends every capture as `aborted`, and every connection. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waitNotices.stop();
    this.#unplaced.abort();
    await this.#paired.stop();
  }

  /** Takes over the socket of an authenticated kiosk, in the same turn in which it opened. */
  attach(socket: WebSocket, kiosk: PairedKiosk, origin: string | null): void {
    if (this.#stopped) socket.close(closeCodes.stopping, 'service stopping');
    else this.#attach(new KioskConnection(socket, this.#times, this.#logger, origin), kiosk);
  }

  /** Takes over the socket of the document reader beside a kiosk. */
  attachReader(socket: WebSocket, kiosk: PairedKiosk): void {
    if (this.#stopped) socket.close(closeCodes.stopping, 'service stopping');
    else this.#paired.of(kiosk).reader.attach(socket);
  }

  async capture(request: CaptureRequest): Promise<CaptureEnd> {
    const capture = new PendingCapture(
      request,
      this.#times.minimumCaptureMs,
      this.#logger,
      this.#timer,
    );
    capture.start();
    if (this.#stopped) capture.end('aborted');
    if (!capture.isOver) this.#place(capture);
    const ending = await capture.ended;
    return {
      ending,
      frames: capture.frames,
      showOutcome: (message) => capture.showOutcome(message),
    };
  }

  /**
   * Asks a held visitor to wait, on the kiosk that serves them, unless a capture has shown them the result. The delay
   * after their arrival is always the same, whatever the reason.
   */
  scheduleWaitNotice(visitor: HeldVisitor): void {
    if (!this.#stopped) this.#waitNotices.schedule(visitor);
  }

  /** Ends the wait notice of this sign-in, because somebody attends to the visitor. */
  endWaitNotice(jobId: string): void {
    this.#waitNotices.end(jobId);
  }

  /** Tells the visitors of these sign-ins that the front desk was asked about them. */
  showDeskAsked(jobIds: readonly string[]): void {
    for (const kiosk of this.#paired.all) kiosk.showDeskAsked(jobIds);
  }

  /** Clears an earlier visitor's wait notice, because the next visitor was let in there. */
  clearWaitNotice(visitor: Omit<HeldVisitor, 'jobId'>): void {
    this.#waitNotices.clear(visitor);
  }

  /** Every paired kiosk, connected or not. */
  status(): KioskStatus[] {
    return this.#paired.all.map((kiosk) => this.#statusOf(kiosk));
  }

  /** Returns the kiosks that may serve a sign-in from this place, in the order of preference. */
  serving(where: Pick<CaptureRequest, 'locationId' | 'deviceId'>): KioskStatus[] {
    const serving = kiosksServing(this.#paired.all, where);
    const all = serving.sort(comparePreference).map((kiosk) => this.#placeOf(kiosk));
    return all.sort(compareStatus);
  }

  /**
   * Confirms that the other camera of a kiosk belongs to the office, after somebody at the desk looked at it.
   * @param camera as in the status
   * @returns false, without a change, when the kiosk has yet another camera
   */
  async confirmCamera(kioskId: string, camera: string, actor: string): Promise<boolean> {
    const isConfirmed = await this.#cameras.confirm(kioskId, camera, actor);
    await this.#paired.refresh();
    const kiosk = this.#paired.all.find(({ pairing }) => pairing.id === kioskId);
    if (kiosk) this.#tellState(kiosk);
    return isConfirmed;
  }

  /** How the two cameras of a kiosk see each other; null where nobody has set them up, or one was moved. */
  rigOf(kioskId: string): StoredRig | null {
    const rig = this.#paired.all.find(({ pairing }) => pairing.id === kioskId)?.pairing.rig;
    return rig && !rig.isKnocked ? rig : null;
  }

  /** Reads the store again after a kiosk was unpaired or its cameras were set up. After an error, the timer retries. */
  async pairingChanged(): Promise<void> {
    await this.#paired.refresh().catch(() => {});
  }

  /** Disconnects all kiosks when this instance cannot decide: they reconnect where the balancer leads them. */
  disconnectAll(): void {
    for (const { socket } of this.#paired.all) {
      void socket.closeAll(closeCodes.stopping, 'the service has no database');
    }
  }

  /** Must be called when the instances that are alive change. @param ids with this one */
  setInstances(ids: readonly string[]): void {
    this.#instances = ids;
    for (const { socket } of this.#paired.all) socket.tellInstances();
  }

  /** From now on, sign-ins go to other instances where the kiosks have sockets. Running captures continue. */
  leave(): void {
    this.#isLeaving = true;
    for (const { socket } of this.#paired.all) socket.tellLeaving();
  }

  /** Must be called when the kiosks at other instances change. */
  noteRemoteKiosks(kioskIds: readonly string[]): void {
    for (const kiosk of this.#paired.all) {
      const { id } = kiosk.pairing;
      if (!kioskIds.includes(id)) continue;
      const remote = this.#remoteKiosks.find(id);
      // A page is open twice, or the socket here has broken silently.
      const isOpenTwice = remote && remote.page > kiosk.socket.page && isPossiblePage(remote.page);
      if (isOpenTwice && kiosk.connected) {
        kiosk.socket.close(closeCodes.replaced, 'the kiosk connected to another instance');
      }
      this.#tell(this.#statusOf(kiosk).connected ? 'connected' : 'disconnected', kiosk);
    }
  }

  #attach(connection: KioskConnection, pairing: PairedKiosk): void {
    const kiosk = this.#paired.of(pairing);
    kiosk.socket.attach(connection, kiosk.pairing.name);
  }

  #place(capture: PendingCapture): void {
    const serving = this.#serving(capture);
    const [best] = serving.filter((kiosk) => kiosk.connected).sort(comparePreference);
    if (best) best.join(capture);
    else if (serving.length === 0) this.#endUnserved(capture);
    else this.#unplaced.add(capture);
  }

  #endUnserved(capture: PendingCapture): void {
    const { kioskId, locationId, deviceId } = capture.request;
    if (kioskId !== undefined || this.#paired.all.length === 0) return capture.end('kiosk_offline');
    this.#logger.warn({ locationId, deviceId }, 'none of the paired kiosks serves this location');
    capture.end('no_kiosk_here');
  }

  #serving({ request }: PendingCapture): Kiosk[] {
    return kiosksServing(this.#paired.all, request);
  }

  #noteReady(kiosk: Kiosk): void {
    this.#logger.info({ kioskId: kiosk.pairing.id, camera: kiosk.camera }, 'kiosk connected');
    this.#paired.noteSeen([kiosk]);
    const canTake = (capture: PendingCapture) => this.#serving(capture).includes(kiosk);
    for (const capture of this.#unplaced.take(canTake)) kiosk.join(capture);
    this.#tell('connected', kiosk);
  }

  #noteLost(kiosk: Kiosk, cause: string): void {
    this.#logger.info({ kioskId: kiosk.pairing.id, cause }, 'kiosk disconnected');
    this.#paired.noteSeen([kiosk]);
    this.#tell('disconnected', kiosk);
  }

  #noteReader(kiosk: Kiosk): void {
    if (kiosk.connected) this.#tell('connected', kiosk);
    if (!kiosk.reader.hasReader) return;
    this.#paired.noteSeen([kiosk], 'readerSeenAt');
    if (this.#wantsDocuments()) this.emit('readerReady');
  }

  #statusOf(kiosk: Kiosk): KioskStatus {
    const { pairing, connected, camera, isBusy, socket, offer } = kiosk;
    const { id, name, camerasSeen, rig } = pairing;
    const known = {
      ...{ id, name },
      ...(this.#needsTwoCameras() && { rig: rig ?? null }),
      ...(camerasSeen && { otherCamera: cameraInWords(camerasSeen) }),
    };
    const remote = connected ? null : this.#remoteKiosks.find(id);
    if (remote) return { ...known, connected: true, ...remote };
    const here = { ...known, connected, camera, busy: isBusy };
    if (!connected) return here;
    const hasDocuments = this.documents.areHere(kiosk);
    return { ...here, page: socket.page, hasDocuments, phoneObstacle: offer.phoneObstacle };
  }

  /** Returns the status with the instance where a sign-in at this kiosk belongs. */
  #placeOf(kiosk: Kiosk): KioskStatus {
    const remote = this.#remoteKiosks.find(kiosk.pairing.id);
    const areThere = remote?.hasDocuments === true && !this.documents.areHere(kiosk);
    const isRemote = remote !== null && (this.#isLeaving || areThere);
    return { ...this.#statusOf(kiosk), ...(isRemote && { connected: true, ...remote }) };
  }

  #tellState(kiosk: Kiosk): void {
    this.#tell(kiosk.connected ? 'connected' : 'disconnected', kiosk);
  }

  #tell(event: 'connected' | 'disconnected', kiosk: Kiosk): void {
    try {
      this.emit(event, this.#statusOf(kiosk));
    } catch (error) {
      this.#logger.error({ err: error }, 'a listener to the kiosks failed');
    }
  }
}
