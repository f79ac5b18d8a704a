import { startEnvoy, type Envoy } from '../envoy/start-envoy.ts';
import { startGallery } from '../people/start-gallery.ts';
import { createVision, type VisionPool } from '../vision/pool/vision-pool.ts';
import type { Foundation, Ground } from './foundation.ts';

/** What knows faces, and who is set up in Envoy. */
export interface Faces {
  vision: VisionPool;
  people: Awaited<ReturnType<typeof startGallery>>;
  envoy: Envoy;
}

export async function startFaces(
  { config, secrets, log, onStep, stops }: Ground,
  { store, cipher, forgetAgain }: Foundation,
): Promise<Faces> {
  const { db, sessions } = store;
  onStep('the face models');
  const vision = await createVision(config, log, db);
  stops.push(() => vision.stop());
  await vision.start();
  onStep('the people enrolled, and what is set up in Envoy');
  const source = { db, cipher, model: vision.model };
  const people = await startGallery(source, { isTold: sessions.isShared, forgetAgain }, log, stops);
  const envoy = await startEnvoy({ config, secrets, db, log });
  stops.push(() => envoy.stop());
  return { vision, people, envoy };
}
