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

/** The lobby screens that other instances on the same database hold. */
export interface RemoteKiosks {
  /** Null when no other instance holds it. */
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
  /** Of deadlines and grace; default: the machine's. */
  timer?: Timer;
  /** Default: there are no other instances. */
  remoteKiosks?: RemoteKiosks;
  /** Whether any rule asks for identity documents. Default: none does. */
  wantsDocuments?: () => boolean;
}

/** A paired kiosk at this moment, for readiness and for people who look. */
export interface KioskStatus {
  id: string;
  name: string;
  connected: boolean;
  /** What the kiosk says of its camera; null while it is not connected. */
  camera: CameraState | null;
  /** Whether a capture runs or waits. */
  busy: boolean;
  /** Cameras other than those recorded, in words, which no one has confirmed: no visitor is looked at. */
  otherCamera?: string;
  /** What is known of the room that its camera looks at. */
  room: RoomStanding;
  /** The instance that it is connected to, when that is another one. */
  instanceId?: string;
}

interface KioskRegistryEvents {
  connected: [KioskStatus];
  disconnected: [KioskStatus];
  /** Somebody at an idle screen wants to show a document; with the page's language. */
  documentWanted: [kioskId: string, language: string];
  /** A document reader is plugged in beside a screen, and a rule asks for documents. */
  readerReady: [];
}

/** All paired kiosks and the captures that they run. */
export class KioskRegistry extends EventEmitter<KioskRegistryEvents> implements Kiosks {
  readonly #logger: FastifyBaseLogger;
  readonly #times: KioskTimes;
  readonly #graceMs: number;
  readonly #paired: PairedKiosks;
  readonly #cameras: PairedCameras;
  readonly #showWaitNotice: WaitNotices;
  readonly #remoteKiosks: RemoteKiosks;
  /** Captures for which no kiosk is connected, with the end of their grace. */
  readonly #waiting = new Map<PendingCapture, () => void>();
  readonly #timer: Timer;
  #stopped = false;

  constructor(deps: KioskRegistryDeps) {
    const { db, config, logger, times, remoteKiosks, wantsDocuments, timer = systemTimer } = deps;
    super();
    this.#timer = timer;
    // One for each page of the desk that is open.
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

  /** Reads which kiosks are paired, and again every few seconds. Rejects when it cannot. */
  start(): Promise<void> {
    return this.#paired.start();
  }

  /** Ends every capture as `aborted` and every connection. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#showWaitNotice.stop();
    for (const capture of this.#waiting.keys()) capture.end('aborted');
    await this.#paired.stop();
  }

  /** Takes over the socket of a kiosk that proved who it is, in the turn in which it opened. */
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
   * Asks a visitor who is held to wait, on the screen that serves them, unless a capture has told
   * them the result. Always the same time after their arrival, whatever they are held for.
   */
  waitNotices(visitor: HeldVisitor): void {
    if (!this.#stopped) this.#showWaitNotice.schedule(visitor);
  }

  /** Ends the wait notice of this sign-in: someone has come for the visitor. */
  endWaitNotice(jobId: string): void {
    this.#showWaitNotice.end(jobId);
  }

  /** Tells the visitors of these sign-ins that the front desk is asked about them. */
  showDeskAsked(jobIds: readonly string[]): void {
    for (const kiosk of this.#paired.all) kiosk.showDeskAsked(jobIds);
  }

  /** Clears the wait notice for an earlier visitor: the next one was let in there. */
  clearWaitNotice(visitor: Omit<HeldVisitor, 'jobId'>): void {
    this.#showWaitNotice.clear(visitor);
  }

  /** Every paired kiosk, connected or not. */
  status(): KioskStatus[] {
    return this.#paired.all.map((kiosk) => this.#statusOf(kiosk));
  }

  /** The kiosks that may serve a sign-in from there, whichever is preferred first. */
  serving(where: Pick<CaptureRequest, 'locationId' | 'deviceId'>): KioskStatus[] {
    const serving = kiosksServing(this.#paired.all, where);
    const all = serving.sort(preferred).map((kiosk) => this.#statusOf(kiosk));
    const rank = ({ connected, camera, busy, instanceId }: KioskStatus) =>
      (connected ? 0 : 8) + (camera === 'ready' ? 0 : 4) + (busy ? 2 : 0) + (instanceId ? 1 : 0);
    return all.sort((a, b) => rank(a) - rank(b));
  }

  /**
   * Someone at the desk looked at the other camera of a screen, and it is the office's own.
   * @param camera as the status has it
   * @returns false, and nothing is changed, when it is another one by now
   */
  async confirmCamera(kioskId: string, camera: string, actor: string): Promise<boolean> {
    const isConfirmed = await this.#cameras.confirm(kioskId, camera, actor);
    await this.#paired.refresh();
    const kiosk = this.#paired.all.find(({ pairing }) => pairing.id === kioskId);
    if (kiosk) this.#tell(kiosk.connected ? 'connected' : 'disconnected', kiosk);
    return isConfirmed;
  }

  /** Somebody has unpaired a screen, or had its room learned: what it looks at is over now, or else when it is read again in a moment. */
  async pairingChanged(): Promise<void> {
    await this.#paired.refresh().catch(() => {});
  }

  /** The sign-ins whose captures wait for a lobby screen that is not connected here. */
  jobsWithoutScreen(): string[] {
    const waiting = [...this.#waiting.keys()].map(({ request }) => request.jobId);
    const away = this.#paired.all.filter(({ connected }) => !connected);
    const jobs = [...waiting, ...away.flatMap((kiosk) => kiosk.jobsInLine)];
    return jobs.filter((jobId) => jobId !== undefined);
  }

  /** Nothing can be decided here: the screens that are connected come back, wherever the balancer leads them. */
  disconnectAll(): void {
    for (const kiosk of this.#paired.all) kiosk.sendAway();
  }

  /** To be called when other instances hold other lobby screens than before. */
  noteRemoteKiosks(kioskIds: readonly string[]): void {
    for (const kiosk of this.#paired.all) {
      if (!kioskIds.includes(kiosk.pairing.id)) continue;
      // Its socket here is one that broke without a word, or the screen is open twice: the last one counts.
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

/** Among kiosks that may serve alike: a working camera, then the shortest line. */
function preferred(a: Kiosk, b: Kiosk): number {
  const noCamera = (kiosk: Kiosk) => (kiosk.camera === 'ready' ? 0 : 1);
  return noCamera(a) - noCamera(b) || a.lineLength - b.lineLength;
}
