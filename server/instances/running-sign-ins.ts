import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { KioskRegistry } from '../kiosk/kiosk-registry.ts';
import type { OtherInstances } from '../sign-in/other-instances.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import type { Presence } from './presence.ts';
import type { SharedWork, Work } from './shared-work.ts';

/** How long to wait before an instance that cannot be reached is called again. */
const callAgainMs = 250;

interface Deps {
  work: SharedWork;
  presence: Presence;
  kioskRegistry: Pick<KioskRegistry, 'serving'>;
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
    const { until, stopping } = options;
    while (!stopping.aborted && performance.now() < until) {
      const forward = options.forward();
      const to = forward && this.#instanceWithScreen(signIn);
      if (forward && to) {
        const answer = await this.#whileAlive(to.id, (gone) =>
          forward(to, until, [stopping, options.isHere, gone]),
        );
        if (answer !== 'unreachable') return answer === 'answered' ? 'elsewhere' : 'silent';
        await pause(Math.min(callAgainMs, Math.max(0, until - performance.now())));
        continue;
      }
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

  done(jobId: string): void {
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

  /** Null: the screen has a socket to this instance, or to none, and may connect here. */
  #instanceWithScreen({
    locationId,
    deviceId,
  }: SignInRequest): { id: string; address: string } | null {
    const { kioskRegistry, presence, log } = this.#deps;
    const [best] = kioskRegistry.serving({ locationId, deviceId });
    const other = best?.instanceId === undefined ? null : presence.other(best.instanceId);
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
