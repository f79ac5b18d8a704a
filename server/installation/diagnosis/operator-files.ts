import type { Diagnostic } from '#base/schema';
import type { FileState } from '#base/reloadable';
import { checkSettingsFor } from '../../checks/registry.ts';
import type { Config } from '../../config/config.ts';
import { livenessFacts, measuresShape } from '../../config/liveness.ts';
import type { Secrets } from '../../config/secrets.ts';
import type { NotificationSettings } from '../../notify/create-destinations.ts';
import { livenessInUse, rulesWithOneCamera } from '../../policy/apply.ts';
import { builtInPolicy, type Policy } from '../../policy/policy.ts';
import { policyState } from '../../policy/policy-keeper.ts';
import type { Db } from '../../store/schema.ts';
import { countPeople } from '../../store/tables/people.ts';
import { contactGaps, notifyState, tryChannel, faultAdvice } from '../notify-state.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { checkTwoCameras } from './kiosks.ts';
import { reloadCommand, vestibule } from '../../platform/operator-error.ts';

interface Words {
  code: 'policy' | 'notify_file';
  about: string;
  /** The command that names every mistake. */
  check: string;
  withoutFile: Finding;
}

/** Examines whether a file has no mistakes and is the one that the service follows. */
function checkReloadableFile(
  { mistakes, warnings, sha256, isInForce }: Omit<FileState<unknown>, 'value' | 'file'>,
  { code, about, check, withoutFile }: Words,
): Finding[] {
  if (mistakes.length > 0) {
    const todo = `Correct it: ${check}. A running service keeps what it followed before, and none starts with this.`;
    return mistakes.map((mistake) => failing(code, about, inWords(mistake), todo));
  }
  const diagnostics = warnings.map((diagnostic) =>
    warning(`${code}_remark`, about, inWords(diagnostic), `${check} tells more.`),
  );
  if (isInForce) return [...diagnostics, sha256 === null ? withoutFile : ok(code, about, inOrder)];
  if (sha256 === null) {
    const todo = 'Put it back. The service keeps to what it said until its next start.';
    return [...diagnostics, warning(code, about, 'The file is gone that is followed.', todo)];
  }
  return [...diagnostics, warning(code, about, 'The file is not followed yet.', reloadAdvice)];
}

const inOrder = 'It is in order.';
/** For a file that the service does not use yet. */
export const reloadAdvice = `Start the service, or reload it: ${reloadCommand}. Its log says why it uses a file or not.`;

function inWords({ line, text }: Diagnostic): string {
  return line > 0 ? `Line ${line}: ${text}` : text;
}

const aboutPolicy = 'Policy';

/** Examines whether the policy has no mistakes and is the one that the service follows. */
export async function checkPolicy(
  config: Config,
  secrets: Secrets | null,
  db: Db,
): Promise<Finding[]> {
  const { policy, ...state } = await policyState(config.policy, checkSettingsFor(config), db);
  const findings = checkReloadableFile(state, {
    code: 'policy',
    about: aboutPolicy,
    check: `${vestibule} policy check`,
    withoutFile: ok('policy', aboutPolicy, 'No file: the face check for everybody.'),
  });
  const asked = policy?.rules.flatMap(({ checks }) => checks.map(({ name }) => name)) ?? [];
  if (asked.includes('remote_list') && !secrets?.remoteList) {
    const found = 'It asks a remote list, and there is no secret to sign with: everybody is held.';
    findings.push(failing('remote_list_secret', aboutPolicy, found, 'Set REMOTE_LIST_SECRET.'));
  }
  return findings;
}

/** Reports which pictures a face check accepts, by the setting or by a rule that weakens it. */
export async function checkLivenessMode(config: Config, db: Db | null): Promise<Finding[]> {
  const { policy } = await policyState(config.policy, checkSettingsFor(config), db);
  // Another finding reports mistakes in the file.
  const inUse = livenessInUse(policy ?? builtInPolicy, config.liveness);
  const needsTwo = inUse.some(({ mode }) => mode === 'two_cameras');
  const screens = needsTwo && db ? await checkTwoCameras(db) : [];
  const modes = inUse.map(({ mode, rule }) => {
    const where = rule === null ? '' : ` The rule ${JSON.stringify(rule)} says so.`;
    const found = `${mode} ${livenessFacts[mode].letsIn}.${where}`;
    if (measuresShape(mode)) return ok('liveness', aboutLiveness, found);
    const todo =
      rule === null
        ? 'Set VESTIBULE_LIVENESS=active, unless the front desk looks at everybody.'
        : 'Take `liveness` out of the rule, unless the front desk looks at everybody.';
    return warning('liveness', aboutLiveness, found, todo);
  });
  return [...modes, ...(await checkUnseenCamera(config, policy ?? builtInPolicy, db)), ...screens];
}

/** Warns of one camera that nobody at a desk sees, where nothing else is asked for. */
async function checkUnseenCamera(
  { desk: { seesCamera }, liveness }: Config,
  policy: Policy,
  db: Db | null,
): Promise<Finding[]> {
  if (seesCamera) return [];
  const isAnybodyEnrolled = db !== null && (await countPeople(db)) > 0;
  const rules = rulesWithOneCamera(policy, liveness, isAnybodyEnrolled);
  if (rules.length === 0) return [];
  const where = rules.map((name) => JSON.stringify(name)).join(', ');
  const found = `Nobody at a desk sees the camera, and one camera lets in a screen on which a program moves one photo of the person. In the policy: ${where}.`;
  const todo = 'Add a second camera, a personal code or an identity document: docs/liveness.md.';
  return [warning('liveness', aboutLiveness, found, todo)];
}

const aboutLiveness = 'Liveness';
const aboutNotify = 'Notifications';

/** Reports who gets which message, and whether the service uses this file. */
export async function checkNotificationFile(
  config: Config,
  secrets: Secrets | null,
  db: Db | null,
): Promise<Finding[]> {
  const state = await notifyState(config.notifyFile, secrets?.notify ?? {}, db);
  const file = state.value?.file;
  const gaps = file && db ? await contactGaps(file, db) : [];
  const todo = 'Name a contact in the set-up step in Envoy, or give the channel addresses.';
  return [...findingsOf(state), ...gaps.map((gap) => warning('contact', aboutNotify, gap, todo))];
}

function findingsOf(state: FileState<NotificationSettings>): Finding[] {
  const todo = `Run ${vestibule} setup, or name the channels in ${state.file}; docs/notifications.md has examples.`;
  return checkReloadableFile(state, {
    code: 'notify_file',
    about: aboutNotify,
    check: `${vestibule} notify check`,
    withoutFile: warning(
      'notify_file',
      aboutNotify,
      'No notification is sent when a visitor is held.',
      todo,
    ),
  });
}

/** Sends a test message through every channel. Another finding reports mistakes in the file. */
export async function tryChannels(config: Config, secrets: Secrets, db: Db): Promise<Finding[]> {
  const { value } = await notifyState(config.notifyFile, secrets.notify, null);
  const channels = value?.channels ?? [];
  const tried = await Promise.all(channels.map((channel) => tryChannel(channel, db)));
  return tried.map(({ channel, fault }) => {
    const aboutNotify = `Channel ${channel}`;
    if (fault === null)
      return ok('channel', aboutNotify, 'A test message was taken; did it arrive?');
    if (fault === 'nobody_to_tell') {
      const todo = 'Nothing, when it tells the host or a contact of an install.';
      return warning('channel', aboutNotify, 'It has no recipient now.', todo);
    }
    const todo = faultAdvice(fault) || 'docs/notifications.md tells how each channel is set up.';
    return failing('channel', aboutNotify, `The test message was not taken (${fault}).`, todo);
  });
}
