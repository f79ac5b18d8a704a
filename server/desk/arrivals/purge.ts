import type { FastifyBaseLogger } from 'fastify';
import { PeriodicTask, type Clock } from '../../platform/clock.ts';
import type { ExpectedVisits } from './expected-visits.ts';

const everyMs = 60 * 60_000;

interface Deps {
  expected: Pick<ExpectedVisits, 'purge'>;
  clock: Clock;
  log: FastifyBaseLogger;
}

/** Forgets who was expected, every hour: none stays longer than a day after the day of the visit. */
export class PurgeOfVisits extends PeriodicTask {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super({ clock: deps.clock, everyMs });
    this.#deps = deps;
  }

  protected async once(): Promise<void> {
    const { expected, log } = this.#deps;
    try {
      const visits = await expected.purge();
      if (visits > 0) log.info({ visits }, 'purged expected visits');
    } catch (error) {
      const { code = 'unknown' } = error as { code?: string };
      log.error({ fault: code }, 'purge of expected visits failed, retrying in an hour');
    }
  }
}
