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
import type { InstallLocation } from './install-location.ts';
import { takesToken, tunnelUnitName } from './tunnel-unit.ts';
import {
  enableTunnel,
  makeDataFolder,
  makeUser,
  checkReadable,
  reloadSystemd,
  startUnit,
} from './system.ts';
import { writeFiles, type WriteTarget } from './write-files.ts';
import type { SetupAnswers } from './answers.ts';
import type { ConsentDocument } from './consent.ts';
import { playFirstVisitor, type Conversation } from './first-visitor.ts';
import { restoreBackup } from './from-backup.ts';
import type { SetupOptions } from './options.ts';
import type { CurrentSetup } from './current-setup.ts';
import type { Change } from './plan.ts';

/** What was asked, shown and agreed to, when nothing is written yet. */
export interface SetupPlan {
  answers: SetupAnswers;
  place: InstallLocation;
  present: CurrentSetup;
  changes: Change[];
  consent: ConsentDocument | null;
  /** Of the keys in the backup; null: they are not needed. */
  passphrase: string | null;
  target: WriteTarget;
  options: SetupOptions;
  /** Null: nobody can be asked. */
  conversation: Conversation | null;
}

/** What the last screen shows. */
type Ending = Pick<SetUpResult, 'findings' | 'isStarted' | 'pairing' | 'deskLink'> & {
  steps: StepResult[];
};

/** Writes what was agreed to, does what belongs to it, and ends with what doctor finds. */
export async function applyPlan(intent: SetupPlan): Promise<CommandResult> {
  const { answers, place, changes, target, options, present } = intent;
  const isService = answers.kind === 'service';
  // An image of another machine: files only.
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

/** No one ends this half-way by Ctrl-C; it is a matter of milliseconds. */
async function untouched<T>(work: () => Promise<T>): Promise<T> {
  const ignore = () => {};
  process.on('SIGINT', ignore).on('SIGTERM', ignore).on('SIGHUP', ignore);
  try {
    return await work();
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', ignore).off('SIGHUP', ignore);
  }
}

async function stepsAndDoctor(
  { answers, consent, options, changes, present, conversation }: SetupPlan,
  site: Parameters<typeof certificateStep>[1],
  run: CommandRunner,
): Promise<Ending> {
  const steps: StepResult[] = [];
  const take = (step: StepResult | null) => {
    if (!step) return;
    steps.push(step);
    if (options.json) return;
    const mark = step.ok ? '✓' : alarming('✗');
    print(`${mark} ${wrapText(step.text, '  ').slice(2)}`);
  };
  take(await fetchModelsStep());
  // Before a certificate is made, because it has one.
  const restored = present.backup && (await restoreBackup(run, present.backup, options));
  take(restored);
  take(await certificateStep(run, site));
  if (consent) take(await publishConsent(run, consent));
  const mayStart = (options.start ?? false) && restored?.ok !== false;
  const start = answers.kind === 'service' ? started(mayStart, changes) : null;
  take(start);
  if (start?.ok && changes.some(({ file }) => isOfTunnel(file.path))) take(tunnelStep());
  const account = options.desk === undefined ? null : await addFirstAccount(run, options.desk);
  if (account) take(account.step);
  const paired = options.pair === undefined ? null : await pairScreen(run, options.pair);
  // The last screen has the code.
  if (paired?.step.ok) steps.push(paired.step);
  else if (paired) take(paired.step);
  const { pair, desk } = options;
  const canStart = start?.ok ?? answers.kind === 'folder';
  if (conversation && canStart && paired?.pairing && pair !== undefined && desk !== undefined) {
    const startBy = start ? null : 'npm start';
    const lobby = { screen: pair, pairing: paired.pairing, visitor: desk, startBy };
    take(await playFirstVisitor(run, lobby, conversation));
  }
  if (!options.json) print('');
  const { findings } = await run.json<{ findings: DoctorFinding[] }>('doctor');
  const isRunning = findings.some(({ code, state }) => code === 'service' && state === 'ok');
  return {
    steps,
    findings,
    isStarted: start?.ok ?? isRunning,
    pairing: paired?.pairing ?? null,
    deskLink: account?.link ?? null,
  };
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
