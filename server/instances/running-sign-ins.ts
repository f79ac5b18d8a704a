import { once } from 'node:events';
import type { Logger } from 'pino';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import { longestCallMs, type OtherInstances } from '../sign-in/other-instances.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Presence } from './presence.ts';
import type { SharedWork, Work } from './shared-work.ts';

interface Deps {
  work: SharedWork;
  presence: Presence;
  kioskRegistry: KioskRegistry;
  /** How long a lobby screen may take to come back. */
  graceMs: number;
  /** Returns what the desks of other instances show meanwhile. */
  shownOf: (signIn: SignInRequest) => unknown;
  log: Logger;
}

/**
 * Decides which instance runs a sign-in: the asked one, unless only another one has a socket to the lobby screen. A row
 * names the instance that runs it: desks, a press, and the same call at another instance find it there.
 */
export class RunningSignIns implements OtherInstances {
  readonly #deps: Deps;
  #hasWarned = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async begin(
    signIn: SignInRequest,
    options: Parameters<OtherInstances['begin']>[1],
  ): ReturnType<OtherInstances['begin']> {
    const { jobId } = signIn;
    const { work, presence, shownOf } = this.#deps;
    const { until, stopping, tried } = options;
    while (!stopping.aborted && performance.now() < until) {
      const forward = options.forward();
      const to = forward && (await this.#instanceWithScreen(signIn, options));
      if (forward && to) {
        tried.add(to.id);
        const answer = await this.#whileAlive(to.id, (gone) =>
          forward(to, until, [stopping, options.isHere, gone]),
        );
        if (answer === 'answered') return 'elsewhere';
        continue;
      }
      if (stopping.aborted || performance.now() >= until) break;
      const runner = presence.id;
      const leftMs = until - performance.now();
      const row = { id: jobId, runner, shown: shownOf(signIn), leftMs };
      if (await work.ask('sign_in', row)) return 'here';
      if ((await work.wait(jobId, { until, signal: stopping, look: stateOf })) === 'decided') {
        return 'elsewhere';
      }
      await presence.refresh();
    }
    return 'silent';
  }

  async askedMsAgo(jobId: string): Promise<number | null> {
    const agoMs = await this.#deps.work.askedMsAgo(jobId);
    return agoMs === null || agoMs > longestCallMs ? null : agoMs;
  }

  end(jobId: string): void {
    const { work, log } = this.#deps;
    // Any instance that is alive sweeps a row that remains.
    work
      .drop({ id: jobId })
      .catch((error: unknown) =>
        log.warn({ err: error, jobId }, 'answered sign-in still listed as held'),
      );
  }

  /** Gives up an instance that the others count as gone: it may hang, or have lost the database. */
  async #whileAlive<T>(id: string, work: (gone: AbortSignal) => Promise<T>): Promise<T> {
    const { presence } = this.#deps;
    const gone = new AbortController();
    const look = () => {
      if (!presence.other(id)) gone.abort();
    };
    presence.on('changed', look);
    return work(gone.signal).finally(() => presence.off('changed', look));
  }

  /** Null: a screen has a socket to this instance, or to none that can be called. A lost one may come back meanwhile. */
  async #instanceWithScreen(
    { locationId, deviceId }: SignInRequest,
    { until, stopping, isHere, tried }: Parameters<OtherInstances['begin']>[1],
  ): Promise<{ id: string; address: string } | null> {
    const { kioskRegistry, presence, graceMs } = this.#deps;
    const end = new AbortController();
    const abort = () => end.abort();
    const timeout = setTimeout(abort, Math.min(graceMs, Math.max(0, until - performance.now())));
    for (const signal of [stopping, isHere]) signal.addEventListener('abort', abort);
    if (stopping.aborted || isHere.aborted) abort();
    try {
      for (;;) {
        const serving = kioskRegistry.serving({ locationId, deviceId });
        for (const { id, connected, instanceId } of serving) {
          if (connected && instanceId === undefined) return null;
          for (const holder of [instanceId, ...presence.holders(id)]) {
            const to = holder === undefined || tried.has(holder) ? null : this.#reachable(holder);
            if (to) return to;
          }
        }
        const ids = serving.map(({ id }) => id);
        const isWaiting = serving.length > 0 && !end.signal.aborted;
        if (!isWaiting || this.#hasSocketTo(ids)) return null;
        const { signal } = end;
        await Promise.race([
          once(presence, 'changed', { signal }),
          once(kioskRegistry, 'connected', { signal }),
        ]).catch(() => {});
      }
    } finally {
      clearTimeout(timeout);
      for (const signal of [stopping, isHere]) signal.removeEventListener('abort', abort);
      // Removes the listeners for changes.
      abort();
    }
  }

  #hasSocketTo(kioskIds: readonly string[]): boolean {
    const all = this.#deps.kioskRegistry.status();
    return all.some(
      ({ id, connected, instanceId }) =>
        connected && instanceId === undefined && kioskIds.includes(id),
    );
  }

  #reachable(instanceId: string): { id: string; address: string } | null {
    const { presence, log } = this.#deps;
    const other = presence.other(instanceId);
    if (!other) return null;
    const { id, name, address } = other;
    if (address !== null && address !== presence.address) return { id, address };
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      log.error(
        { instance: name },
        'sign-in not forwarded: set VESTIBULE_INSTANCE_ADDRESS at each instance, to its own address',
      );
    }
    return null;
  }
}

/** Without a row, or with a decision, the store has the answer. A gone instance leaves the sign-in to this one. */
function stateOf(row: Work | undefined): 'decided' | 'gone' | null {
  if (!row || row.isDecided) return 'decided';
  return row.runnerIsGone ? 'gone' : null;
}
