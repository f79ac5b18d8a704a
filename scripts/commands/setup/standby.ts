import path from 'node:path';
import { standbyUrl } from '../../../server/envoy/standby/forward.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { secretInFile } from '../../terminal/given-file.ts';
import { print, wrapText } from '../../terminal/text.ts';
import { prompts, parseOption } from './prompts.ts';
import type { SetupOptions } from './options.ts';
import type { InstallLocation } from '../../../server/installation/setup/install-location.ts';
import {
  changesTo,
  type PlannedFile,
  writeFiles,
  type WriteTarget,
} from '../../../packages/planned-files/index.ts';
import { changeText } from './change-text.ts';
import type { CurrentSetup } from '../../../server/installation/setup/current-setup.ts';
import { askHidden, mustAgree } from './questions.ts';
import { standbySocketUnit, standbyUnit } from '../../../server/installation/setup/service-unit.ts';
import {
  enableStandby,
  requireRoot,
  reloadSystemd,
} from '../../../server/installation/setup/system.ts';

const secretName = 'ENVOY_CLIENT_SECRET';

interface Deps {
  place: InstallLocation;
  present: CurrentSetup;
  target: WriteTarget;
  isAsked: boolean;
}

/** Sets a second machine up as the stand-by of the service at `--standby-for`. @throws {RefusalError} */
export async function setUpStandby(options: SetupOptions, deps: Deps): Promise<CommandResult> {
  const { place, present, target, isAsked } = deps;
  const isHere = target.root === '/';
  if (isHere && !options.dryRun) requireRoot();
  const secret = await secretOf(options, present, isAsked);
  const changes = changesTo(standbyFiles(options, place, present, secret), present.read);
  if (!options.json) for (const change of changes) print(`\n${changeText(change)}\n`);
  if (options.dryRun) return { ok: true, text: 'Nothing was written.', json: { written: false } };
  if (isAsked && changes.length > 0) await mustAgree('Write these files?', true);
  await writeFiles(
    target,
    changes.map(({ file }) => file),
  );
  const isStarted = options.start === true && isHere && reloadSystemd() && enableStandby();
  const next = [
    ...(isStarted
      ? []
      : ['start it: systemctl enable --now vestibule-standby.socket vestibule-standby']),
    'let the tunnel lead to this machine, as docs/standby.md shows',
    'on the machine of the service: sudo vestibule doctor',
  ];
  const text = ['Next:', ...next.map((step, i) => wrapText(`${i + 1}. ${step}`, '  ', '   '))];
  const files = changes.map(({ file }) => file.path);
  const ok = options.start !== true || !isHere || isStarted;
  return { ok, text: text.join('\n'), json: { files, written: true, next } };
}

/** @returns null to keep the stored secret */
async function secretOf(
  { secretFile }: SetupOptions,
  { hasSecret }: CurrentSetup,
  isAsked: boolean,
): Promise<string | null> {
  if (secretFile !== undefined) {
    return parseOption(prompts.secret, secretInFile(secretFile));
  }
  const isStored = hasSecret(secretName);
  if (isAsked) return askHidden(prompts.secret, isStored);
  if (isStored) return null;
  throw new RefusalError(
    'bad_answer',
    'A stand-by needs --secret-file: the client secret that the service has. Nothing was written.',
  );
}

function standbyFiles(
  { standbyFor = '', withoutTls }: SetupOptions,
  place: InstallLocation,
  { isPackaged, read }: CurrentSetup,
  secret: string | null,
): PlannedFile[] {
  // Applies the command's own rule before anything is written.
  const url = standbyUrl(standbyFor, withoutTls ?? false);
  const { configDir } = place;
  const secretFile = path.join(configDir, 'credentials', secretName);
  const plain = (name: string, purpose: string, content: string): PlannedFile => {
    return { path: name, purpose, content, mode: 0o644, secrets: [] };
  };
  const units = '/etc/systemd/system/vestibule-standby';
  const settings = `# What the stand-by is started with; docs/standby.md explains it.
STANDBY_FOR=${url.href}
# Further options of "vestibule standby", such as --ca /etc/vestibule/lobby-ca.pem
STANDBY_OPTIONS=${withoutTls ? '--without-tls' : ''}
`;
  return [
    plain(`${configDir}/standby.env`, 'the service that it backs up', settings),
    ...(isPackaged
      ? []
      : [
          plain(`${units}.service`, 'the stand-by', standbyUnit(place)),
          plain(`${units}.socket`, 'holds calls for it', standbySocketUnit()),
        ]),
    ...(secret === null
      ? []
      : [
          {
            ...plain(secretFile, 'a secret, for root only', `${secret}\n`),
            mode: 0o600,
            secrets: [secret, ...(read(secretFile)?.trim().split('\n') ?? [])],
          },
        ]),
  ];
}
