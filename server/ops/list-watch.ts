import type { Logger } from 'pino';
import type { Alerts } from '../notify/start-notify.ts';
import { type Clock, PeriodicTask } from '../platform/clock.ts';
import type { Db } from '../store/schema.ts';
import { latestMessageAbout } from '../store/tables/outbox.ts';
import { proposalQuestion } from '../watchlist/change.ts';
import { overdueWords, listStatuses, type ListStatus } from '../watchlist/follow/list-status.ts';

type MessageContents = Parameters<Alerts['tell']>[0];

interface ListWatchDeps {
  alerts: Pick<Alerts, 'tell'>;
  db: Db;
  clock: Clock;
  log: Logger;
  /** Whether this instance is the one that reports lists; default: yes. */
  isLeader?: () => Promise<boolean>;
}

const lookEveryMs = 5 * 60_000;
const dayMs = 24 * 3600_000;

/**
 * Sends one message when a list is overdue, one when it no longer is, and one for each list that waits for approval.
 * The outbox has what was sent. The log names overdue lists once a day.
 */
export class ListWatch extends PeriodicTask {
  readonly #deps: ListWatchDeps;
  /** When the log last named a list as overdue. */
  readonly #loggedMs = new Map<string, number>();

  constructor(deps: ListWatchDeps) {
    super({ ...deps, everyMs: lookEveryMs });
    this.#deps = deps;
  }

  protected override async once(): Promise<void> {
    const { db, clock, log } = this.#deps;
    try {
      for (const list of await listStatuses(db, clock.now())) await this.#lookAt(list);
    } catch (err) {
      log.error({ err }, 'the age of the watchlists cannot be read');
    }
  }

  async #lookAt(list: ListStatus): Promise<void> {
    const { db } = this.#deps;
    const { label, proposed } = list;
    const lastMessage = await latestMessageAbout(db, subjectOf(label));
    const wasOverdue = lastMessage?.kind === 'list_overdue';
    if (list.isOverdue) this.#log(list);
    else this.#loggedMs.delete(label);
    if (list.isOverdue && !wasOverdue) await this.#tell('list_overdue', list, '');
    else if (!list.isOverdue && wasOverdue) await this.#tell('list_current', list, '');
    if (proposed) await this.#tell('list_proposed', list, ` ${proposed.listId}`);
  }

  /** @param which tells several events of one kind apart, if each causes a message */
  async #tell(kind: ListKind, list: ListStatus, which: string): Promise<void> {
    const { alerts, clock } = this.#deps;
    const { label } = list;
    const at = clock.now().toISOString();
    const { proposed } = list;
    const found =
      kind === 'list_proposed' && proposed ? proposalQuestion(proposed) : overdueWords(list).found;
    const contents: MessageContents = { kind, list: label, found, at };
    const about = which === '' ? `${kind} ${label} ${at}` : `${kind} ${label}${which}`;
    const subject = which === '' ? subjectOf(label) : about;
    await alerts.tell(contents, about, subject);
  }

  #log(list: ListStatus): void {
    const { clock, log } = this.#deps;
    const { label, inForce, followed } = list;
    const now = clock.now().getTime();
    if (now - (this.#loggedMs.get(label) ?? -Infinity) < dayMs) return;
    this.#loggedMs.set(label, now);
    const { found, todo } = overdueWords(list);
    log.warn(
      { source: label, date: inForce?.listDate ?? null, fault: followed?.fault ?? null },
      `a watchlist is old: ${found} ${todo}`,
    );
  }
}

type ListKind = 'list_overdue' | 'list_current' | 'list_proposed';

function subjectOf(label: string): string {
  return `list ${label}`;
}
