import type { LivenessMode } from '../../../server/config/liveness.ts';
import { settingSchemas, type SettingName } from '../../../server/config/settings.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { secretInFile } from '../../terminal/given-file.ts';
import type {
  SetupAnswers,
  ChannelKind,
  ConsentAnswer,
  InstallKind,
  ScreenPlace,
  NotificationAnswer,
} from '../../../server/installation/setup/answers.ts';
import type { Tunnel } from '../../../server/installation/setup/files.ts';
import { takesToken } from '../../../server/installation/setup/tunnel-unit.ts';
import type { InstallLocation } from '../../../server/installation/setup/install-location.ts';
import type { CurrentSetup } from '../../../server/installation/setup/current-setup.ts';
import { prompts, flagOf, parseOption, type TextPrompt } from './prompts.ts';

/** The options of the command, as they were typed. */
export interface SetupOptions {
  as?: InstallKind;
  secretFile?: string;
  clientId?: string;
  publicUrl?: string;
  tunnel?: Tunnel;
  tunnelTokenFile?: string;
  hookPort?: string;
  lobbyPort?: string;
  screen?: ScreenPlace;
  screenHost?: string[];
  tell?: ChannelKind;
  webhookFile?: string;
  tellTo?: string;
  smtp?: string;
  smtpPort?: string;
  mailFrom?: string;
  smtpUser?: string;
  smtpPasswordFile?: string;
  heartbeatFile?: string;
  liveness?: LivenessMode;
  retentionDays?: string;
  signInDays?: string;
  consent?: string;
  company?: string;
  privacyContact?: string;
  user?: string;
  dataDir?: string;
  pair?: string;
  desk?: string;
  fromBackup?: string;
  passphraseFile?: string;
  standbyFor?: string;
  withoutTls?: boolean;
  start?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
  root: string;
}

/** A number from an option, otherwise the present setting, otherwise the default. @throws {RefusalError} */
export function numberOf(
  one: TextPrompt<number>,
  typed: string | undefined,
  settings: Readonly<Record<string, string>>,
): number {
  return typed === undefined ? Number(settingIn(settings, one.setting!)) : parseOption(one, typed);
}

/** The answers from options, otherwise from the present installation, otherwise the defaults. @throws {RefusalError} */
export function proposedAnswers(
  options: SetupOptions,
  kind: InstallKind,
  place: InstallLocation,
  present: CurrentSetup,
): SetupAnswers {
  const { settings } = present;
  const { secretFile, heartbeatFile } = options;
  const clientId = options.clientId ?? settings['ENVOY_CLIENT_ID'];
  const url = options.publicUrl ?? settings['VESTIBULE_PUBLIC_URL'];
  const { company } = options;
  return {
    kind,
    company:
      company === undefined
        ? (settings['VESTIBULE_OFFICE_NAME'] ?? null)
        : parseOption(prompts.company, company),
    secret: secretFile === undefined ? null : parseOption(prompts.secret, secretInFile(secretFile)),
    clientId: clientId ? parseOption(prompts.clientId, clientId) : null,
    publicUrl: url ? parseOption(prompts.publicUrl, url) : null,
    ...tunnelOf(options, kind, present),
    lobbyPort: place.lobbyPort,
    ...screenOf(options, settings),
    notifications: toldOf(options, present),
    heartbeat:
      heartbeatFile === undefined
        ? null
        : parseOption(prompts.heartbeat, secretInFile(heartbeatFile)),
    liveness: options.liveness ?? (settingIn(settings, 'VESTIBULE_LIVENESS') as LivenessMode),
    retentionDays: numberOf(prompts.retentionDays, options.retentionDays, settings),
    signInDays: numberOf(prompts.signInDays, options.signInDays, settings),
    consent: consentOf(options, settings),
  };
}

function screenOf(
  { screenHost, screen, yes, json }: SetupOptions,
  settings: Readonly<Record<string, string>>,
): Pick<SetupAnswers, 'screen' | 'screenHosts'> {
  const hosts = screenHost?.map((host) => parseOption(prompts.screenHost, host));
  const screenHosts = hosts ?? hostsIn(settings['VESTIBULE_LOBBY_ORIGINS'] ?? '');
  const where = screen ?? (screenHosts.length > 0 ? 'elsewhere' : 'here');
  if (where === 'elsewhere' && screenHosts.length === 0 && (yes || json)) {
    throw new RefusalError(
      'bad_answer',
      'A screen elsewhere needs --screen-host: the name or address by which its machine reaches this one. Nothing was written.',
    );
  }
  return { screen: where, screenHosts: where === 'here' ? [] : screenHosts };
}

function tunnelOf(
  { tunnel: given, tunnelTokenFile }: SetupOptions,
  kind: InstallKind,
  present: CurrentSetup,
): Pick<SetupAnswers, 'tunnel' | 'tunnelToken'> {
  const tunnel = given ?? present.tunnel ?? 'cloudflared';
  if (tunnelTokenFile === undefined) return { tunnel, tunnelToken: null };
  if (kind === 'service' && takesToken(tunnel)) {
    return { tunnel, tunnelToken: parseOption(prompts.tunnelToken, secretInFile(tunnelTokenFile)) };
  }
  throw new RefusalError(
    'bad_answer',
    '--tunnel-token-file is for a service with --tunnel cloudflared or ngrok. Nothing was written.',
  );
}

/** The value in the file, otherwise the default. */
function settingIn(settings: Readonly<Record<string, string>>, name: SettingName): string {
  return settings[name] ?? usual(name);
}

function usual(name: SettingName): string {
  const { default: value } = settingSchemas[name] as { default?: string | number | boolean };
  return String(value ?? '');
}

function hostsIn(origins: string): string[] {
  return origins
    .split(',')
    .filter((origin) => URL.canParse(origin.trim()))
    .map((origin) => new URL(origin.trim()).hostname.replace(/^\[(.*)\]$/, '$1'));
}

function toldOf(options: SetupOptions, present: CurrentSetup): NotificationAnswer {
  const { tell = present.hasNotifyFile ? 'keep' : 'nobody' } = options;
  if (tell === 'nobody' && present.hasNotifyFile) {
    throw new RefusalError(
      'bad_answer',
      `To have nobody told any more, take rules and alerts out of ${present.notifyFile}: docs/notifications.md says how. Nothing was written.`,
    );
  }
  if (tell === 'nobody' || tell === 'keep') return { by: tell };
  if (tell !== 'email') {
    const { webhookFile } = options;
    if (webhookFile === undefined) return { by: tell, address: null };
    return { by: tell, address: parseOption(prompts.webhook, secretInFile(webhookFile)) };
  }
  const needed = (one: TextPrompt<string>, typed: string | undefined) => {
    if (typed !== undefined) return parseOption(one, typed);
    if (!options.yes && !options.json) return '';
    throw new RefusalError('bad_answer', `--tell email needs ${flagOf(one)}. Nothing was written.`);
  };
  const { smtpPasswordFile, smtpUser } = options;
  return {
    by: 'email',
    to: needed(prompts.tellTo, options.tellTo),
    server: needed(prompts.smtp, options.smtp),
    port: options.smtpPort === undefined ? 587 : parseOption(prompts.smtpPort, options.smtpPort),
    from: needed(prompts.mailFrom, options.mailFrom),
    user: smtpUser ?? null,
    password: smtpPasswordFile === undefined ? null : secretInFile(smtpPasswordFile),
  };
}

function consentOf(
  { consent, privacyContact, ...options }: SetupOptions,
  settings: Readonly<Record<string, string>>,
): ConsentAnswer {
  if (consent !== undefined) return { from: 'file', file: consent };
  if (privacyContact === undefined) return { from: 'nowhere' };
  const company = options.company ?? settings['VESTIBULE_OFFICE_NAME'];
  if (company === undefined) {
    throw new RefusalError(
      'bad_answer',
      'The usual text needs --company beside --privacy-contact. Nothing was written.',
    );
  }
  return {
    from: 'template',
    company: parseOption(prompts.company, company),
    contact: parseOption(prompts.privacyContact, privacyContact),
  };
}
