import type { Logger } from 'pino';
import type { KioskStatus } from '../kiosk/kiosk-status.ts';
import { type Clock, PeriodicTask } from '../platform/clock.ts';
import type { Alerts } from '../notify/start-notify.ts';
import type { Db } from '../store/schema.ts';
import { latestMessageAbout } from '../store/tables/outbox.ts';

interface KioskWatchDeps {
  kiosks: () => readonly KioskStatus[];
  alerts: Alerts;
  db: Db;
  clock: Clock;
  log: Logger;
  /** How long a screen is gone before a message. Default: `usualGoneMs`. */
  goneAfterMs?: number;
  /** Whether this instance is the one that reports screens; default: yes. */
  isLeader?: () => Promise<boolean>;
}

const lookEveryMs = 15_000;

/** A browser that starts again, or a network that changes, is back by then. A visitor who is held meanwhile has a card. */
const usualGoneMs = 5 * 60_000;

interface Trouble {
  /** `away`: not connected; `no_camera`: connected without a camera. */
  kind: 'away' | 'no_camera';
  since: Date;
}

/**
 * Sends one message when a lobby screen has been gone for some minutes, and one when it is back. The outbox has what
 * was sent, so a restart neither repeats nor loses a message.
 */
export class KioskWatch extends PeriodicTask {
  readonly #deps: KioskWatchDeps;
  readonly #troubles = new Map<string, Trouble>();
  /** The last logged state of each screen, because the outbox is empty without alerts. */
  readonly #logged = new Map<string, string>();

  constructor(deps: KioskWatchDeps) {
    super({ clock: deps.clock, everyMs: lookEveryMs });
    this.#deps = deps;
  }

  protected override async once(): Promise<void> {
    await this.#look().catch((error: unknown) => {
      const fault = error instanceof Error ? error.name : 'unknown';
      this.#deps.log.error({ fault }, 'the lobby screens cannot be watched');
    });
  }

  async #look(): Promise<void> {
    const all = this.#deps.kiosks();
    const ids = new Set(all.map(({ id }) => id));
    for (const known of [this.#troubles, this.#logged]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
    const isLeader = (await this.#deps.isLeader?.()) ?? true;
    for (const kiosk of all) await this.#lookAt(kiosk, isLeader);
  }

  async #lookAt(kiosk: KioskStatus, isLeader: boolean): Promise<void> {
    const { db, clock, alerts, goneAfterMs = usualGoneMs } = this.#deps;
    const now = clock.now();
    const kind = troubleOf(kiosk);
    if (kind === null) this.#troubles.delete(kiosk.id);
    else if (!this.#troubles.has(kiosk.id)) this.#troubles.set(kiosk.id, { kind, since: now });
    // Every instance records the start of an absence, because another instance may have to report it later.
    if (!alerts.areWanted || !isLeader) return;
    const lastMessage = await latestMessageAbout(db, kiosk.id);
    const isTold = lastMessage?.kind === 'kiosk_gone';
    const trouble = this.#troubles.get(kiosk.id);
    if (!trouble) {
      if (isTold) await this.#tellBack(kiosk, lastMessage.about, now);
      else if (this.#logged.has(kiosk.id)) this.#logBack(kiosk);
    } else if (!isTold && now.getTime() - trouble.since.getTime() >= goneAfterMs) {
      await this.#tellGone(kiosk, trouble);
    }
  }

  async #tellGone(kiosk: KioskStatus, { kind, since }: Trouble): Promise<void> {
    const { alerts, log } = this.#deps;
    const at = since.toISOString();
    if (this.#isNews(kiosk, `gone ${at}`)) {
      log.warn({ kioskId: kiosk.id, trouble: kind, since }, 'a lobby screen is gone');
    }
    const about = { kioskId: kiosk.id, kiosk: kiosk.name, trouble: kind, since: at };
    await alerts.tell({ kind: 'kiosk_gone', ...about }, `kiosk ${kiosk.id} ${at}`, kiosk.id);
  }

  async #tellBack(kiosk: KioskStatus, about: string, now: Date): Promise<void> {
    const { alerts } = this.#deps;
    this.#logBack(kiosk);
    const since = about.split(' ').at(-1) ?? '';
    const until = now.toISOString();
    const contents = { kioskId: kiosk.id, kiosk: kiosk.name, since, until };
    await alerts.tell({ kind: 'kiosk_back', ...contents }, `back after: ${about}`, kiosk.id);
  }

  #logBack(kiosk: KioskStatus): void {
    if (!this.#isNews(kiosk, 'back')) return;
    this.#deps.log.info({ kioskId: kiosk.id }, 'a lobby screen is back');
  }

  /** Logs a state once, not at every look. */
  #isNews({ id }: KioskStatus, what: string): boolean {
    const isNews = this.#logged.get(id) !== what;
    this.#logged.set(id, what);
    return isNews;
  }
}

function troubleOf({ connected, camera }: KioskStatus): Trouble['kind'] | null {
  if (!connected) return 'away';
  return camera === 'ready' ? null : 'no_camera';
}
