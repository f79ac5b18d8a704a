import { measuresShape } from '../config/liveness.ts';
import { startEnvoy, type Envoy } from '../envoy/start-envoy.ts';
import { startGallery } from '../people/start-gallery.ts';
import { createVision, processesFor } from '../vision/create-vision.ts';
import type { VisionPool } from '#face';
import type { CoreServices, StartContext } from './core-services.ts';

/** The face models, the gallery, and the Envoy installs. */
export interface Biometrics {
  vision: VisionPool;
  people: Awaited<ReturnType<typeof startGallery>>;
  envoy: Envoy;
}

export async function startBiometrics(
  { config, secrets, log, onStep, stops }: StartContext,
  { store, cipher, approvalMark, policy, reapplyErasures }: CoreServices,
): Promise<Biometrics> {
  const { db, sessions } = store;
  onStep('the face models');
  const liveness = policy.livenessInUse(config.liveness);
  const asksToMove = liveness.some(({ mode }) => measuresShape(mode));
  const visionWorkers = await processesFor(db);
  const vision = await createVision({ engine: config.engine, visionWorkers, asksToMove }, log, db);
  stops.parts.push(() => vision.stop());
  await vision.start();
  onStep('the people enrolled, and what is set up in Envoy');
  const source = { db, cipher, model: vision.model };
  const people = await startGallery(
    source,
    { isNotified: sessions.isShared, reapplyErasures },
    log,
    stops.parts,
  );
  const envoy = await startEnvoy({ config, secrets, db, approvalMark, log });
  stops.parts.push(() => envoy.stop());
  return { vision, people, envoy };
}
