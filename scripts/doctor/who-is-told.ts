import type { Config } from '../../server/config/config.ts';
import type { Secrets } from '../../server/config/secrets.ts';
import type { FileState } from '../../server/followed/file-state.ts';
import type { WhoIsTold } from '../../server/notify/who-is-told.ts';
import type { Db } from '../../server/store/schema.ts';
import { contactGaps } from '../notify/contact-gaps.ts';
import { notifyState } from '../notify/notify-state.ts';
import { tryChannel, whatToDo } from '../notify/try-channel.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { examineFollowed } from './followed-file.ts';

const about = 'Who is told';

/** Who is told of a held visitor, and of what else; is it what the service follows? */
export async function examineWhoIsTold(
  config: Config,
  secrets: Secrets | null,
  db: Db | null,
): Promise<Finding[]> {
  const state = await notifyState(config.notifyFile, secrets?.notify ?? {}, db);
  const file = state.value?.file;
  const gaps = file && db ? await contactGaps(file, db) : [];
  const todo = 'Name a contact in the set-up step in Envoy, or give the channel addresses.';
  return [...findingsOf(state), ...gaps.map((gap) => warning('contact', about, gap, todo))];
}

function findingsOf(state: FileState<WhoIsTold>): Finding[] {
  const todo = `Say who is told in ${state.file}; docs/notifications.md has examples.`;
  return examineFollowed(state, {
    code: 'notify_file',
    about,
    check: 'npm run notify -- check',
    withoutFile: warning('notify_file', about, 'Nobody is told when a visitor is held.', todo),
  });
}

/** Sends a test message through every channel; a file with mistakes is a finding of its own. */
export async function tryChannels(config: Config, secrets: Secrets, db: Db): Promise<Finding[]> {
  const { value } = await notifyState(config.notifyFile, secrets.notify, null);
  const channels = value?.channels ?? [];
  const tried = await Promise.all(channels.map((channel) => tryChannel(channel, db)));
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
