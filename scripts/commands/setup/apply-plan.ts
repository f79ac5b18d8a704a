import path from 'node:path';
import type { CommandResult } from '../../terminal/answer.ts';
import { alarming, print, wrapText } from '../../terminal/text.ts';
import type { DoctorFinding } from '../../../server/protocol/set-up-steps.ts';
import { lastScreen, todosOf, type SetUpResult } from './last-screen.ts';
import {
  addFirstAccount,
  atSite,
  certificateStep,
  fetchModelsStep,
  pairScreen,
  publishConsent,
  type CommandRunner,
  type StepResult,
} from './post-install.ts';
import type { InstallLocation } from '../../../server/installation/setup/install-location.ts';
import { takesToken, tunnelUnitName } from '../../../server/installation/setup/tunnel-unit.ts';
import {
  enableTunnel,
  makeDataFolder,
  makeUser,
  checkReadable,
  reloadSystemd,
  startUnit,
} from '../../../server/installation/setup/system.ts';
import {
  writeFiles,
  type WriteTarget,
  type Change,
} from '../../../packages/planned-files/index.ts';
import type { SetupAnswers } from '../../../server/installation/setup/answers.ts';
import type { ConsentDocument } from '../../../server/installation/setup/consent.ts';
import {
  pairedScreen,
  playFirstVisitor,
  wasSomebodyLetIn,
  type Conversation,
} from './first-visitor.ts';
import { restoreBackup } from './from-backup.ts';
import type { SetupOptions } from './options.ts';
import type { CurrentSetup } from '../../../server/installation/setup/current-setup.ts';

/** The answers that the installer has seen and agreed to. Nothing is written yet. */
export interface SetupPlan {
  answers: SetupAnswers;
  place: InstallLocation;
  present: CurrentSetup;
  changes: Change[];
  consent: ConsentDocument | null;
  /** Passphrase of the backup's keys; null: not needed. */
  passphrase: string | null;
  target: WriteTarget;
  options: SetupOptions;
  /** Whether there were settings before. */
  isAgain: boolean;
  /** Null: there is nobody to ask. */
  conversation: Conversation | null;
}

/** Facts for the last screen. */
type Ending = Pick<SetUpResult, 'findings' | 'isStarted' | 'pairing' | 'deskLink'> & {
  steps: StepResult[];
};

/** Writes the files, does the steps that belong to them, and ends with the findings of doctor. */
export async function applyPlan(intent: SetupPlan): Promise<CommandResult> {
  const { answers, place, changes, target, options, present } = intent;
  const isService = answers.kind === 'service';
  // With another root, this prepares files for another machine and does nothing else.
  const isHere = !isService || target.root === '/';
  if (isService && isHere) {
    makeUser(place);
    checkReadable(place);
    makeDataFolder(place);
  }
  if (changes.length > 0)
    await untouched(() =>
      writeFiles(
        target,
        changes.map(({ file }) => file),
      ),
    );
  const files = changes.map(({ file, before }) => ({
    path: file.path,
    state: before === null ? 'new' : 'changed',
  }));
  if (!options.json) {
    print(
      changes.length === 0 ? 'Every file is as it should be.' : wrapText(written(files, target)),
    );
  }
  const { root } = target;
  const site = { answers, place, root, settingsFile: present.settingsFile };
  const ending = isHere
    ? await atSite({ ...site, passphrase: intent.passphrase }, (run) =>
        stepsAndDoctor(intent, site, run),
      )
    : notHere;
  const { isPackaged } = present;
  const hasTunnelUnit =
    takesToken(answers.tunnel) && (present.hasTunnelToken || answers.tunnelToken !== null);
  const result = { answers, place, isPackaged, hasTunnelUnit, ...ending };
  const next = todosOf(result).filter(({ done }) => !done);
  const { steps, findings } = ending;
  return {
    ok: steps.every(({ ok }) => ok),
    text: lastScreen(result),
    json: { files, written: true, steps, findings, next: next.map(({ how }) => how) },
  };
}

const notHere: Ending = {
  findings: null,
  isStarted: false,
  pairing: null,
  deskLink: null,
  steps: [],
};

function written(files: readonly { state: string }[], { root, copiesFolder }: WriteTarget): string {
  const done = files.length === 1 ? 'The file is written.' : `${files.length} files are written.`;
  const isReplaced = files.some(({ state }) => state === 'changed');
  return isReplaced ? `${done} What was there before is in ${path.join(root, copiesFolder)}` : done;
}

/** Ignores Ctrl-C during this work, which takes milliseconds. */
async function untouched<T>(work: () => Promise<T>): Promise<T> {
  const ignore = () => {};
  process.on('SIGINT', ignore).on('SIGTERM', ignore).on('SIGHUP', ignore);
  try {
    return await work();
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', ignore).off('SIGHUP', ignore);
  }
}

/** The steps after the files. Each is printed when it ends. */
class Steps {
  readonly done: StepResult[] = [];
  readonly #isQuiet: boolean;

  constructor({ json = false }: SetupOptions) {
    this.#isQuiet = json;
  }

  take(step: StepResult | null): void {
    if (!step) return;
    this.done.push(step);
    if (this.#isQuiet) return;
    const mark = step.ok ? '✓' : alarming('✗');
    print(`${mark} ${wrapText(step.text, '  ').slice(2)}`);
  }
}

async function stepsAndDoctor(
  intent: SetupPlan,
  site: Parameters<typeof certificateStep>[1],
  run: CommandRunner,
): Promise<Ending> {
  const { options } = intent;
  const steps = new Steps(options);
  const isRestored = await prepareInstallation(intent, site, run, steps);
  const start = startService(intent, isRestored, steps);
  const account = options.desk === undefined ? null : await addFirstAccount(run, options.desk);
  if (account) steps.take(account.step);
  const isOffered = await isFirstVisitOffered(intent, start, run);
  const paired = isOffered && options.pair === undefined ? await pairedScreen(run) : undefined;
  const pair = options.pair ?? (isOffered && paired === undefined ? 'Lobby' : undefined);
  const pairing = await pairAsAsked(pair, run, steps);
  const screen = pairing ? pair : paired;
  if (isOffered && screen !== undefined) {
    await offerFirstVisit(intent, { start, pairing, screen }, run, steps);
  }
  if (!options.json) print('');
  const { findings } = await run.json<{ findings: DoctorFinding[] }>('doctor');
  const isRunning = findings.some(({ code, state }) => code === 'service' && state === 'ok');
  return {
    steps: steps.done,
    findings,
    isStarted: start?.ok ?? isRunning,
    pairing,
    deskLink: account?.link ?? null,
  };
}

/** @returns whether the service may start: not if a backup was expected and not restored */
async function prepareInstallation(
  { consent, options, present }: SetupPlan,
  site: Parameters<typeof certificateStep>[1],
  run: CommandRunner,
  steps: Steps,
): Promise<boolean> {
  steps.take(await fetchModelsStep());
  // Before making a certificate, because the backup may contain one.
  const restored = present.backup && (await restoreBackup(run, present.backup, options));
  steps.take(restored);
  steps.take(await certificateStep(run, site));
  if (consent) steps.take(await publishConsent(run, consent));
  return restored?.ok !== false;
}

/** @returns null when no systemd starts it here, or nobody requested a start */
function startService(
  { answers, options, changes }: SetupPlan,
  mayStart: boolean,
  steps: Steps,
): StepResult | null {
  if (answers.kind !== 'service') return null;
  const start = started((options.start ?? false) && mayStart, changes);
  steps.take(start);
  if (start?.ok && changes.some(({ file }) => isOfTunnel(file.path))) steps.take(tunnelStep());
  return start;
}

async function pairAsAsked(
  pair: string | undefined,
  run: CommandRunner,
  steps: Steps,
): Promise<Ending['pairing']> {
  if (pair === undefined) return null;
  const { step, pairing } = await pairScreen(run, pair);
  // The last screen prints the code.
  if (step.ok) steps.done.push(step);
  else steps.take(step);
  return pairing;
}

/** Whether somebody at a terminal can be the first visitor: with the first account, or until a visitor was let in. */
async function isFirstVisitOffered(
  { answers, options: { desk }, conversation, isAgain }: SetupPlan,
  start: StepResult | null,
  run: CommandRunner,
): Promise<boolean> {
  const canStart = start?.ok ?? answers.kind === 'folder';
  if (!conversation || !canStart) return false;
  return isAgain ? !(await wasSomebodyLetIn(run)) : desk !== undefined;
}

/** Offers the installer to be the first visitor. */
async function offerFirstVisit(
  { options: { desk }, conversation }: SetupPlan,
  lobby: { start: StepResult | null; pairing: Ending['pairing']; screen: string },
  run: CommandRunner,
  steps: Steps,
): Promise<void> {
  if (!conversation) return;
  const { start, ...where } = lobby;
  const visit = { ...where, visitor: desk ?? null, startBy: start ? null : 'npm start' };
  steps.take(await playFirstVisitor(run, visit, conversation));
}

function isOfTunnel(file: string): boolean {
  return file.endsWith(`/${tunnelUnitName}`) || file.endsWith('/tunnel-token');
}

function tunnelStep(): StepResult {
  return enableTunnel(tunnelUnitName)
    ? { ok: true, text: 'The tunnel runs, now and after each start of the machine.' }
    : { ok: false, text: `The tunnel did not start: journalctl -u ${tunnelUnitName} says why.` };
}

function started(isWanted: boolean, changes: SetupPlan['changes']): StepResult | null {
  const isSocketNew = changes.some(({ file }) => file.path.includes('vestibule.socket'));
  const isRead = reloadSystemd();
  if (!isWanted) return null;
  if (!isRead) return { ok: false, text: 'systemd did not answer, so the service is not started.' };
  return startUnit(isSocketNew)
    ? { ok: true, text: 'The service runs, now and after each start of the machine.' }
    : { ok: false, text: 'The service did not start: journalctl -u vestibule -n 30 says why.' };
}
