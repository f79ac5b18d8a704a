import { type Config, loadConfig } from '#server/config/config.ts';
import { readEnvironment } from '#server/config/environment.ts';
import { createLogger } from '#server/ops/logging.ts';
import type { Enrolment } from '#server/people/photos.ts';
import { Gallery } from '#server/people/gallery.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { notifyOfRestart } from '#server/notify/enrolled-people.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import type { Db } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { createVision } from '#server/vision/create-vision.ts';
import { installedModels } from '#server/vision/installed-models.ts';
import { fetchModels, type Vision } from '#face';
import { commandActor } from '#server/installation/command-actor.ts';
import { withInstallation } from './with-installation.ts';

/** For commands that only need the database, and neither models nor the template key. */
export async function withOpenStore<T>(
  work: (place: { store: Store; modelId: string }) => Promise<T>,
): Promise<T> {
  return withInstallation(async ({ store, config }) =>
    work({ store, modelId: (await unstartedVision(config, store.db)).model.id }),
  );
}

/** For commands that analyse photos and store nothing. */
export async function withVision<T>(work: (vision: Vision) => Promise<T>): Promise<T> {
  return startedVision(loadConfig(readEnvironment()), null, work);
}

/** For commands that enrol. */
export async function withEnrolment<T>(work: (enrolment: Enrolment) => Promise<T>): Promise<T> {
  return withInstallation(async ({ store, config }) => {
    const { db } = store;
    const cipher = await openTemplateCipher(db, config.templateKeyFile, commandActor());
    return startedVision(config, db, async (vision) => {
      const people = new Gallery({ db, cipher, model: vision.model });
      await people.refresh();
      const optOuts = new OptOuts(db, config);
      const onRestarted = notifyOfRestart(new RecordCipher(config.templateKeyFile));
      return work({
        ...{ db, cipher, vision, people, optOuts, onRestarted },
        actor: commandActor(),
      });
    });
  });
}

async function startedVision<T>(
  config: Config,
  db: Db | null,
  work: (vision: Vision) => Promise<T>,
): Promise<T> {
  await fetchModels(installedModels, () => {
    process.stderr.write('Fetching the face models (once) ...\n');
  });
  const vision = await unstartedVision(config, db);
  await vision.start();
  try {
    return await work(vision);
  } finally {
    await vision.stop();
  }
}

function unstartedVision(config: Config, db: Db | null) {
  // The message about a photo already mentions a worker that had to be replaced.
  return createVision(config, createLogger('silent'), db);
}
