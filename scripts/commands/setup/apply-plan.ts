import path from 'node:path';
import { vestibule } from '../../../server/platform/operator-error.ts';
import type { CommandResult } from '../../terminal/answer.ts';
import { alarming, print, wrapText } from '../../terminal/text.ts';
import {
  atSite,
  certificateStep,
  fetchModelsStep,
  pairScreen,
  publishConsent,
  type CommandRunner,
  type StepResult,
} from './post-install.ts';
import { proxyFile, type Tunnel } from './files.ts';
import type { InstallLocation } from './install-location.ts';
import { funnelCommands, ngrokCommand } from './tunnels.ts';
import { makeDataFolder, makeUser, checkReadable, reloadSystemd, startUnit } from './system.ts';
import { writeFiles, type WriteTarget } from './write-files.ts';
import type { SetupAnswers } from './answers.ts';
import type { ConsentDocument } from './consent.ts';
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
}

interface Findings {
  ok: boolean;
  findings: unknown[];
}

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
      changes.length === 0
        ? 'Every file is as it should be.'
        : wrapText(written(files.length, target)),
    );
  }
  const { root } = target;
  const site = { answers, place, root, settingsFile: present.settingsFile };
  const results = isHere
    ? await atSite({ ...site, passphrase: intent.passphrase }, (run) =>
        stepsAndDoctor(intent, site, run),
      )
    : { steps: [], doctor: null };
  const next = nextSteps(intent, isHere);
  const text = next.length === 0 ? '' : ['Next:', ...next.map(numbered)].join('\n');
  const { steps, doctor } = results;
  const isDone = steps.every(({ ok }) => ok);
  return {
    ok: isDone,
    text,
    json: { files, written: true, steps, findings: doctor?.findings ?? null, next },
  };
}

function written(count: number, { root, copiesFolder }: WriteTarget): string {
  return `${count === 1 ? 'The file is' : `${count} files are`} written. What was there before is in ${path.join(root, copiesFolder)}`;
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
  { answers, consent, options, changes, present }: SetupPlan,
  site: Parameters<typeof certificateStep>[1],
  run: CommandRunner,
): Promise<{ steps: StepResult[]; doctor: Findings | null }> {
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
  if (answers.kind === 'service') take(started(mayStart, changes));
  if (options.pair !== undefined) take(await pairScreen(run, options.pair));
  if (options.json) return { steps, doctor: await run.json<Findings>('doctor') };
  print('\nWhat doctor finds:\n');
  await run.runShowingOutput('doctor');
  print('');
  return { steps, doctor: null };
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

/** The command of what was just set up, which need not be the one that runs. */
function calledAs({ kind }: SetupPlan['answers']): string {
  return kind === 'service' ? 'sudo vestibule' : vestibule;
}

/** The steps that remain for the installer. */
function nextSteps({ answers, place, present, options }: SetupPlan, isHere: boolean): string[] {
  const { publicUrl, kind, tunnel } = answers;
  const command = calledAs(answers);
  const hasSecret = answers.secret !== null || present.hasSecret('ENVOY_CLIENT_SECRET');
  return [
    ...(hasSecret ? [] : [`store the client secret from Envoy: ${command} setup`]),
    ...(publicUrl === null
      ? [`say where Envoy reaches this machine: ${command} setup --public-url …`]
      : []),
    ...opened(tunnel, place, kind === 'service', publicUrl !== null),
    ...(publicUrl === null
      ? []
      : [
          `in Envoy, enter these addresses:\n${['sign-in', 'setup', 'events']
            .map((end) => `${publicUrl}/envoy/${end}`)
            .join('\n')}`,
        ]),
    ...(kind === 'service'
      ? options.start && isHere
        ? []
        : ['start it: systemctl enable --now vestibule']
      : ['start it: npm start']),
    ...(present.isPackaged && answers.screen === 'here'
      ? ['the lobby screen: apt install ./vestibule-kiosk_*.deb, then sudo vestibule-kiosk setup']
      : []),
    ...(options.pair === undefined
      ? [`pair the lobby screen: ${command} kiosk pair --name Lobby`]
      : []),
    `look again: ${command} doctor`,
  ];
}

function opened(
  tunnel: Tunnel,
  place: InstallLocation,
  isService: boolean,
  isNamed: boolean,
): string[] {
  const cloudflared = isService
    ? '/etc/cloudflared/config.yml'
    : path.join(place.dataDir, 'cloudflared.yml');
  const proxyDir = isService ? place.configDir : place.dataDir;
  switch (tunnel) {
    case 'cloudflared':
      return isNamed ? [`put your tunnel’s id into ${cloudflared}, and restart cloudflared`] : [];
    case 'tailscale':
      return [`open the tunnel:\n${indented(funnelCommands(place))}`];
    case 'ngrok':
      return [`open the tunnel:\n${indented(ngrokCommand({ ...place, configDir: proxyDir }))}`];
    case 'caddy':
      return [`let Caddy read it: import ${proxyFile(proxyDir, tunnel)} in /etc/caddy/Caddyfile`];
    case 'nginx':
      return [
        `let nginx read it: ln -s ${proxyFile(proxyDir, tunnel)} /etc/nginx/sites-enabled/vestibule`,
      ];
    case 'none':
      return [`let your tunnel reach http://127.0.0.1:${place.hookPort}/envoy/ and nothing else`];
  }
}

function numbered(step: string, index: number): string {
  return wrapText(`${index + 1}. ${step}`, '  ', '   ');
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ');
}
