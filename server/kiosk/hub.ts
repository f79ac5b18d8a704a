import { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import type { Config } from '../config/config.ts';
import type { Db } from '../store/schema.ts';
import type { CaptureEnd, CaptureRequest, Kiosks } from './capture.ts';
import { KioskConnection } from './kiosk-connection.ts';
import type { KioskStation } from './kiosk-station.ts';
import { defaultKioskTimes, type KioskTimes } from './kiosk-times.ts';
import { kiosksServing } from './kiosks-serving.ts';
import { closeCodes, type CameraState } from './messages.ts';
import type { PairedKiosk } from './paired-kiosk.ts';
import { PairedStations } from './paired-stations.ts';
import { PendingCapture } from './pending-capture.ts';

export interface HubDeps {
  db: Db;
  config: Pick<Config, 'kiosk'>;
  logger: FastifyBaseLogger;
  /** By the id of a location: the name of the kiosk that was chosen for it in Envoy. */
  chosen?: () => ReadonlyMap<string, string>;
  times?: Partial<KioskTimes>;
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
}

interface HubEvents {
  connected: [KioskStatus];
  disconnected: [KioskStatus];
}

/** All paired kiosks and the captures that they run. */
export class Hub extends EventEmitter<HubEvents> implements Kiosks {
  readonly #logger: FastifyBaseLogger;
  readonly #times: KioskTimes;
  readonly #graceMs: number;
  readonly #chosen: () => ReadonlyMap<string, string>;
  readonly #stations: PairedStations;
  /** Captures for which no kiosk is connected, with the end of their grace. */
  readonly #waiting = new Map<PendingCapture, NodeJS.Timeout>();
  #stopped = false;

  constructor({ db, config, logger, times, chosen = () => new Map() }: HubDeps) {
    super();
    this.#logger = logger;
    this.#times = { ...defaultKioskTimes, ...times };
    this.#graceMs = config.kiosk.graceMs;
    this.#chosen = chosen;
    this.#stations = new PairedStations({
      db,
      logger,
      settings: {
        times: this.#times,
        graceMs: config.kiosk.graceMs,
        askFirst: config.kiosk.askFirst,
        onReady: (station) => this.#ready(station),
        onLost: (station, cause) => this.#lost(station, cause),
      },
    });
  }

  /** Reads which kiosks are paired, and again every few seconds. Rejects when it cannot. */
  start(): Promise<void> {
    return this.#stations.start();
  }

  /** Ends every capture as `aborted` and every connection. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const capture of this.#waiting.keys()) capture.end('aborted');
    await this.#stations.stop();
  }

  /** Takes over the socket of a kiosk that proved who it is, in the turn in which it opened. */
  attach(socket: WebSocket, kiosk: PairedKiosk): void {
    if (this.#stopped) socket.close(closeCodes.stopping, 'service stopping');
    else this.#stations.of(kiosk).attach(new KioskConnection(socket, this.#times, this.#logger));
  }

  async capture(request: CaptureRequest): Promise<CaptureEnd> {
    const capture = new PendingCapture(request, this.#times.minimumCaptureMs, this.#logger);
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

  /** Every paired kiosk, connected or not. */
  status(): KioskStatus[] {
    return this.#stations.all.map(statusOf);
  }

  #place(capture: PendingCapture): void {
    const serving = this.#serving(capture);
    const [best] = serving.filter((station) => station.connected).sort(preferred);
    if (best) best.join(capture);
    else if (serving.length === 0) this.#endUnserved(capture);
    else this.#awaitKiosk(capture);
  }

  #endUnserved(capture: PendingCapture): void {
    const { kioskId, locationId, deviceId } = capture.request;
    if (kioskId !== undefined || this.#stations.all.length === 0)
      return capture.end('kiosk_offline');
    this.#logger.warn({ locationId, deviceId }, 'none of the paired kiosks serves this location');
    capture.end('no_kiosk_here');
  }

  #serving({ request }: PendingCapture): KioskStation[] {
    return kiosksServing(this.#stations.all, request, this.#chosen());
  }

  #awaitKiosk(capture: PendingCapture): void {
    this.#waiting.set(
      capture,
      setTimeout(() => capture.end('kiosk_offline'), this.#graceMs),
    );
    capture.onEnd(() => this.#stopWaiting(capture));
  }

  #stopWaiting(capture: PendingCapture): void {
    clearTimeout(this.#waiting.get(capture));
    this.#waiting.delete(capture);
  }

  #ready(station: KioskStation): void {
    this.#logger.info({ kioskId: station.kiosk.id, camera: station.camera }, 'kiosk connected');
    this.#stations.noteSeen([station]);
    for (const capture of this.#waiting.keys()) {
      if (!this.#serving(capture).includes(station)) continue;
      this.#stopWaiting(capture);
      station.join(capture);
    }
    this.#tell('connected', station);
  }

  #lost(station: KioskStation, cause: string): void {
    this.#logger.info({ kioskId: station.kiosk.id, cause }, 'kiosk disconnected');
    this.#stations.noteSeen([station]);
    this.#tell('disconnected', station);
  }

  #tell(event: keyof HubEvents, station: KioskStation): void {
    try {
      this.emit(event, statusOf(station));
    } catch (error) {
      this.#logger.error({ err: error }, 'a listener to the kiosks failed');
    }
  }
}

/** Among kiosks that may serve alike: a working camera, then the shortest line. */
function preferred(a: KioskStation, b: KioskStation): number {
  const noCamera = (station: KioskStation) => (station.camera === 'ready' ? 0 : 1);
  return noCamera(a) - noCamera(b) || a.lineLength - b.lineLength;
}

function statusOf(station: KioskStation): KioskStatus {
  return {
    id: station.kiosk.id,
    name: station.kiosk.name,
    connected: station.connected,
    camera: station.camera,
    busy: station.lineLength > 0,
  };
}
