import { Option, type Command } from 'commander';
import { livenessFacts, livenessModes } from '../../../server/config/liveness.ts';
import type { SettingName } from '../../../server/config/settings.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { collectValues } from '../../terminal/program.ts';
import {
  channels,
  installKinds,
  screens,
  type SetupAnswers,
} from '../../../server/installation/setup/answers.ts';
import type { InstallLocation } from '../../../server/installation/setup/install-location.ts';
import { tunnels } from '../../../server/installation/setup/files.ts';
import {
  envoySecret,
  requireText,
  heartbeatAddress,
  label,
  localHost,
  mailAddress,
  mailPort,
  mailServer,
  publicUrl,
  setting,
  tunnelToken,
  UnusableError,
  webhookAddress,
} from './valid.ts';

/** A prompt: an option of the command and, if it has a question, also a question at a terminal. */
interface Prompt {
  flag: string;
  what: string;
  question?: string;
  /** The setting that stores the answer. */
  setting?: SettingName;
}

export interface TextPrompt<T> extends Prompt {
  placeholder?: string;
  /** Whether an empty line is a valid answer. */
  isOptional?: boolean;
  /** Whether it may be given several times. */
  isRepeated?: boolean;
  /** Parses the typed answer, or the contents of the file that the option names. @throws {Unusable} */
  read: (text: string) => T;
}

export interface ChoicePrompt<V extends string> extends Prompt {
  values: readonly V[];
  shown: Partial<Record<V, { label?: string; hint?: string }>>;
}

const text = <T>(asked: TextPrompt<T>) => asked;
const choice = <V extends string>(asked: ChoicePrompt<V>) => asked;
const number = (name: SettingName, asked: Prompt) =>
  text({ ...asked, setting: name, read: (typed) => Number(setting(name, typed)) });
const trimmed = (typed: string) => typed.trim();

/** The single definition of every prompt of setup, in the order of the options. */
export const prompts = {
  kind: choice({
    flag: '--as <kind>',
    what: 'run by systemd, or by npm start in this folder',
    question: 'How is the service run?',
    values: installKinds,
    shown: {
      service: { label: 'by systemd', hint: 'a lobby machine; needs root' },
      folder: { label: 'by npm start, in this folder', hint: 'to try it, or elsewhere' },
    },
  }),
  company: text({
    flag: '--company <name>',
    what: 'the name of the company, shown on the lobby screen',
    question: 'What is your company called?',
    setting: 'VESTIBULE_OFFICE_NAME',
    read: label,
  }),
  told: choice({
    flag: '--tell <how>',
    what: 'who gets a message when a visitor is held',
    question: 'Who gets a message when a visitor is held?',
    values: channels,
    shown: {
      nobody: { label: 'nobody yet', hint: 'the desk’s page shows them' },
      keep: { label: 'as it is' },
      email: { label: 'an e-mail address' },
      slack: { label: 'a Slack channel' },
      teams: { label: 'a Teams channel' },
    },
  }),
  webhook: text({
    flag: '--webhook-file <file>',
    what: 'of Slack or Teams: the address to tell',
    question: 'The webhook address from that channel',
    read: webhookAddress,
  }),
  tellTo: text({
    flag: '--tell-to <address>',
    what: 'of e-mail: whom to tell',
    question: 'Their e-mail address',
    read: mailAddress,
  }),
  smtp: text({
    flag: '--smtp <host>',
    what: 'of e-mail: the server',
    question: 'Which SMTP server sends it?',
    read: mailServer,
  }),
  smtpPort: text({
    flag: '--smtp-port <number>',
    what: 'of e-mail: its port (587: STARTTLS; 465: TLS)',
    question: 'Its port (587: STARTTLS; 465: TLS)',
    read: mailPort,
  }),
  mailFrom: text({
    flag: '--mail-from <address>',
    what: "of e-mail: the sender's address",
    question: 'The sender’s address',
    read: mailAddress,
  }),
  smtpUser: text({
    flag: '--smtp-user <name>',
    what: 'of e-mail: who signs in at the server',
    question: 'User at that server (empty: none)',
    isOptional: true,
    read: trimmed,
  }),
  smtpPassword: text({
    flag: '--smtp-password-file <file>',
    what: 'of e-mail: their password',
    question: 'Their password',
    read: requireText,
  }),
  tunnel: choice({
    flag: '--tunnel <kind>',
    what: 'the tunnel that Envoy comes through',
    question: 'How does Envoy reach this machine?',
    values: tunnels,
    shown: {
      cloudflared: { hint: 'Cloudflare, your own name' },
      tailscale: { hint: 'Tailscale Funnel' },
      ngrok: { hint: 'ngrok, with a traffic policy' },
      caddy: { hint: 'Caddy on this machine, which is reached from outside' },
      nginx: { hint: 'nginx, with your certificate' },
      none: { hint: 'another one, which is not set up here' },
    },
  }),
  tunnelToken: text({
    flag: '--tunnel-token-file <file>',
    what: 'of cloudflared or ngrok: its token; a unit then keeps the tunnel open',
    question: 'The token of the tunnel (empty: later, or it runs already)',
    isOptional: true,
    read: tunnelToken,
  }),
  publicUrl: text({
    flag: '--public-url <address>',
    what: 'where Envoy reaches this machine',
    question: 'Under which address? (empty: not known yet)',
    placeholder: 'https://hook.acme.com',
    isOptional: true,
    setting: 'VESTIBULE_PUBLIC_URL',
    read: publicUrl,
  }),
  secret: text({
    flag: '--secret-file <file>',
    what: "Envoy's client secret",
    question: 'The client secret of your app in Envoy',
    read: envoySecret,
  }),
  clientId: text({
    flag: '--client-id <id>',
    what: "the app's client id, for lines in the visitor log",
    question: 'Envoy client ID (optional; needed to log approvals)',
    isOptional: true,
    setting: 'ENVOY_CLIENT_ID',
    read: (typed) => setting('ENVOY_CLIENT_ID', typed),
  }),
  hookPort: number('VESTIBULE_HOOK_PORT', {
    flag: '--hook-port <number>',
    what: 'the port that the tunnel leads to',
  }),
  lobbyPort: number('VESTIBULE_LOBBY_PORT', {
    flag: '--lobby-port <number>',
    what: 'the port of the lobby page',
    question: 'On which port is the lobby page?',
  }),
  screen: choice({
    flag: '--screen <where>',
    what: 'the machine of the lobby screen',
    question: 'Where is the lobby screen, with its camera?',
    values: screens,
    shown: {
      here: { label: 'on this machine' },
      elsewhere: { label: 'on another one', hint: 'a certificate is made for it' },
    },
  }),
  screenHost: text({
    flag: '--screen-host <name>',
    what: 'how a screen elsewhere reaches this machine',
    question: 'By which name or address does that machine reach this one?',
    placeholder: '192.0.2.10',
    isRepeated: true,
    read: localHost,
  }),
  heartbeat: text({
    flag: '--heartbeat-file <file>',
    what: 'the address that gets a call each minute while visitors can be checked',
    question: 'Heartbeat URL of your monitoring (optional)',
    isOptional: true,
    read: heartbeatAddress,
  }),
  liveness: choice({
    flag: '--liveness <mode>',
    what: 'how a face shows that it is alive',
    question: 'Liveness check?',
    values: livenessModes,
    shown: Object.fromEntries(
      livenessModes.map((mode) => [mode, { label: mode, hint: livenessFacts[mode].letsIn }]),
    ),
    setting: 'VESTIBULE_LIVENESS',
  }),
  retentionDays: number('VESTIBULE_RETENTION_DAYS', {
    flag: '--retention-days <days>',
    what: 'after their last visit, people are erased',
    question: 'Days after their last visit until somebody is erased',
  }),
  signInDays: number('VESTIBULE_SIGN_IN_RETENTION_DAYS', {
    flag: '--sign-in-days <days>',
    what: 'so long the record of a sign-in is kept',
    question: 'Days that the record of a sign-in is kept',
  }),
  consent: text({
    flag: '--consent <file>',
    what: 'publish this text for people to agree to',
    read: trimmed,
  }),
  privacyContact: text({
    flag: '--privacy-contact <address>',
    what: 'publish the usual consent text, with this e-mail address',
    question: 'Where do people withdraw it? An e-mail address',
    read: mailAddress,
  }),
};

/** The options of the command. */
export function addPromptOptions(command: Command): Command {
  for (const one of Object.values<TextPrompt<unknown> | ChoicePrompt<string>>(prompts)) {
    const option = new Option(one.flag, one.what);
    if ('values' in one) option.choices(one.values);
    else if (one.isRepeated) option.argParser(collectValues);
    command.addOption(option);
  }
  return command;
}

/** The answers that are settings; null removes a setting. */
export function answeredSettings(
  answers: SetupAnswers & InstallLocation,
): Partial<Record<SettingName, string | null>> {
  return Object.fromEntries(
    Object.entries(prompts).flatMap(([name, { setting }]) => {
      const value = answers[name as keyof typeof answers] as string | number | null;
      return setting ? [[setting, value === null ? null : String(value)]] : [];
    }),
  );
}

export function flagOf({ flag }: Prompt): string {
  return flag.split(' ')[0]!;
}

/** Parses the value of an option. @throws {RefusalError} that names the option */
export function parseOption<T>(one: TextPrompt<T>, typed: string): T {
  try {
    return one.read(typed);
  } catch (error) {
    if (!(error instanceof UnusableError)) throw error;
    throw new RefusalError('bad_answer', `${flagOf(one)}: ${error.message} Nothing was written.`);
  }
}
