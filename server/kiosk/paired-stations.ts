import type { FastifyBaseLogger } from 'fastify';
import type { Db } from '../store/schema.ts';
import { kioskRoomStates } from '../store/tables/kiosk-rooms.ts';
import { listKiosks, touchKiosk } from '../store/tables/kiosks.ts';
import { roomStandingOf } from './learned-rooms.ts';
import { KioskStation, type StationSettings } from './kiosk-station.ts';
import { closeCodes } from '../protocol/messages.ts';
import { pairedKiosk, type PairedKiosk } from './pairing.ts';

interface PairedStationsDeps {
  db: Db;
  logger: FastifyBaseLogger;
  settings: StationSettings;
}

/** A station for each paired kiosk, kept up to date with the store, where others pair and revoke. */
export class PairedStations {
  readonly #db: Db;
  readonly #logger: FastifyBaseLogger;
  readonly #settings: StationSettings;
  readonly #stations = new Map<string, KioskStation>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #readable = true;
  #notedSeenAt = performance.now();

  constructor({ db, logger, settings }: PairedStationsDeps) {
    this.#db = db;
    this.#logger = logger;
    this.#settings = settings;
  }

  get all(): KioskStation[] {
    return [...this.#stations.values()];
  }

  /** Rejects when the store cannot be read. */
  async start(): Promise<void> {
    await this.#refresh();
    this.#refreshLater();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const { stopping } = closeCodes;
    await Promise.all(
      this.all.map((station) => station.close('aborted', stopping, 'service stopping')),
    );
  }

  /** The station of a kiosk, made when it was paired a moment ago. */
  of(kiosk: PairedKiosk): KioskStation {
    const known = this.#stations.get(kiosk.id);
    if (known) return known;
    const station = new KioskStation(kiosk, this.#settings);
    this.#stations.set(kiosk.id, station);
    return station;
  }

  /** Notes in the store that these kiosks are, or were until now, connected. */
  noteSeen(stations: readonly KioskStation[]): void {
    const now = new Date();
    for (const { kiosk } of stations) {
      touchKiosk(this.#db, kiosk.id, now).catch((error: unknown) => {
        this.#logger.warn(
          { err: error, kioskId: kiosk.id },
          'could not note that a kiosk was seen',
        );
      });
    }
  }

  /** Reads it again now: someone has changed something that counts at once. */
  async refresh(): Promise<void> {
    await this.#refresh();
  }

  #refreshLater(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#tryRefresh(), this.#settings.times.refreshMs);
  }

  async #tryRefresh(): Promise<void> {
    try {
      await this.#refresh();
      this.#readable = true;
    } catch (error) {
      // Once, not every two seconds. The kiosks that are known go on working.
      if (this.#readable && !this.#stopped) {
        this.#logger.error({ err: error }, 'cannot read which kiosks are paired');
      }
      this.#readable = false;
    }
    this.#refreshLater();
  }

  async #refresh(): Promise<void> {
    // A kiosk that is paired while the store answers is missing in the answer, but not revoked.
    const before = this.all;
    const rooms = new Map((await kioskRoomStates(this.#db)).map((room) => [room.kioskId, room]));
    const paired = (await listKiosks(this.#db)).filter((kiosk) => !kiosk.revokedAt);
    if (this.#stopped) return;
    const ids = new Set(paired.map((kiosk) => kiosk.id));
    for (const station of before) if (!ids.has(station.kiosk.id)) this.#retire(station);
    for (const row of paired) {
      const paired = pairedKiosk(row);
      const kiosk = { ...paired, room: roomStandingOf(rooms.get(row.id), paired.cameras) };
      const station = this.of(kiosk);
      const { room = 'not_learned', camerasSeen } = station.kiosk;
      station.kiosk = kiosk;
      const isOther = room !== kiosk.room || camerasSeen?.join() !== kiosk.camerasSeen?.join();
      if (isOther) this.#settings.onChanged(station);
    }
    this.#noteConnected();
  }

  #retire(station: KioskStation): void {
    this.#stations.delete(station.kiosk.id);
    this.#logger.info({ kioskId: station.kiosk.id }, 'kiosk revoked');
    void station.close('kiosk_offline', closeCodes.revoked, 'the pairing was revoked');
  }

  #noteConnected(): void {
    const now = performance.now();
    if (now - this.#notedSeenAt < this.#settings.times.noteSeenMs) return;
    this.#notedSeenAt = now;
    this.noteSeen(this.all.filter((station) => station.connected));
  }
}
