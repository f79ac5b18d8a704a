import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { faultWords, followableOf, type Followable } from '#sanctions-lists';
import { PeriodicTask, type Clock } from '../../platform/clock.ts';
import type { Db } from '../../store/schema.ts';
import { listFollowedLists, noteFollowedList, type FollowedListRow } from './followed-list-rows.ts';
import { deleteStagedLists } from '../../store/tables/watchlists.ts';
import { brokenFetch, nextTry, type LookResult } from './fetch-list.ts';
import { makeTemporaryFolder } from '#base/files';

interface Deps {
  db: Db;
  clock: Clock;
  log: Logger;
  /** Whether this instance downloads; default: yes. */
  isLeader?: () => Promise<boolean>;
  /** Default: in its own process. */
  look?: (
    known: Followable,
    row: FollowedListRow,
    signal: AbortSignal,
  ) => Promise<LookResult | null>;
}

const lookEveryMs = 10 * 60_000;

/**
 * Downloads each followed list when it is due, one at a time. The database has the time of the next try, so neither a
 * restart nor another instance contacts a publisher more often.
 */
export class ListFollower extends PeriodicTask {
  readonly #deps: Deps;
  readonly #stopping = new AbortController();

  constructor(deps: Deps) {
    super({ ...deps, everyMs: lookEveryMs });
    this.#deps = deps;
  }

  override async stop(): Promise<void> {
    this.#stopping.abort();
    await super.stop();
  }

  protected override async once(): Promise<void> {
    const { db, clock, log } = this.#deps;
    try {
      for (const { name } of await listFollowedLists(db)) {
        // A list that was downloaded by a command in the meantime is no longer due.
        const row = (await listFollowedLists(db)).find((one) => one.name === name);
        const known = followableOf(name);
        if (!row || !known || row.dueAt > clock.now()) continue;
        if (this.#stopping.signal.aborted) return;
        // Rows of a service that was killed while it read this list.
        const hourAgo = new Date(clock.now().getTime() - 3600_000);
        await deleteStagedLists(db, { source: row.source, name: row.list }, { until: hourAgo });
        await this.#look(known, row);
      }
    } catch (err) {
      log.error({ err }, 'followed watchlists cannot be read');
    }
  }

  async #look(known: Followable, row: FollowedListRow): Promise<void> {
    const { db, clock, log, look = lookInProcess } = this.#deps;
    const { signal } = this.#stopping;
    const since = new Date();
    const looked = await look(known, row, signal);
    const list = { source: row.source, name: row.list };
    if (looked === null) await deleteStagedLists(db, list, { from: since });
    if (signal.aborted) return;
    const about = { list: row.name };
    if (looked === null) {
      const failures = row.failures + 1;
      const now = clock.now();
      const dueAt = nextTry(known, failures, null, now);
      await noteFollowedList(db, row.name, { lookedAt: now, failures, fault: brokenFetch, dueAt });
    }
    const fault = looked === null ? brokenFetch : looked.state === 'failed' ? looked.fault : null;
    if (fault !== null) {
      log.warn({ ...about, fault }, `watchlist fetch failed, retrying: ${faultWords(fault)}`);
    }
    if (looked === null || !('imported' in looked)) return;
    const { date, entries, warnings } = looked.imported;
    for (const gap of warnings) log.warn({ ...about, date }, `a watchlist has gaps: ${gap}`);
    const what = looked.state === 'proposed' ? 'waits to be looked at' : 'is in force';
    log.info({ ...about, date, entries }, `a newer list ${what}`);
  }
}

const script = path.join(import.meta.dirname, `fetch-process${path.extname(import.meta.filename)}`);

/** Returns null when the process ended without a result. */
async function lookInProcess(
  _known: Followable,
  { name }: FollowedListRow,
  signal: AbortSignal,
): Promise<LookResult | null> {
  const folder = makeTemporaryFolder('fetch');
  const child = fork(script, [name], {
    execArgv: [],
    // A killed process leaves its files behind; they are deleted with the folder.
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit').catch(() => {});
  let looked: LookResult | null = null;
  child.on('message', (message) => (looked = message as LookResult));
  try {
    // Reading takes seconds of processor time, which a held sign-in may need.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // The process has already ended.
  }
  await ended;
  await rm(folder, { recursive: true, force: true });
  return looked;
}
