import { checkSettingsFor } from '../../checks/registry.ts';
import { measuresShape } from '../../config/liveness.ts';
import { IssuersKeeper } from '../../credentials/issuers-keeper.ts';
import { startEnvoy } from '../../envoy/start-envoy.ts';
import { OptOuts } from '../../people/opt-outs.ts';
import { startPurging } from '../../people/retention.ts';
import { startGallery } from '../../people/start-gallery.ts';
import { PolicyKeeper } from '../../policy/policy-keeper.ts';
import { createVision, processesFor } from '../../vision/create-vision.ts';
import type { Needs } from '../app-context.ts';
import type { OnClose } from '../growing-context.ts';

export async function retention(
  { config, store, log }: Needs<'config' | 'store' | 'log'>,
  onClose: OnClose,
) {
  onClose(await startPurging(store, config, log));
  return {};
}

export async function rules({ config, db, log }: Needs<'config' | 'db' | 'log'>) {
  const policy = new PolicyKeeper({
    ...{ place: config.policy, known: checkSettingsFor(config), db, log },
  });
  await policy.start();
  const issuers = new IssuersKeeper({ folder: config.issuersFolder, db, log });
  await issuers.start();
  const optOuts = new OptOuts(db, config);
  // Creates the key, or fails, now and not at the first visitor.
  await optOuts.has({});
  return { policy, issuers, optOuts };
}

/** Starts to load the models, which goes on beside the next features. */
export async function faceModels(
  { config, db, policy, log }: Needs<'config' | 'db' | 'policy' | 'log'>,
  onClose: OnClose,
) {
  const liveness = policy.livenessInUse(config.liveness);
  const asksToMove = liveness.some(({ mode }) => measuresShape(mode));
  const visionWorkers = await processesFor(db);
  const vision = await createVision({ engine: config.engine, visionWorkers, asksToMove }, log, db);
  const started = vision.start();
  // `modelsLoaded` rejects with it, unless another feature fails before.
  const over = started.catch(() => {});
  onClose(async () => {
    await over;
    await vision.stop();
  });
  return { vision, modelsLoaded: () => started };
}

/** Nobody looks at a picture before. */
export async function loadedModels({ modelsLoaded }: Needs<'modelsLoaded'>) {
  await modelsLoaded();
  return {};
}

export async function gallery(
  {
    store,
    cipher,
    vision,
    reapplyErasures,
    log,
  }: Needs<'store' | 'cipher' | 'vision' | 'reapplyErasures' | 'log'>,
  onClose: OnClose,
) {
  const { db, sessions } = store;
  const deps = { isNotified: sessions.isShared, reapplyErasures };
  return { people: await startGallery({ db, cipher, model: vision.model }, deps, log, onClose) };
}

export async function envoyPlugin(
  {
    config,
    secrets,
    db,
    approvalMark,
    log,
  }: Needs<'config' | 'secrets' | 'db' | 'approvalMark' | 'log'>,
  onClose: OnClose,
) {
  const envoy = await startEnvoy({ config, secrets, db, approvalMark, log });
  onClose(() => envoy.stop());
  return { envoy };
}
