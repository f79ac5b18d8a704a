import { existsSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { type PlannedFile } from './changes.ts';
import { valuesIn, withValues } from './env-file.ts';
import { readConfig } from '../../config/config.ts';
import { readSecrets } from '../../config/secrets.ts';
import { partNames } from '../backup/gather.ts';
import { settingSchemas, type SettingName } from '../../config/settings.ts';
import { ConfigError } from '../../platform/operator-error.ts';
import type { CameraGuard, SetupAnswers } from './answers.ts';
import type { CurrentSetup } from './current-setup.ts';
import { packagedPort, screenFiles, unitFiles, type NewFile } from './files.ts';
import { filesOfBackup } from './from-backup.ts';
import { lawOf } from './laws.ts';
import {
  takesToken,
  type Tunnel,
  tunnelConfig,
  tunnelFile,
  tunnelTokenFile,
  tunnelUnit,
  tunnelUnitName,
} from './tunnels.ts';
import { fillTemplate } from './units.ts';

/** What the files of this machine answer. */
export function presentAnswers({ settings, tunnel, ...present }: CurrentSetup): SetupAnswers {
  return {
    clientId: settings['ENVOY_CLIENT_ID'] ?? null,
    publicUrl: settings['VESTIBULE_PUBLIC_URL'] ?? null,
    company: settings['VESTIBULE_OFFICE_NAME'] ?? null,
    tunnel: tunnel ?? usualTunnel({ settings, ...present }),
    country: 'elsewhere',
    camera: presentGuard({ settings, ...present }),
  };
}

/** Tailscale, and a tunnel of the installer's own, leave no file. */
function usualTunnel({ settings, hasTunnelToken }: Omit<CurrentSetup, 'tunnel'>): Tunnel {
  const isSomewhere = settings['VESTIBULE_PUBLIC_URL'] !== undefined && !hasTunnelToken;
  return isSomewhere ? 'none' : 'cloudflared';
}

function presentGuard(
  present: Pick<CurrentSetup, 'settings' | 'place' | 'read' | 'backup'>,
): CameraGuard {
  const { settings } = present;
  // As the service reads it: "0" is false as well.
  if (readConfig(settings).config.desk.seesCamera) return 'desk';
  if (settings['VESTIBULE_LIVENESS'] === 'two_cameras') return 'two-cameras';
  const policy = policyText(present) ?? '';
  const isAsked = (guard: string) => new RegExp(`^ *${guard.replace('-', '_')}:`, 'm').test(policy);
  return policyGuards.find(isAsked) ?? 'nothing';
}

/** Those that a policy asks for. */
const policyGuards = ['personal-code', 'identity-document'] as const;

/** The present or future path. Under systemd, only root writes what setup writes. */
function policyFileOf({
  place: { kind, dataDir, configDir, projectDir },
  settings,
  read,
}: Pick<CurrentSetup, 'settings' | 'place' | 'read'>): string {
  const file = settings['VESTIBULE_POLICY_FILE'];
  if (file !== undefined) return path.resolve(projectDir, file);
  const usual = `${dataDir}/policy.yaml`;
  return kind === 'folder' || read(usual) !== null ? usual : `${configDir}/policy.yaml`;
}

/** The policy of this machine or, without one, of the backup; null without either. */
function policyText(
  present: Pick<CurrentSetup, 'settings' | 'place' | 'read' | 'backup'>,
): string | null {
  const here = present.read(policyFileOf(present));
  return here ?? present.backup?.parts.get(partNames.policy)?.toString() ?? null;
}

/** Every file for the answers with its planned contents. The installer's own files stay unchanged. */
export function planFiles(answers: SetupAnswers, present: CurrentSetup): PlannedFile[] {
  const { place, isPackaged, settings, backup } = present;
  const isService = place.kind === 'service';
  const hasScreen = isService && !isPackaged && !settings['VESTIBULE_LOBBY_ORIGINS'];
  const files = [
    ...(isService ? (isPackaged ? packagedPort(place) : unitFiles(place)) : []),
    // If the service is a package, a package also provides the screen.
    ...(hasScreen ? screenFiles(place) : []),
    ...tunnelFiles(answers, present),
    ...settingsFiles(answers, present),
    ...notifyFiles(answers, present),
    ...policyFiles(answers, present),
    ...(backup ? filesOfBackup(backup, place, (file) => present.read(file) !== null) : []),
  ];
  return files.flatMap(({ isTheirs, ...file }) =>
    isTheirs && present.read(file.path) !== null
      ? []
      : [{ mode: 0o644, ...file, secrets: file.secrets ?? [] }],
  );
}

function tunnelFiles(answers: SetupAnswers, { place, ...present }: CurrentSetup): NewFile[] {
  const { tunnel, tunnelToken, publicUrl } = answers;
  const isNamed = Boolean(publicUrl);
  const isByToken = takesToken(tunnel) && (Boolean(tunnelToken) || present.hasTunnelToken);
  const file = tunnelFile(place, tunnel);
  // Cloudflare stores the routes of a tunnel with a token.
  const isNeeded = tunnel === 'ngrok' || (isNamed && !(isByToken && tunnel === 'cloudflared'));
  const unit = `/etc/systemd/system/${tunnelUnitName}`;
  const isKept = isByToken && (tunnel !== 'ngrok' || isNamed);
  const purpose = 'what the tunnel lets in';
  return [
    ...(file !== null && isNeeded
      ? [{ path: file, purpose, content: tunnelConfig(place, tunnel), isTheirs: true as const }]
      : []),
    ...(isKept
      ? [{ path: unit, purpose: 'keeps the tunnel open', content: tunnelUnit(place, tunnel) }]
      : []),
    ...(isKept && tunnelToken ? [secretFile(tunnelTokenFile(place), tunnelToken, present)] : []),
  ];
}

function secretFile(file: string, value: string, { read }: Pick<CurrentSetup, 'read'>): NewFile {
  const before = read(file)?.trim().split('\n') ?? [];
  return {
    ...{ path: file, purpose: 'a secret, for root only', mode: 0o600 },
    ...{ content: `${value}\n`, secrets: [value, ...before] },
  };
}

function settingsFiles(answers: SetupAnswers, present: CurrentSetup): NewFile[] {
  const { place, settingsFile, settings } = present;
  const isService = place.kind === 'service';
  const before = present.read(settingsFile) ?? fillTemplate('vestibule.env', { ...place });
  const secrets = Object.entries({
    ENVOY_CLIENT_SECRET: answers.secret,
    NOTIFY_DESK_URL: answers.webhook,
    NOTIFY_SMTP_PASSWORD: answers.smtpPassword,
  }).filter((secret): secret is [string, string] => Boolean(secret[1]));
  const content = withValues(withValues(before, present.backup ? settings : {}), {
    ...settingsOf(answers, present),
    ...(isService ? {} : Object.fromEntries(secrets)),
  });
  const credentials = path.join(place.configDir, 'credentials');
  return [
    {
      ...{ path: settingsFile, purpose: isService ? 'its settings' : 'settings and secrets' },
      ...{ mode: isService ? 0o644 : 0o600, content },
      secrets: [...secretsIn(before), ...secretsIn(content)],
    },
    ...(isService ? secrets : []).map(([name, value]) =>
      secretFile(path.join(credentials, name), value, present),
    ),
  ];
}

/** Any value that is no setting may be a secret. */
function secretsIn(text: string): string[] {
  return Object.entries(valuesIn(text))
    .filter(([name, value]) => !Object.hasOwn(settingSchemas, name) && value !== '')
    .map(([, value]) => value);
}

type SettingValues = Partial<Record<SettingName, string | null>>;

/** Null removes the setting. What has no answer stays as it is in the file. */
function settingsOf(answers: SetupAnswers, present: CurrentSetup): Record<string, string | null> {
  const { place, settings } = present;
  const { clientId, publicUrl, company, camera } = answers;
  const usualFolder = place.kind === 'service' || place.dataDir === `${place.projectDir}/data`;
  const isTold = place.kind === 'service' && Boolean(answers.tell);
  const isPolicyNew = place.kind === 'service' && policyFiles(answers, present).length > 0;
  const wanted: SettingValues = {
    ...(!usualFolder && { VESTIBULE_DATA_DIR: place.dataDir }),
    ...(clientId !== undefined && { ENVOY_CLIENT_ID: clientId }),
    ...(publicUrl !== undefined && { VESTIBULE_PUBLIC_URL: publicUrl }),
    ...(company !== undefined && { VESTIBULE_OFFICE_NAME: company }),
    ...(camera === 'two-cameras' && { VESTIBULE_LIVENESS: 'two_cameras' }),
    VESTIBULE_DESK_SEES_CAMERA: camera === 'desk' ? null : 'false',
    ...(isTold && { VESTIBULE_NOTIFY_FILE: present.notifyFile }),
    ...(isPolicyNew && { VESTIBULE_POLICY_FILE: policyFileOf(present) }),
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => value !== null || Object.hasOwn(settings, name),
    ),
  );
}

function policyFiles({ camera, country }: SetupAnswers, present: CurrentSetup): NewFile[] {
  const file = policyFileOf(present);
  const guard = policyGuards.find((one) => one === camera);
  const template = lawOf(country).isFaceOff ? 'no-face-check' : guard;
  if (template === undefined || policyText(present) !== null) return [];
  const content = fillTemplate(`${template}.yaml`, {});
  return [{ path: file, purpose: 'which checks', content, isTheirs: true }];
}

function notifyFiles(answers: SetupAnswers, present: CurrentSetup): NewFile[] {
  const { tell, tellTo, smtp, smtpUser } = answers;
  if (!tell) return [];
  const [host, port] = (smtp ?? '').split(':');
  const channels =
    tell === 'email'
      ? [{ name: 'desk', type: 'email', to: [tellTo] }]
      : [{ name: 'desk', type: tell }];
  const file = {
    ...(tell === 'email' && {
      email: {
        host,
        ...(port !== undefined && { port: Number(port) }),
        from: smtpUser?.includes('@') ? smtpUser : tellTo,
        ...(smtpUser && { user: smtpUser }),
      },
    }),
    channels,
    rules: [{ reasons: 'all', to: ['desk'] }],
    alerts: { to: ['desk'] },
  };
  const about = '# Who gets which message; docs/notifications.md describes all entries.\n';
  return [{ path: present.notifyFile, purpose: 'notifications', content: about + stringify(file) }];
}

/**
 * A mistake in settings or secrets would make the service hold every visitor, so nothing is written then.
 * @throws {ConfigError}
 */
export function checkPlannedFiles(
  files: readonly PlannedFile[],
  { place, settingsFile, hasSecret }: CurrentSetup,
  root: string,
): void {
  const credentials = path.join(place.configDir, 'credentials');
  const secrets = files.filter((file) => path.dirname(file.path) === credentials);
  // Before the first run there is none, and only root may read it.
  const isReadable =
    existsSync(path.join(root, credentials)) && (root !== '/' || process.getuid?.() === 0);
  const env: NodeJS.ProcessEnv = {
    // Stands in for a missing client secret, so that this check does not create one.
    ...(!hasSecret('ENVOY_CLIENT_SECRET') && { ENVOY_CLIENT_SECRET: 'set later, in Envoy' }),
    ...valuesIn(files.find((file) => file.path === settingsFile)?.content ?? ''),
    ...Object.fromEntries(secrets.map((file) => [path.basename(file.path), file.content])),
    ...(isReadable && { CREDENTIALS_DIRECTORY: path.join(root, credentials) }),
    VESTIBULE_DATA_DIR: place.dataDir,
  };
  const found = [...readConfig(env).mistakes, ...readSecrets(env, place.dataDir).mistakes];
  if (found.length > 0) throw new ConfigError(found);
}
