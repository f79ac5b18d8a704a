import type { Logger } from 'pino';
import { repeat } from '../platform/clock.ts';
import { CoalescingRunner } from '../platform/work-queue.ts';
import { storeMissingLooks } from './claims.ts';
import { storeMissingFused, type TemplateSource } from './fused-templates.ts';
import { Gallery } from './gallery.ts';

interface Deps {
  /** Whether the instances of this database notify each other of changes, so that polling is unnecessary. */
  isNotified: boolean;
  /** Reapplies the register of erasures to the database. */
  reapplyErasures: () => Promise<void>;
}

export async function startGallery(
  source: TemplateSource,
  { isNotified, reapplyErasures }: Deps,
  log: Logger,
  onClose: (stop: () => Promise<void>) => void,
): Promise<Gallery> {
  const names = await storeMissingLooks(source.db);
  if (names > 0) log.info({ names }, 'stored look-alike names of people enrolled before');
  const registering = new CoalescingRunner(reapplyErasures, (err) =>
    log.error({ err }, 'the register of erasures cannot be kept'),
  );
  onClose(() => registering.settle());
  const gallery = new Gallery(source, {
    onRestored: async () => {
      log.warn('database was restored: reading everybody again');
      await reapplyErasures();
    },
    onGone: () => registering.request(),
  });
  await gallery.refresh();
  onClose(storeFusedMeanwhile(source, log));
  if (!isNotified) onClose(keepCurrent(gallery, log));
  return gallery;
}

/** Runs in the background. Until it is done, a restart takes longer, with no other effect. */
function storeFusedMeanwhile(source: TemplateSource, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const storing = storeMissingFused(source, stopping.signal).then(
    (people) => people > 0 && log.info({ people }, 'stored fused templates that were missing'),
    (err: unknown) => log.error({ err }, 'fused templates cannot be stored'),
  );
  return async () => {
    stopping.abort();
    await storing;
  };
}

const refreshEveryMs = 500;
/** A lasting fault is logged again only after this time. */
const sayAgainMs = 30_000;

/** Removes people erased by a command from this process's memory within a second. @returns a function that stops it */
export function keepCurrent(
  gallery: Pick<Gallery, 'refresh'>,
  log: Pick<Logger, 'error'>,
): () => Promise<void> {
  let saidAt = -Infinity;
  return repeat(refreshEveryMs, () =>
    gallery.refresh().catch((err: unknown) => {
      if (performance.now() - saidAt < sayAgainMs) return;
      saidAt = performance.now();
      log.error({ err }, 'the gallery cannot be read');
    }),
  );
}
