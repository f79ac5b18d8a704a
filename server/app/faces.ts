import { startEnvoy, type Envoy } from '../envoy/start-envoy.ts';
import { AtATime } from '../instances/at-a-time.ts';
import { storeMissingLooks } from '../people/claims.ts';
import { storeMissingFused } from '../people/fused-templates.ts';
import { Gallery } from '../people/gallery.ts';
import { keepCurrent } from '../people/keep-current.ts';
import { createVision, type VisionPool } from '../vision/pool/vision-pool.ts';
import type { Foundation, Ground } from './foundation.ts';
import type { Logger } from 'pino';

/** What knows faces, and who is set up in Envoy. */
export interface Faces {
  vision: VisionPool;
  people: Gallery;
  envoy: Envoy;
}

export async function startFaces(
  { config, secrets, log, onStep, stops }: Ground,
  { store, cipher, forgetAgain }: Foundation,
): Promise<Faces> {
  const { db, sessions } = store;
  onStep('the face models');
  const vision = createVision(config, log);
  stops.push(() => vision.stop());
  await vision.start();
  onStep('the people enrolled, and what is set up in Envoy');
  const source = { db, cipher, model: vision.model };
  const people = await startGallery(source, { isTold: sessions.isShared, forgetAgain }, log, stops);
  const envoy = await startEnvoy({ config, secrets, db, log });
  stops.push(() => envoy.stop());
  return { vision, people, envoy };
}

interface Forgetting {
  /** The instances of this database tell each other what changed, so nothing is asked for it. */
  isTold: boolean;
  /** Brings the register of erasures and the database in line. */
  forgetAgain: () => Promise<void>;
}

async function startGallery(
  source: ConstructorParameters<typeof Gallery>[0],
  { isTold, forgetAgain }: Forgetting,
  log: Logger,
  stops: (() => Promise<void>)[],
): Promise<Gallery> {
  const names = await storeMissingLooks(source.db);
  if (names > 0) log.info({ names }, 'noted what the names look like of who was enrolled before');
  const registering = new AtATime(forgetAgain, (err) =>
    log.error({ err }, 'the register of erasures cannot be kept'),
  );
  stops.push(() => registering.settled());
  const gallery = new Gallery(source, {
    restored: async () => {
      log.warn('the database was put back from a copy: everybody is read again');
      await forgetAgain();
    },
    gone: () => registering.ask(),
  });
  await gallery.refresh();
  stops.push(() => gallery.stop(), storeFusedMeanwhile(source, log));
  if (!isTold) stops.push(keepCurrent(gallery, log));
  return gallery;
}

/** No one waits for it: until it is done, the next start takes longer, and nothing else. */
function storeFusedMeanwhile(
  source: ConstructorParameters<typeof Gallery>[0],
  log: Logger,
): () => Promise<void> {
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
