import { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import type { Config } from '../config/config.ts';
import { systemTimer, type Timer } from '../platform/clock.ts';
import { closeCodes, type CameraState } from '../protocol/messages.ts';
import type { Db } from '../store/schema.ts';
import { PendingCapture } from './capture-attempt.ts';
import { WaitNotices, type HeldVisitor } from './wait-notices.ts';
import type { CaptureEnd, CaptureRequest, Kiosks } from './capture.ts';
import type { RoomStanding } from './learned-rooms.ts';
import type { DocumentReader } from './document-reader.ts';
import { KioskConnection } from './kiosk-connection.ts';
import { defaultKioskTimes, type KioskTimes } from './kiosk-limits.ts';
import { cameraInWords, PairedCameras } from './paired-camera.ts';
import type { Kiosk } from './kiosk.ts';
import { PairedKiosks } from './paired-kiosks.ts';
import type { PairedKiosk } from './pairing.ts';
import { kiosksServing } from './kiosks-serving.ts';

/** The kiosks that are connected to other instances on the same database. */
export interface RemoteKiosks {
  /** Null when the kiosk is not connected to another instance. */
  find(kioskId: string): RemoteKiosk | null;
}

export interface RemoteKiosk {
  instanceId: string;
  camera: CameraState;
  busy: boolean;
}

export interface KioskRegistryDeps {
  db: Db;
  config: Pick<Config, 'kiosk'>;
  logger: FastifyBaseLogger;
  times?: Partial<KioskTimes>;
  /** For deadlines and grace; default: the machine's. */
  timer?: Timer;
  /** Default: no other instances. */
  remoteKiosks?: RemoteKiosks;
  /** Whether any rule asks for identity documents. Default: no. */
  wantsDocuments?: () => boolean;
}

/** The state of a paired kiosk, for readiness and for people. */
export interface KioskStatus {
  id: string;
  name: string;
  connected: boolean;
  /** The kiosk's report about its camera; null while it is not connected. */
  camera: CameraState | null;
  /** Whether a capture runs or waits. */
  busy: boolean;
  /** Names of unconfirmed cameras that differ from the recorded ones. Until confirmed, no frames are analysed. */
  otherCamera?: string;
  /** What is known about the room in front of its camera. */
  room: RoomStanding;
  /** The other instance that the kiosk is connected to. */
  instanceId?: string;
}

interface KioskRegistryEvents {
  connected: [KioskStatus];
  disconnected: [KioskStatus];
  /** Somebody at an idle screen wants to show a document; also gives the page's language. */
  documentWanted: [kioskId: string, language: string];
  /** A document reader is connected beside a kiosk, and a rule asks for documents. */
  readerReady: [];
}

/** All paired kiosks and their captures. */
export class KioskRegistry extends EventEmitter<KioskRegistryEvents> implements Kiosks {
  readonly #logger: FastifyBaseLogger;
  readonly #times: KioskTimes;
  readonly #graceMs: number;
  readonly #paired: PairedKiosks;
  readonly #cameras: PairedCameras;
  readonly #showWaitNotice: WaitNotices;
  readonly #remoteKiosks: RemoteKiosks;
  /** Captures without a connected kiosk, each with a function that cancels its grace timer. */
  readonly #waiting = new Map<PendingCapture, () => void>();
  readonly #timer: Timer;
  #stopped = false;

  constructor(deps: KioskRegistryDeps) {
    const { db, config, logger, times, remoteKiosks, wantsDocuments, timer = systemTimer } = deps;
    super();
    this.#timer = timer;
    // Each open page of the desk adds a listener.
    this.setMaxListeners(0);
    this.#remoteKiosks = remoteKiosks ?? { find: () => null };
    this.#logger = logger;
    const { office, sound = false } = config.kiosk;
    this.#times = { ...defaultKioskTimes, ...times };
    this.#graceMs = config.kiosk.graceMs;
    this.#cameras = new PairedCameras(db, logger);
    this.#paired = new PairedKiosks({
      db,
      logger,
      settings: {
        times: this.#times,
        timer,
        graceMs: config.kiosk.graceMs,
        askFirst: config.kiosk.askFirst,
        look: {
          office: { name: office?.name ?? null, logo: Boolean(office?.logoFile) },
          sound,
        },
        onReady: (kiosk) => this.#noteReady(kiosk),
        onLost: (kiosk, cause) => this.#noteLost(kiosk, cause),
        onResultShown: (...args) => this.#showWaitNotice.told(...args),
        onCameras: async (kiosk, cameras, standing) => {
          const stored = await this.#cameras.record(kiosk.pairing.id, cameras, standing);
          if (stored) kiosk.pairing = { ...kiosk.pairing, ...stored };
          if (standing === 'changed') this.#tell('connected', kiosk);
          return stored;
        },
        onChanged: (kiosk) => this.#tell(kiosk.connected ? 'connected' : 'disconnected', kiosk),
        onReader: (kiosk) => {
          this.#paired.noteSeen([kiosk], 'readerSeenAt');
          if (wantsDocuments?.()) this.emit('readerReady');
        },
        onFree: () => this.#showWaitNotice.noteCameraFree(),
        wantsDocuments: wantsDocuments ?? (() => false),
        onDocumentWanted: ({ pairing }, language) =>
          this.emit('documentWanted', pairing.id, language),
      },
    });
    this.#showWaitNotice = new WaitNotices({
      afterMs: this.#times.heldAfterMs,
      withinMs: this.#times.heldShowMs,
      all: () => this.#paired.all,
      serving: (served) =>
        kiosksServing(this.#paired.all, served)
          .filter((kiosk) => kiosk.connected)
          .sort(preferred),
    });
  }

  /** Reads the paired kiosks now, and again every few seconds. Rejects when the first read fails. */
  start(): Promise<void> {
    return this.#paired.start();
  }

  /** Ends every capture as `aborted`, and every connection. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#showWaitNotice.stop();
    for (const capture of this.#waiting.keys()) capture.end('aborted');
    await this.#paired.stop();
  }

  /** Takes over the socket of an authenticated kiosk, in the same turn in which it opened. */
  attach(socket: WebSocket, kiosk: PairedKiosk): void {
    if (this.#stopped) socket.close(closeCodes.stopping, 'service stopping');
    else this.#paired.of(kiosk).attach(new KioskConnection(socket, this.#times, this.#logger));
  }

  /** Takes over the socket of the document reader beside a kiosk. */
  attachReader(socket: WebSocket, kiosk: PairedKiosk): void {
    if (this.#stopped) socket.close(closeCodes.stopping, 'service stopping');
    else this.#paired.of(kiosk).reader.attach(socket);
  }

  /** The document reader beside a kiosk; null when no such kiosk is paired. */
  readerOf(kioskId: string): DocumentReader | null {
    return this.#paired.all.find(({ pairing }) => pairing.id === kioskId)?.reader ?? null;
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
  waitNotices(visitor: HeldVisitor): void {
    if (!this.#stopped) this.#showWaitNotice.schedule(visitor);
  }

  /** Ends the wait notice of this sign-in, because somebody attends to the visitor. */
  endWaitNotice(jobId: string): void {
    this.#showWaitNotice.end(jobId);
  }

  /** Tells the visitors of these sign-ins that the front desk was asked about them. */
  showDeskAsked(jobIds: readonly string[]): void {
    for (const kiosk of this.#paired.all) kiosk.showDeskAsked(jobIds);
  }

  /** Clears an earlier visitor's wait notice, because the next visitor was let in there. */
  clearWaitNotice(visitor: Omit<HeldVisitor, 'jobId'>): void {
    this.#showWaitNotice.clear(visitor);
  }

  /** Every paired kiosk, connected or not. */
  status(): KioskStatus[] {
    return this.#paired.all.map((kiosk) => this.#statusOf(kiosk));
  }

  /** Returns the kiosks that may serve a sign-in from this place, in the order of preference. */
  serving(where: Pick<CaptureRequest, 'locationId' | 'deviceId'>): KioskStatus[] {
    const serving = kiosksServing(this.#paired.all, where);
    const all = serving.sort(preferred).map((kiosk) => this.#statusOf(kiosk));
    const rank = ({ connected, camera, busy, instanceId }: KioskStatus) =>
      (connected ? 0 : 8) + (camera === 'ready' ? 0 : 4) + (busy ? 2 : 0) + (instanceId ? 1 : 0);
    return all.sort((a, b) => rank(a) - rank(b));
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
    if (kiosk) this.#tell(kiosk.connected ? 'connected' : 'disconnected', kiosk);
    return isConfirmed;
  }

  /** Reads the store again after a kiosk was unpaired or its room was learned. After an error, the timer retries. */
  async pairingChanged(): Promise<void> {
    await this.#paired.refresh().catch(() => {});
  }

  /** Returns the sign-ins whose captures wait for a kiosk that is not connected here. */
  jobsWithoutScreen(): string[] {
    const waiting = [...this.#waiting.keys()].map(({ request }) => request.jobId);
    const away = this.#paired.all.filter(({ connected }) => !connected);
    const jobs = [...waiting, ...away.flatMap((kiosk) => kiosk.jobsInLine)];
    return jobs.filter((jobId) => jobId !== undefined);
  }

  /** Disconnects all kiosks when this instance cannot decide: they reconnect where the balancer leads them. */
  disconnectAll(): void {
    for (const kiosk of this.#paired.all) kiosk.sendAway();
  }

  /** Must be called when the kiosks at other instances change. */
  noteRemoteKiosks(kioskIds: readonly string[]): void {
    for (const kiosk of this.#paired.all) {
      if (!kioskIds.includes(kiosk.pairing.id)) continue;
      // The socket here has broken silently, or the page is open twice. In both cases, the later connection counts.
      if (this.#remoteKiosks.find(kiosk.pairing.id)) kiosk.leave();
      this.#tell(this.#statusOf(kiosk).connected ? 'connected' : 'disconnected', kiosk);
    }
  }

  #place(capture: PendingCapture): void {
    const serving = this.#serving(capture);
    const [best] = serving.filter((kiosk) => kiosk.connected).sort(preferred);
    if (best) best.join(capture);
    else if (serving.length === 0) this.#endUnserved(capture);
    else this.#awaitKiosk(capture);
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

  #awaitKiosk(capture: PendingCapture): void {
    this.#waiting.set(
      capture,
      this.#timer.after(this.#graceMs, () => capture.end('kiosk_offline')),
    );
    capture.onEnd(() => this.#stopWaiting(capture));
  }

  #stopWaiting(capture: PendingCapture): void {
    this.#waiting.get(capture)?.();
    this.#waiting.delete(capture);
  }

  #noteReady(kiosk: Kiosk): void {
    this.#logger.info({ kioskId: kiosk.pairing.id, camera: kiosk.camera }, 'kiosk connected');
    this.#paired.noteSeen([kiosk]);
    for (const capture of this.#waiting.keys()) {
      if (!this.#serving(capture).includes(kiosk)) continue;
      this.#stopWaiting(capture);
      kiosk.join(capture);
    }
    this.#tell('connected', kiosk);
  }

  #noteLost(kiosk: Kiosk, cause: string): void {
    this.#logger.info({ kioskId: kiosk.pairing.id, cause }, 'kiosk disconnected');
    this.#paired.noteSeen([kiosk]);
    this.#tell('disconnected', kiosk);
  }

  #statusOf({ pairing, connected, camera, lineLength }: Kiosk): KioskStatus {
    const { id, name, camerasSeen, room = 'not_learned' } = pairing;
    const known = {
      ...{ id, name, room },
      ...(camerasSeen && { otherCamera: cameraInWords(camerasSeen) }),
    };
    const remote = connected ? null : this.#remoteKiosks.find(id);
    if (!remote) return { ...known, connected, camera, busy: lineLength > 0 };
    return { ...known, connected: true, ...remote };
  }

  #tell(event: 'connected' | 'disconnected', kiosk: Kiosk): void {
    try {
      this.emit(event, this.#statusOf(kiosk));
    } catch (error) {
      this.#logger.error({ err: error }, 'a listener to the kiosks failed');
    }
  }
}

/** Sorts kiosks that serve equally well: first those with a working camera, then by the length of the queue. */
function preferred(a: Kiosk, b: Kiosk): number {
  const noCamera = (kiosk: Kiosk) => (kiosk.camera === 'ready' ? 0 : 1);
  return noCamera(a) - noCamera(b) || a.lineLength - b.lineLength;
}
