import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { writeFiles } from '#server/installation/setup/write-files.ts';
import type { ConsentDocument } from '#server/installation/setup/consent.ts';
import {
  checkReadable,
  copyForUser,
  enableUnits,
  makeUser,
  reloadSystemd,
  startVestibule,
} from '#server/installation/setup/system.ts';
import {
  namesOtherPort,
  tunnelFile,
  tunnelTokenFile,
  tunnelUnitName,
} from '#server/installation/setup/tunnels.ts';
import type { DoctorFinding } from '#server/protocol/set-up-steps.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { inTemporaryFolder } from '../../terminal/temporary-folder.ts';
import { alarming, print, wrapText } from '../../terminal/text.ts';
import { NewInstallation } from './commands.ts';
import { lastScreen, stepsLeft, type SetupEnd } from './last-screen.ts';
import type { SetupPlan } from './setup-plan.ts';

interface StepResult {
  ok: boolean;
  text: string;
}

/** Writes the files, does the steps that belong to them, and ends with the findings of doctor. */
export async function applyPlan(plan: SetupPlan): Promise<CommandResult> {
  const { changes, options, present } = plan;
  const { place } = present;
  const isService = place.kind === 'service';
  // With another root, this prepares files for another machine and does nothing else.
  const isHere = !isService || options.root === '/';
  if (isService && isHere) {
    makeUser(place);
    checkReadable(place);
  }
  const folder = isService ? place.configDir : place.dataDir;
  const copiesFolder = path.join(folder, 'before-setup');
  // The unit does not start without its folder of secrets.
  const privateFolders = isService ? [path.join(folder, 'credentials')] : [folder];
  const target = { root: options.root, copiesFolder, privateFolders };
  await leaveUntouched(() =>
    writeFiles(
      target,
      changes.map(({ file }) => file),
    ),
  );
  const copies = path.join(options.root, copiesFolder);
  if (!options.json && changes.some(({ before }) => before !== null))
    print(wrapText(`Copies of what was there are in ${copies}.`));
  const installation = new NewInstallation(present, options.root);
  const nothing: Steps = { steps: [], isStarted: false, pairing: null, deskLink: null };
  const { steps, ...started } = isHere ? await runSteps(plan, installation) : nothing;
  const { findings = [] } = isHere
    ? await installation.json<{ findings?: DoctorFinding[] }>('doctor')
    : {};
  const end: SetupEnd = { ...started, findings };
  return {
    ok: steps.every(({ ok }) => ok),
    text: lastScreen(plan, end),
    json: {
      files: changes.map(({ file }) => file.path),
      written: true,
      ...{ steps, findings, next: stepsLeft(plan, end).map(({ how }) => how) },
    },
  };
}

/** Ignores Ctrl-C during this work, which takes milliseconds. */
async function leaveUntouched(work: () => Promise<void>): Promise<void> {
  const ignore = () => {};
  process.on('SIGINT', ignore).on('SIGTERM', ignore).on('SIGHUP', ignore);
  try {
    await work();
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', ignore).off('SIGHUP', ignore);
  }
}

type Steps = Pick<SetupEnd, 'isStarted' | 'pairing' | 'deskLink'> & { steps: StepResult[] };

/** Does what belongs to the files, and prints each step when it ends. */
async function runSteps(plan: SetupPlan, installation: NewInstallation): Promise<Steps> {
  const { options, present, consent, isFirstAccess } = plan;
  const steps: StepResult[] = [];
  const take = (step: StepResult) => {
    steps.push(step);
    const { ok, text } = step;
    if (!options.json) print(`${ok ? '✓' : alarming('✗')} ${wrapText(text, '  ').slice(2)}`);
    return ok;
  };
  const isReady = !present.backup || take(await restoreBackup(plan, installation));
  if (consent) take(await publishConsent(present, consent, installation));
  const isStarted = startUnits(plan, isReady).map(take)[0] ?? false;
  const astray = tunnelAstray(plan);
  if (astray) take(astray);
  const deskLink = isFirstAccess ? await addFirstAccount(installation) : null;
  const pairing = isFirstAccess ? await pairFirstScreen(installation) : null;
  return { steps, isStarted, deskLink, pairing };
}

/** Works on a copy of the file that the service's user can read. */
function withCopy<T>(
  { place }: SetupPlan['present'],
  file: string,
  work: (copy: string) => Promise<T>,
): Promise<T> {
  if (place.kind === 'folder') return work(file);
  return inTemporaryFolder('setup', async (folder) => {
    chmodSync(folder, 0o711);
    const copy = path.join(folder, path.basename(file));
    copyForUser(place, file, copy);
    return work(copy);
  });
}

async function restoreBackup(
  { present, passphrase, options }: SetupPlan,
  installation: NewInstallation,
): Promise<StepResult> {
  const keys = passphrase === null ? [] : ['--passphrase-file', '-'];
  if (options.trustFiles) keys.push('--trust-files');
  const isDone = await withCopy(present, present.backup!.file, (copy) =>
    installation.succeeds(passphrase ?? '', !options.json, 'restore', copy, '--yes', ...keys),
  );
  return isDone
    ? { ok: true, text: 'The backup is restored.' }
    : { ok: false, text: 'The backup could not be restored, so nothing was started.' };
}

/** Publishes a consent text unless it is already in force. */
async function publishConsent(
  present: SetupPlan['present'],
  { text, version }: ConsentDocument,
  installation: NewInstallation,
): Promise<StepResult> {
  const list = ['privacy', 'consent-text', 'list'];
  const { texts = [] } = await installation.json<{ texts?: { version: string }[] }>(...list);
  if (texts[0]?.version === version) return { ok: true, text: 'The consent text counts already.' };
  const { error } = await inTemporaryFolder('setup', (folder) => {
    const file = path.join(folder, 'consent.txt');
    writeFileSync(file, text);
    const set = (copy: string) =>
      installation.json(
        ...['privacy', 'consent-text', 'set', copy, '--version', version, '--language', 'en'],
      );
    return withCopy(present, file, set);
  });
  if (error) return { ok: false, text: error.message };
  return { ok: true, text: `The consent text "${version}" counts from now on.` };
}

/** Starts the service first, then the tunnel. Empty when nobody requested a start. */
function startUnits({ present, options, changes }: SetupPlan, isReady: boolean): StepResult[] {
  if (present.place.kind !== 'service') return [];
  const isRead = reloadSystemd();
  if (!options.start || !isReady) return [];
  const step = (ok: boolean, what: string, unit: string) =>
    ok
      ? { ok, text: `${what} runs, now and after each start of the machine.` }
      : { ok, text: `${what} did not start: journalctl -u ${unit} -n 30 says why.` };
  const isChanged = (...names: string[]) =>
    changes.some(({ file }) => names.some((name) => file.path.includes(`/${name}`)));
  const isStarted = isRead && startVestibule(isChanged('vestibule.socket'));
  const service = step(isStarted, 'The service', 'vestibule');
  const tokenFile = path.basename(tunnelTokenFile(present.place));
  if (!isStarted || !isChanged(tunnelUnitName, tokenFile)) return [service];
  return [service, step(enableUnits(tunnelUnitName), 'The tunnel', tunnelUnitName)];
}

/** A tunnel that leads to another port reaches nobody, and Envoy then lets every visitor in. */
function tunnelAstray({ present: { place, read }, answers }: SetupPlan): StepResult | null {
  const file = tunnelFile(place, answers.tunnel);
  if (!namesOtherPort(place, file, read)) return null;
  const text = `${file} does not lead to port ${place.hookPort}, where the service listens. Change the port there, and restart the tunnel.`;
  return { ok: false, text };
}

/** Adds a manager's account for the installer, unless there is one. @returns the link for choosing its password */
async function addFirstAccount(installation: NewInstallation): Promise<string | null> {
  const { accounts } = await installation.json<{ accounts?: unknown[] }>('desk', 'list');
  if (accounts?.length !== 0) return null;
  const login = process.env['SUDO_USER'] ?? userInfo().username;
  const name = login === 'root' ? 'Manager' : login;
  const added = ['desk', 'add', name, '--role', 'manager'];
  const { link } = await installation.json<{ link?: string }>(...added);
  return link ?? null;
}

/** Makes a pairing code, unless a lobby screen is paired. */
async function pairFirstScreen(installation: NewInstallation): Promise<SetupEnd['pairing']> {
  const { kiosks } = await installation.json<{ kiosks?: unknown[] }>('kiosk', 'list');
  if (kiosks?.length !== 0) return null;
  const pair = ['kiosk', 'pair', '--name', 'Lobby'];
  const { code, urls = [] } = await installation.json<{ code?: string; urls?: string[] }>(...pair);
  return code === undefined ? null : { code, url: `${urls.at(-1) ?? ''}/` };
}
