import path from 'node:path';
import { settingSchemas, type SettingName } from '../../config/settings.ts';
import { stringify } from 'yaml';
import { type PlannedFile, valuesIn, withValues } from '../../../packages/planned-files/index.ts';
import type { SetupAnswers, NotificationAnswer } from './answers.ts';
import { environmentFile, filesFor, tunnelFiles, type NewFile } from './files.ts';
import { takesToken, tunnelTokenFile, tunnelUnit, tunnelUnitName } from './tunnel-unit.ts';
import { filesOfBackup } from './from-backup.ts';
import type { InstallLocation } from './install-location.ts';
import type { CurrentSetup } from './current-setup.ts';

interface Secret {
  name: string;
  value: string;
}

const notifyChannel = 'desk';

export type SettingValues = Partial<Record<SettingName, string | null>>;

/**
 * Every file for the answers with its planned contents. The installer's own files stay unchanged.
 * @param answered the answers that are settings as they are; null removes a setting
 */
export function planFiles(
  answers: SetupAnswers,
  place: InstallLocation,
  present: CurrentSetup,
  answered: SettingValues,
): PlannedFile[] {
  const files = [
    ...(answers.kind === 'service' ? serviceFiles(answers, place, present) : []),
    ...settingsFiles(answers, place, present, answered),
    ...(answers.kind === 'folder' ? folderTunnel(answers, place) : []),
    ...notifyFiles(answers.notifications, present),
    ...(present.backup
      ? filesOfBackup(present.backup, place, (file) => present.read(file) !== null)
      : []),
  ];
  return files.flatMap(({ isTheirs, ...file }) =>
    isTheirs && present.read(file.path) !== null ? [] : [{ secrets: [], ...file }],
  );
}

type Draft = NewFile & { secrets?: readonly string[] };

function serviceFiles(
  answers: SetupAnswers,
  place: InstallLocation,
  present: CurrentSetup,
): Draft[] {
  const { tunnel } = answers;
  const token = tunnelTokenFiles(answers, place, present);
  const isByToken = token.length > 0;
  const files = filesFor(place, {
    // Cloudflare stores the routes of a tunnel with a token.
    tunnel: isByToken && tunnel === 'cloudflared' ? 'none' : tunnel,
    // If the service is a package, a package also provides the screen.
    screen: answers.screen === 'here' && !present.isPackaged,
    isNamed: answers.publicUrl !== null,
    isPackaged: present.isPackaged,
  });
  return [...files, ...token];
}

function tunnelTokenFiles(
  { tunnel, tunnelToken, publicUrl }: SetupAnswers,
  place: InstallLocation,
  present: CurrentSetup,
): Draft[] {
  const file = tunnelTokenFile(place);
  const stored = present.read(file);
  const isNamed = tunnel !== 'ngrok' || publicUrl !== null;
  if (!takesToken(tunnel) || !isNamed || (tunnelToken === null && stored === null)) return [];
  const unit = `/etc/systemd/system/${tunnelUnitName}`;
  const draft = { isTheirs: false, mode: 0o644 };
  return [
    { ...draft, path: unit, purpose: 'keeps the tunnel open', content: tunnelUnit(place, tunnel) },
    ...(tunnelToken === null
      ? []
      : [
          {
            ...{ ...draft, path: file, purpose: 'a secret, for root only', mode: 0o600 },
            content: `${tunnelToken}\n`,
            secrets: [tunnelToken, ...(stored?.trim().split('\n') ?? [])],
          },
        ]),
  ];
}

function folderTunnel(answers: SetupAnswers, place: InstallLocation): Draft[] {
  const choices = { tunnel: answers.tunnel, isNamed: answers.publicUrl !== null };
  const here = { ...place, configDir: place.dataDir };
  return tunnelFiles(here, choices, path.join(place.dataDir, 'cloudflared.yml'));
}

function settingsFiles(
  answers: SetupAnswers,
  place: InstallLocation,
  present: CurrentSetup,
  answered: SettingValues,
): Draft[] {
  const { kind } = answers;
  const before = present.read(present.settingsFile);
  const beginning = withValues(
    before ?? (kind === 'service' ? environmentFile() : ''),
    present.backup ? present.settings : {},
  );
  const secrets = newSecrets(answers);
  const inFile = kind === 'folder' ? secrets : [];
  const values: Record<string, string | null> = {
    ...settingsOf(answers, place, answered, valuesIn(beginning)),
    ...Object.fromEntries(inFile.map(({ name, value }) => [name, value])),
  };
  const content = withValues(beginning, values);
  const settings: Draft = {
    path: present.settingsFile,
    purpose: kind === 'service' ? 'its settings' : 'settings and secrets',
    mode: kind === 'service' ? 0o644 : 0o600,
    content,
    isTheirs: false,
    secrets: [...secretsIn(beginning), ...secretsIn(content)],
  };
  const credentials = kind === 'folder' ? [] : secrets;
  return [
    ...(settings.content === '' ? [] : [settings]),
    ...credentials.map(({ name, value }) => ({
      path: credential(place, name),
      purpose: 'a secret, for root only',
      mode: 0o600,
      content: `${value}\n`,
      isTheirs: false,
      secrets: [value, ...(present.read(credential(place, name))?.trim().split('\n') ?? [])],
    })),
  ];
}

function credential({ configDir }: InstallLocation, name: string): string {
  return path.join(configDir, 'credentials', name);
}

/** Any value that is no setting may be a secret. */
function secretsIn(text: string): string[] {
  return Object.entries(valuesIn(text))
    .filter(([name, value]) => !Object.hasOwn(settingSchemas, name) && value !== '')
    .map(([, value]) => value);
}

/** Null removes the setting. A default value is written only where another value was. */
function settingsOf(
  answers: SetupAnswers,
  place: InstallLocation,
  answered: SettingValues,
  before: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const { dataDir, lobbyPort } = place;
  const isRemoteKiosk = answers.screen === 'elsewhere';
  const origins = answers.screenHosts.map((host) => originOf(host, lobbyPort)).join(',');
  const wanted: SettingValues = {
    ...(answers.kind === 'folder' &&
      dataDir !== path.join(place.projectDir, 'data') && { VESTIBULE_DATA_DIR: dataDir }),
    ...answered,
    ...(isRemoteKiosk && {
      VESTIBULE_LOBBY_HOST: '0.0.0.0',
      VESTIBULE_LOBBY_TLS_CERTIFICATE: path.join(dataDir, 'tls', 'lobby.pem'),
      VESTIBULE_LOBBY_TLS_KEY: path.join(dataDir, 'tls', 'lobby.key'),
      VESTIBULE_LOBBY_ORIGINS: origins,
    }),
    ...(!isRemoteKiosk && {
      VESTIBULE_LOBBY_HOST: null,
      VESTIBULE_LOBBY_TLS_CERTIFICATE: null,
      VESTIBULE_LOBBY_TLS_KEY: null,
      VESTIBULE_LOBBY_ORIGINS: null,
    }),
    ...(answers.kind === 'service' &&
      answers.notifications.by !== 'keep' &&
      answers.notifications.by !== 'nobody' && {
        VESTIBULE_NOTIFY_FILE: path.join(place.configDir, 'notify.yaml'),
      }),
  };
  const entries = Object.entries(wanted).filter(([name, value]) => {
    return Object.hasOwn(before, name) || value !== defaultOf(name as SettingName);
  });
  return Object.fromEntries(entries);
}

function defaultOf(name: SettingName): string | null {
  const { default: value = '' } = settingSchemas[name] as { default?: string | number | boolean };
  return value === '' ? null : String(value);
}

function originOf(host: string, port: number): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The secrets to store beside the settings, by name. */
function newSecrets({ secret, heartbeat, notifications }: SetupAnswers): Secret[] {
  const given: [string, string | null][] = [
    ['ENVOY_CLIENT_SECRET', secret],
    ['HEARTBEAT_URL', heartbeat],
  ];
  if (notifications.by === 'slack' || notifications.by === 'teams') {
    given.push([`NOTIFY_${notifyChannel.toUpperCase()}_URL`, notifications.address]);
  }
  if (notifications.by === 'email') given.push(['NOTIFY_SMTP_PASSWORD', notifications.password]);
  return given.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

function notifyFiles(notifications: NotificationAnswer, present: CurrentSetup): Draft[] {
  if (notifications.by === 'nobody' || notifications.by === 'keep') return [];
  const channel =
    notifications.by === 'email'
      ? { name: notifyChannel, type: 'email', to: [notifications.to] }
      : { name: notifyChannel, type: notifications.by };
  const file = {
    ...(notifications.by === 'email' && {
      email: {
        host: notifications.server,
        ...(notifications.port !== 587 && { port: notifications.port }),
        ...(notifications.port === 465 && { security: 'tls' }),
        from: notifications.from,
        ...(notifications.user !== null && { user: notifications.user }),
      },
    }),
    channels: [channel],
    rules: [{ reasons: 'all', to: [notifyChannel] }],
    alerts: { to: [notifyChannel] },
  };
  const about = '# Who gets which message; docs/notifications.md describes all entries.\n';
  return [
    {
      path: present.notifyFile,
      purpose: 'notifications',
      mode: 0o644,
      content: about + stringify(file),
      isTheirs: false,
    },
  ];
}
