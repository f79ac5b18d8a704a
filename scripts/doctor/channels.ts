import type { Config } from '../../server/config/config.ts';
import { ConfigError } from '../../server/config/config.ts';
import type { Secrets } from '../../server/config/secrets.ts';
import { contactsFor } from '../../server/envoy/installs.ts';
import { systemClock } from '../../server/notify/clock.ts';
import { createDestinations } from '../../server/notify/create-destinations.ts';
import { loadNotifyFile } from '../../server/notify/notify-file.ts';
import type { Db } from '../../server/store/schema.ts';
import { tryChannel, whatToDo } from '../notify/try-channel.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

/** Sends a test message through every channel. */
export async function tryChannels(config: Config, secrets: Secrets, db: Db): Promise<Finding[]> {
  // A file with mistakes is a finding of its own.
  const file = await loadNotifyFile(config.notifyFile).catch((error: unknown) => {
    if (error instanceof ConfigError) return null;
    throw error;
  });
  if (!file) return [];
  const destinations = createDestinations({
    file,
    secrets: secrets.notify,
    clock: systemClock,
    contacts: contactsFor,
  });
  const tried = await Promise.all(destinations.map((destination) => tryChannel(destination, db)));
  return tried.map(({ channel, fault }) => {
    const about = `Channel ${channel}`;
    if (fault === null) return ok('channel', about, 'A test message was taken; did it arrive?');
    if (fault === 'nobody_to_tell') {
      const todo = 'Nothing, when it tells the host or a contact of an install.';
      return warning('channel', about, 'Nobody is named there now.', todo);
    }
    const todo = whatToDo(fault) || 'docs/notifications.md tells how each channel is set up.';
    return failing('channel', about, `The test message was not taken (${fault}).`, todo);
  });
}
