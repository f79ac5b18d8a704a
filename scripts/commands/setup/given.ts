import { readFileSync } from 'node:fs';
import type { LivenessMode } from '../../../server/config/liveness.ts';
import { settingSchemas, type SettingName } from '../../../server/config/settings.ts';
import { Refusal } from '../../terminal/answer.ts';
import type { Answers, ChannelKind, ConsentAnswer, Kind, ScreenPlace, Told } from './answers.ts';
import type { Tunnel } from './files.ts';
import type { Place } from './place.ts';
import type { Present } from './present.ts';
import {
  envoySecret,
  label,
  localHost,
  mailAddress,
  mailServer,
  publicUrl,
  setting,
  Unusable,
  webhookAddress,
} from './valid.ts';

/** The options of the command, as they were typed. */
export interface Given {
  as?: Kind;
  secretFile?: string;
  publicUrl?: string;
  tunnel?: Tunnel;
  hookPort?: string;
  lobbyPort?: string;
  screen?: ScreenPlace;
  screenHost?: string[];
  tell?: ChannelKind;
  webhookFile?: string;
  tellTo?: string;
  smtp?: string;
  mailFrom?: string;
  smtpUser?: string;
  smtpPasswordFile?: string;
  liveness?: LivenessMode;
  retentionDays?: string;
  signInDays?: string;
  consent?: string;
  company?: string;
  privacyContact?: string;
  user?: string;
  dataDir?: string;
  pair?: string;
  start?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
  root: string;
}

/** What an option says, by the rule for it. @throws {Refusal} that names the option */
function given<T>(option: string, text: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    throw new Refusal('bad_answer', `${option}: ${error.message} Nothing was written.`);
  }
}

/** A port that an option gives, else the one that is set, else the usual one. @throws {Refusal} */
export function portOf(
  option: string,
  typed: string | undefined,
  name: 'VESTIBULE_HOOK_PORT' | 'VESTIBULE_LOBBY_PORT',
  settings: Readonly<Record<string, string>>,
): number {
  if (typed !== undefined) return given(option, typed, (text) => Number(setting(name, text)));
  return Number(settingIn(settings, name));
}

/** The answers of options, else of what is there, else the usual ones. @throws {Refusal} */
export function proposedAnswers(
  options: Given,
  kind: Kind,
  place: Place,
  present: Present,
): Answers {
  const { settings } = present;
  const from = (name: SettingName) => settingIn(settings, name);
  const days = (option: string, typed: string | undefined, name: SettingName) =>
    Number(typed === undefined ? from(name) : given(option, typed, (text) => setting(name, text)));
  const hosts = options.screenHost?.map((host) => given('--screen-host', host, localHost));
  const screenHosts = hosts ?? hostsIn(settings['VESTIBULE_LOBBY_ORIGINS'] ?? '');
  const usualScreen = screenHosts.length > 0 ? 'elsewhere' : 'here';
  const screen = options.screen ?? usualScreen;
  const url = options.publicUrl ?? settings['VESTIBULE_PUBLIC_URL'];
  if (screen === 'elsewhere' && screenHosts.length === 0 && (options.yes || options.json)) {
    throw new Refusal(
      'bad_answer',
      'A screen elsewhere needs --screen-host: the name or address by which its machine reaches this one. Nothing was written.',
    );
  }
  return {
    kind,
    secret:
      options.secretFile === undefined
        ? null
        : given('--secret-file', contentOf(options.secretFile), envoySecret),
    publicUrl: url ? given('--public-url', url, publicUrl) : null,
    tunnel: options.tunnel ?? present.tunnel ?? 'cloudflared',
    lobbyPort: place.lobbyPort,
    screen,
    screenHosts: screen === 'here' ? [] : screenHosts,
    told: toldOf(options, present),
    liveness: options.liveness ?? (from('VESTIBULE_LIVENESS') as LivenessMode),
    retentionDays: days('--retention-days', options.retentionDays, 'VESTIBULE_RETENTION_DAYS'),
    signInDays: days('--sign-in-days', options.signInDays, 'VESTIBULE_SIGN_IN_RETENTION_DAYS'),
    consent: consentOf(options),
  };
}

/** As the file has it, else the default. */
export function settingIn(settings: Readonly<Record<string, string>>, name: SettingName): string {
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

function toldOf(options: Given, present: Present): Told {
  const { tell = present.hasNotifyFile ? 'keep' : 'nobody' } = options;
  if (tell === 'nobody' && present.hasNotifyFile) {
    throw new Refusal(
      'bad_answer',
      `To have nobody told any more, take rules and alerts out of ${present.notifyFile}: docs/notifications.md says how. Nothing was written.`,
    );
  }
  if (tell === 'nobody' || tell === 'keep') return { by: tell };
  if (tell !== 'email') {
    const { webhookFile } = options;
    if (webhookFile === undefined) return { by: tell, address: null };
    const address = given('--webhook-file', contentOf(webhookFile), webhookAddress);
    return { by: tell, address };
  }
  const needed = (option: string, typed: string | undefined, read: (text: string) => string) => {
    if (typed !== undefined) return given(option, typed, read);
    if (!options.yes && !options.json) return '';
    throw new Refusal('bad_answer', `--tell email needs ${option}. Nothing was written.`);
  };
  const { smtpPasswordFile, smtpUser } = options;
  return {
    by: 'email',
    to: needed('--tell-to', options.tellTo, mailAddress),
    server: needed('--smtp', options.smtp, mailServer),
    from: needed('--mail-from', options.mailFrom, mailAddress),
    user: smtpUser ?? null,
    password: smtpPasswordFile === undefined ? null : contentOf(smtpPasswordFile),
  };
}

function consentOf({ consent, company, privacyContact }: Given): ConsentAnswer {
  if (consent !== undefined) return { from: 'file', file: consent };
  if (company === undefined && privacyContact === undefined) return { from: 'nowhere' };
  if (company === undefined || privacyContact === undefined) {
    throw new Refusal(
      'bad_answer',
      'The usual text needs both --company and --privacy-contact. Nothing was written.',
    );
  }
  return {
    from: 'template',
    company: given('--company', company, label),
    contact: given('--privacy-contact', privacyContact, mailAddress),
  };
}

/** Of a file that holds a secret and nothing else; `-` is standard input. */
function contentOf(file: string): string {
  return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
}
