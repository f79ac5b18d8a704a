import { loadConfig } from '../../server/config/config.ts';
import { readEnvironment } from '../../server/config/environment.ts';
import { loadSecrets } from '../../server/config/secrets.ts';
import { contactsFor } from '../../server/envoy/installs.ts';
import { systemClock } from '../../server/notify/clock.ts';
import { createDestinations } from '../../server/notify/create-destinations.ts';
import { loadNotifyFile } from '../../server/notify/notify-file.ts';
import type { NotifyFile } from '../../server/notify/notify-schema.ts';
import type { PeopleDestination } from '../../server/notify/people-destination.ts';
import { Refusal } from '../cli/answer.ts';

/** The operator's channels as the service would have them. @throws {ConfigError, Refusal} */
export async function loadDestinations(): Promise<{
  file: NotifyFile;
  path: string;
  destinations: PeopleDestination[];
}> {
  const env = readEnvironment();
  const { dataDir, notifyFile: path } = loadConfig(env);
  const file = await loadNotifyFile(path);
  if (!file) {
    throw new Refusal(
      'no_notify_file',
      `There is no ${path}, so nobody is told of anything. docs/notifications.md shows one.`,
    );
  }
  const secrets = loadSecrets(env, dataDir).notify;
  const parts = { file, secrets, clock: systemClock, contacts: contactsFor };
  return { file, path, destinations: createDestinations(parts) };
}
