import path from 'node:path';
import { log } from '@clack/prompts';
import { projectRoot } from '../../../server/config/environment.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { asOwner, otherOwner } from '../../../server/installation/folder-owner.ts';
import { cautious, print, wrapText } from '../../terminal/text.ts';
import { applyPlan, type SetupPlan } from './apply-plan.ts';
import type { SetupAnswers, InstallKind } from '../../../server/installation/setup/answers.ts';
import { answeredSettings, prompts } from './prompts.ts';
import {
  consentDocument,
  type ConsentDocument,
} from '../../../server/installation/setup/consent.ts';
import { passphraseOf } from './from-backup.ts';
import { readBackup } from '../../../server/installation/setup/from-backup.ts';
import { numberOf, proposedAnswers, type SetupOptions } from './options.ts';
import {
  defaultLocation,
  type InstallLocation,
} from '../../../server/installation/setup/install-location.ts';
import { planFiles } from '../../../server/installation/setup/plan.ts';
import { changesTo, type Change, type WriteTarget } from '../../../packages/planned-files/index.ts';
import { changeText } from './change-text.ts';
import {
  readCurrentSetup as lookAround,
  type CurrentSetup,
} from '../../../server/installation/setup/current-setup.ts';
import { checkPlannedFiles } from '../../../server/installation/setup/check-planned-files.ts';
import {
  agrees,
  askFor,
  askForDeskName,
  askForKind,
  askForVisitorName,
  mustAgree,
} from './questions.ts';
import {
  doubts,
  hasSystemd,
  requireRoot,
  checkDataFolderVisible,
} from '../../../server/installation/setup/system.ts';
import { setUpStandby } from './standby.ts';

/** Asks, shows the changes, writes them and reports what is missing. @throws {RefusalError} when nothing was written */
export async function setUp(options: SetupOptions): Promise<CommandResult> {
  const isAsked = mayAsk(options);
  if (options.standbyFor !== undefined) {
    const [place, present] = lookAt('service', options);
    const target = targetOf('service', place, options.root);
    return setUpStandby(options, { place, present, target, isAsked });
  }
  const kind =
    options.as ?? (isAsked && !isInPackage ? await askForKind(usualKind()) : usualKind());
  const [place, present] = lookAt(kind, options);
  const { backup } = present;
  mustBeAllowed(kind, place, present, options);
  await sayDoubts(kind, place, options, isAsked);
  const proposed = proposedAnswers(options, kind, place, present);
  const answers = isAsked ? await askFor(proposed, present) : proposed;
  const settled = { ...place, ...tunnelEnds(answers) };
  mustHaveAddress(answers, present);
  const files = planFiles(answers, settled, present, answeredSettings({ ...settled, ...answers }));
  checkPlannedFiles(files, settled, present, options.root);
  const consent = consentDocument(answers);
  const changes = changesTo(files, present.read);
  const target = targetOf(kind, settled, options.root);
  const passphrase = backup && (await passphraseOf(backup, options, settled, isAsked));
  const intent: SetupPlan = {
    passphrase,
    answers,
    place: settled,
    present,
    changes,
    consent,
    target,
    options,
    isAgain: present.read(present.settingsFile) !== null,
    conversation: isAsked
      ? { agrees, askVisitorName: askForVisitorName, show: (text) => log.step(text) }
      : null,
  };
  if (!options.json) show(changes, consent);
  if (options.dryRun) return dryRun(changes);
  if (isAsked && (changes.length > 0 || consent)) await mustAgree(question(intent), true);
  return applyPlan({ ...intent, options: isAsked ? await wished(intent) : options });
}

/** The steps to do beside the files. */
async function wished({ answers, options, isAgain }: SetupPlan): Promise<SetupOptions> {
  const { kind } = answers;
  const canStart = kind === 'service' && hasSystemd();
  const start = options.start ?? (canStart && (await agrees('Start the service?', true)));
  // A repeated run changes an answer: the screen and the account exist already.
  if (isAgain) return { ...options, start };
  const desk = options.desk ?? (await askForDeskName());
  return { pair: 'Lobby', ...options, start, ...(desk !== null && { desk }) };
}

function question({ changes, consent }: Pick<SetupPlan, 'changes' | 'consent'>): string {
  const count = changes.length === 1 ? 'this file' : `these ${changes.length} files`;
  const parts = [
    ...(changes.length > 0 ? [`Write ${count}`] : []),
    ...(consent ? [changes.length > 0 ? 'publish this text' : 'Publish this text'] : []),
  ];
  return `${parts.join(' and ')}?`;
}

/** True at a terminal; false for scripts. @throws {RefusalError} without a terminal and without `--yes` */
function mayAsk({ yes, json, dryRun }: SetupOptions): boolean {
  if (yes || json) return false;
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (isTerminal || dryRun) return isTerminal;
  throw new RefusalError(
    'not_confirmed',
    'There is no terminal to ask at. Give the answers as options, with --yes; look first with --dry-run. Nothing was written.',
  );
}

/** A package is made for systemd, and nobody writes into its folder. */
const isInPackage = projectRoot.startsWith('/usr/lib/');

function usualKind(): InstallKind {
  if (isInPackage) return 'service';
  return process.getuid?.() === 0 && hasSystemd() ? 'service' : 'folder';
}

/** The present or future paths of an installation, and which of its parts exist. */
function lookAt(kind: InstallKind, options: SetupOptions): [InstallLocation, CurrentSetup] {
  const known = {
    projectDir: projectRoot,
    node: process.execPath,
    hookPort: 0,
    lobbyPort: 0,
  };
  const folders =
    kind === 'service'
      ? { ...(options.user && { user: options.user }) }
      : { configDir: projectRoot, dataDir: path.join(projectRoot, 'data') };
  const unknowing = defaultLocation({ ...known, ...folders });
  const { settings } = lookAround(
    kind,
    unknowing,
    options.root,
    readBackup(options.fromBackup, unknowing),
  );
  const given =
    options.dataDir ??
    (kind === 'folder'
      ? (settings['VESTIBULE_DATA_DIR'] ?? process.env['VESTIBULE_DATA_DIR'])
      : undefined);
  const place = {
    ...unknowing,
    ...(given && { dataDir: kind === 'folder' ? path.resolve(projectRoot, given) : given }),
    hookPort: numberOf(prompts.hookPort, options.hookPort, settings),
    lobbyPort: numberOf(prompts.lobbyPort, options.lobbyPort, settings),
  };
  return [place, lookAround(kind, place, options.root, readBackup(options.fromBackup, place))];
}

function tunnelEnds({ publicUrl, lobbyPort }: SetupAnswers): Partial<InstallLocation> {
  return { lobbyPort, ...(publicUrl !== null && { hostname: new URL(publicUrl).hostname }) };
}

/** @throws {RefusalError} */
function mustBeAllowed(
  kind: InstallKind,
  place: InstallLocation,
  present: CurrentSetup,
  { dryRun, root, user, dataDir }: SetupOptions,
): void {
  if (kind === 'service') {
    if (present.isPackaged && (user !== undefined || dataDir !== undefined)) {
      throw new RefusalError(
        'packaged',
        'The package has a user and a data folder of its own: leave out --user and --data-dir. Nothing was written.',
      );
    }
    checkDataFolderVisible(place);
    if (!dryRun && root === '/') requireRoot();
    return;
  }
  const owner = otherOwner(path.join(root, place.dataDir));
  if (owner === null) return;
  const whose = `The data folder ${place.dataDir} belongs to ${owner}.`;
  throw new RefusalError('not_the_owner', `${whose} ${asOwner(owner)} Nothing was written.`);
}

/** Reports doubts before anything is written and before the questions. */
async function sayDoubts(
  kind: InstallKind,
  place: InstallLocation,
  { json }: SetupOptions,
  isAsked: boolean,
) {
  const found = doubts(kind, place);
  if (json) return;
  for (const doubt of found)
    print(`${cautious('!')} ${wrapText(doubt, '  ').slice(2)}`, process.stderr);
  if (found.length > 0 && isAsked) await mustAgree('Continue anyway?', false);
}

/** @throws {RefusalError} */
function mustHaveAddress({ notifications }: SetupAnswers, present: CurrentSetup): void {
  if (notifications.by !== 'slack' && notifications.by !== 'teams') return;
  if (notifications.address !== null || present.hasSecret('NOTIFY_DESK_URL')) return;
  throw new RefusalError(
    'bad_answer',
    `--tell ${notifications.by} needs --webhook-file: a file with the address of the webhook. Nothing was written.`,
  );
}

function targetOf(
  kind: InstallKind,
  { configDir, dataDir }: InstallLocation,
  root: string,
): WriteTarget {
  const folder = kind === 'service' ? configDir : dataDir;
  return {
    root,
    copiesFolder: path.join(folder, 'before-setup'),
    // The unit does not start without its folder of secrets.
    privateFolders: kind === 'service' ? [path.join(configDir, 'credentials')] : [dataDir],
  };
}

function show(changes: readonly Change[], consent: ConsentDocument | null): void {
  for (const change of changes) print(`\n${changeText(change)}`);
  if (consent) {
    print(`\n${wrapText(`The consent text (kept in the database, version ${consent.version})`)}\n`);
    print(wrapText(consent.text.trimEnd()));
  }
  print('');
}

function dryRun(changes: readonly Change[]): CommandResult {
  const files = changes.map(({ file, before }) => ({
    path: file.path,
    purpose: file.purpose,
    state: before === null ? 'new' : 'changed',
    // The result does not include secrets.
    ...(file.secrets.length === 0 && { content: file.content }),
  }));
  const same = changes.length === 0 ? 'Every file is as it should be. ' : '';
  return { ok: true, text: `${same}Nothing was written.`, json: { files, written: false } };
}
