import type { FastifyBaseLogger } from 'fastify';
import { repeat } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import { listKiosks, touchKiosk } from '../store/tables/kiosks.ts';
import { Kiosk, type KioskSettings } from './kiosk.ts';
import { closeCodes } from '../protocol/messages.ts';
import { pairedKiosk, type PairedKiosk } from './pairing.ts';

interface PairedKiosksDeps {
  db: Db;
  logger: FastifyBaseLogger;
  settings: KioskSettings;
}

/** All paired kiosks, kept up to date with the store, where other processes pair and revoke. */
export class PairedKiosks {
  readonly #db: Db;
  readonly #logger: FastifyBaseLogger;
  readonly #settings: KioskSettings;
  readonly #kiosks = new Map<string, Kiosk>();
  #stopRefreshing = async () => {};
  #stopped = false;
  #readable = true;
  #notedSeenAt = performance.now();

  constructor({ db, logger, settings }: PairedKiosksDeps) {
    this.#db = db;
    this.#logger = logger;
    this.#settings = settings;
  }

  get all(): Kiosk[] {
    return [...this.#kiosks.values()];
  }

  /** Rejects when the store cannot be read. */
  async start(): Promise<void> {
    await this.#refresh();
    this.#stopRefreshing = repeat(this.#settings.times.refreshMs, () => this.#tryRefresh());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    void this.#stopRefreshing();
    const { stopping } = closeCodes;
    await Promise.all(
      this.all.map((kiosk) => kiosk.close('aborted', stopping, 'service stopping')),
    );
  }

  /** Returns the kiosk of this pairing, and creates it when the pairing is new. */
  of(pairing: PairedKiosk): Kiosk {
    const known = this.#kiosks.get(pairing.id);
    if (known) return known;
    const kiosk = new Kiosk(pairing, this.#settings);
    this.#kiosks.set(pairing.id, kiosk);
    return kiosk;
  }

  /** Stores the time at which these kiosks are, or were last, connected. */
  noteSeen(kiosks: readonly Kiosk[], what: 'lastSeenAt' | 'readerSeenAt' = 'lastSeenAt'): void {
    const now = new Date();
    for (const { pairing } of kiosks) {
      touchKiosk(this.#db, pairing.id, { [what]: now }).catch((error: unknown) => {
        this.#logger.warn(
          { err: error, kioskId: pairing.id },
          'could not note that a kiosk was seen',
        );
      });
    }
  }

  /** Reads the store now, after a change that must take effect at once. */
  async refresh(): Promise<void> {
    await this.#refresh();
  }

  async #tryRefresh(): Promise<void> {
    try {
      await this.#refresh();
      this.#readable = true;
    } catch (error) {
      // Logged once, not every two seconds. The known kiosks continue to work.
      if (this.#readable && !this.#stopped) {
        this.#logger.error({ err: error }, 'cannot read which kiosks are paired');
      }
      this.#readable = false;
    }
  }

  async #refresh(): Promise<void> {
    // A kiosk that is paired during the query is missing in the result, but it is not revoked.
    const known = this.all;
    const paired = (await listKiosks(this.#db)).filter((kiosk) => !kiosk.revokedAt);
    if (this.#stopped) return;
    const ids = new Set(paired.map((kiosk) => kiosk.id));
    for (const kiosk of known) if (!ids.has(kiosk.pairing.id)) this.#retire(kiosk);
    for (const row of paired) {
      const pairing = pairedKiosk(row);
      const kiosk = this.of(pairing);
      const cameras = camerasInWords(kiosk.pairing);
      kiosk.pairing = pairing;
      if (cameras !== camerasInWords(pairing)) this.#settings.events.emit('camerasChanged', kiosk);
      kiosk.offer.tell();
    }
    this.#noteConnected();
  }

  #retire(kiosk: Kiosk): void {
    this.#kiosks.delete(kiosk.pairing.id);
    this.#logger.info({ kioskId: kiosk.pairing.id }, 'kiosk revoked');
    void kiosk.close('kiosk_offline', closeCodes.revoked, 'the pairing was revoked');
  }

  #noteConnected(): void {
    const now = performance.now();
    if (now - this.#notedSeenAt < this.#settings.times.noteSeenMs) return;
    this.#notedSeenAt = now;
    this.noteSeen(this.all.filter((kiosk) => kiosk.connected));
    this.noteSeen(
      this.all.filter(({ reader }) => reader.hasReader),
      'readerSeenAt',
    );
  }
}

/** What the desk shows of the cameras. */
function camerasInWords({ camerasSeen = null, rig = null }: PairedKiosk): string {
  return JSON.stringify([camerasSeen, rig]);
}
