import { confirm, isCancel, log, note, password, select, text } from '@clack/prompts';
import { livenessInWords, livenessModes } from '../../../server/config/liveness.ts';
import { Refusal } from '../../terminal/answer.ts';
import type { Answers, ConsentAnswer, Kind, ScreenPlace, Told } from './answers.ts';
import { tunnels } from './files.ts';
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

/** Thrown wherever somebody goes no further, so nothing may have been written before. */
const cancelled = new Refusal('cancelled', 'Stopped. Nothing was written.');

/** @throws {Refusal} after Ctrl-C or Escape */
async function answerOf<T>(asked: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await asked;
  if (isCancel(answer)) throw cancelled;
  return answer as Exclude<T, symbol>;
}

/** Ends at "no" too. @throws {Refusal} */
export async function mustAgree(message: string, isLikely: boolean): Promise<void> {
  if (!(await agrees(message, isLikely))) throw cancelled;
}

export function agrees(message: string, initialValue: boolean): Promise<boolean> {
  return answerOf(confirm({ message, initialValue }));
}

/** What is wrong with it; undefined when it can be used. */
function mistakeIn(read: (text: string) => unknown, typed: string | undefined): string | undefined {
  try {
    read(typed ?? '');
    return undefined;
  } catch (error) {
    if (error instanceof Unusable) return error.message;
    throw error;
  }
}

interface Line {
  message: string;
  /** To be changed or taken as it is. */
  before?: string | null;
  placeholder?: string;
  /** An empty line is an answer, too. */
  isOptional?: boolean;
}

async function line<T>(
  { message, before, placeholder, isOptional = false }: Line,
  read: (text: string) => T,
): Promise<T | null> {
  const typed = await answerOf(
    text({
      message,
      ...(before ? { initialValue: before } : {}),
      ...(placeholder !== undefined && { placeholder }),
      validate: (value) =>
        isOptional && !value?.trim() ? undefined : mistakeIn(read, value ?? ''),
    }),
  );
  return typed?.trim() ? read(typed) : null;
}

async function hidden<T>(message: string, isStored: boolean, read: (text: string) => T) {
  const typed = await answerOf(
    password({
      message: isStored ? `${message} (empty: the stored one stays)` : message,
      validate: (value) => (isStored && !value ? undefined : mistakeIn(read, value)),
    }),
  );
  return typed ? read(typed) : null;
}

export function askForKind(proposed: Kind): Promise<Kind> {
  return answerOf(
    select<Kind>({
      message: 'How is the service run?',
      options: [
        { value: 'service', label: 'by systemd', hint: 'a lobby machine; needs root' },
        { value: 'folder', label: 'by npm start, in this folder', hint: 'to try it, or elsewhere' },
      ],
      initialValue: proposed,
    }),
  );
}

/** Asks for everything, with what is there or was given as the answer that Enter takes. */
export async function askFor(proposed: Answers, present: Present): Promise<Answers> {
  note(
    'Enter takes the answer that is shown. Ctrl-C ends it at any question.\nNothing is written before you have seen every file and agreed.',
    'Vestibule: set-up',
  );
  log.step('Envoy');
  const secret = await askForSecret(proposed, present);
  const url = await line(
    {
      message: 'Where does Envoy reach this machine? (empty: not known yet)',
      before: proposed.publicUrl,
      placeholder: 'https://hook.acme.com',
      isOptional: true,
    },
    publicUrl,
  );
  const tunnel = await answerOf(
    select({
      message: 'Through which tunnel?',
      options: tunnels.map((value) => ({ value, hint: tunnelHints[value] })),
      initialValue: proposed.tunnel,
    }),
  );
  log.step('The lobby screen');
  const screen = await askForScreen(proposed);
  log.step('People');
  const told = await askWhoIsTold(proposed, present);
  const liveness = await answerOf(
    select({
      message: 'How does a face show that it is no picture?',
      options: livenessModes
        .filter((mode) => mode !== 'off' || proposed.liveness === 'off')
        .map((value) => ({ value, label: value, hint: livenessInWords[value] })),
      initialValue: proposed.liveness,
    }),
  );
  log.step('Privacy');
  const days =
    (name: 'VESTIBULE_RETENTION_DAYS' | 'VESTIBULE_SIGN_IN_RETENTION_DAYS') => (typed: string) =>
      Number(setting(name, typed));
  const retentionDays = await line(
    {
      message: 'Days after their last visit until somebody is erased',
      before: String(proposed.retentionDays),
    },
    days('VESTIBULE_RETENTION_DAYS'),
  );
  const signInDays = await line(
    { message: 'Days that the record of a sign-in is kept', before: String(proposed.signInDays) },
    days('VESTIBULE_SIGN_IN_RETENTION_DAYS'),
  );
  return {
    ...proposed,
    ...screen,
    secret: secret ?? proposed.secret,
    publicUrl: url,
    tunnel,
    told,
    liveness,
    retentionDays: retentionDays ?? proposed.retentionDays,
    signInDays: signInDays ?? proposed.signInDays,
    consent: await askForConsent(proposed.consent),
  };
}

const tunnelHints: Record<Answers['tunnel'], string> = {
  cloudflared: 'Cloudflare, a name of yours',
  tailscale: 'Tailscale Funnel',
  ngrok: 'ngrok, with a traffic policy',
  none: 'another one, which is not set up here',
};

function askForSecret({ secret }: Answers, { hasSecret }: Present): Promise<string | null> {
  if (secret !== null) return Promise.resolve(secret);
  const message = 'The client secret of your app in Envoy';
  return hidden(message, hasSecret('ENVOY_CLIENT_SECRET'), envoySecret);
}

async function askForScreen(
  proposed: Answers,
): Promise<Pick<Answers, 'screen' | 'screenHosts' | 'lobbyPort'>> {
  const screen = await answerOf(
    select<ScreenPlace>({
      message: 'Where is the lobby screen, with its camera?',
      options: [
        { value: 'here', label: 'on this machine' },
        { value: 'elsewhere', label: 'on another one', hint: 'a certificate is made for it' },
      ],
      initialValue: proposed.screen,
    }),
  );
  const host =
    screen === 'here'
      ? null
      : await line(
          {
            message: 'By which name or address does that machine reach this one?',
            before: proposed.screenHosts[0] ?? null,
            placeholder: '192.0.2.10',
          },
          localHost,
        );
  const port = await line(
    { message: 'On which port is the lobby page?', before: String(proposed.lobbyPort) },
    (typed) => Number(setting('VESTIBULE_LOBBY_PORT', typed)),
  );
  return {
    screen,
    screenHosts: host === null ? [] : [host],
    lobbyPort: port ?? proposed.lobbyPort,
  };
}

async function askWhoIsTold({ told }: Answers, present: Present): Promise<Told> {
  const by = await answerOf(
    select<Told['by']>({
      message: 'Who is told when a visitor is held?',
      options: [
        ...(present.hasNotifyFile
          ? [{ value: 'keep' as const, label: 'as it is', hint: present.notifyFile }]
          : [{ value: 'nobody' as const, label: 'nobody yet', hint: 'the desk’s page rings' }]),
        { value: 'email', label: 'an e-mail address' },
        { value: 'slack', label: 'a Slack channel' },
        { value: 'teams', label: 'a Teams channel' },
      ],
      initialValue: told.by,
    }),
  );
  if (by === 'nobody' || by === 'keep') return { by };
  if (by !== 'email') {
    const name = by === 'slack' ? 'Slack' : 'Teams';
    const isStored = present.hasSecret('NOTIFY_DESK_URL');
    return {
      by,
      address: await hidden(`The webhook address from ${name}`, isStored, webhookAddress),
    };
  }
  const before = told.by === 'email' ? told : null;
  const ask = (message: string, was: string | undefined, read: (typed: string) => string) =>
    line({ message, before: was ?? null }, read);
  const to = await ask('Their e-mail address', before?.to, mailAddress);
  const server = await ask('The SMTP server (port 587, STARTTLS)', before?.server, mailServer);
  const from = await ask('The sender’s address', before?.from, mailAddress);
  const user = await line(
    {
      message: 'User at that server (empty: none)',
      before: before?.user ?? null,
      isOptional: true,
    },
    (typed) => typed.trim(),
  );
  const isStored = present.hasSecret('NOTIFY_SMTP_PASSWORD');
  const secret = user === null ? null : await hidden('Their password', isStored, filled);
  return { by, to: to ?? '', server: server ?? '', from: from ?? '', user, password: secret };
}

function filled(text: string): string {
  if (text === '') throw new Unusable('There is nothing in it.');
  return text;
}

async function askForConsent(consent: ConsentAnswer): Promise<ConsentAnswer> {
  if (consent.from === 'file') return consent;
  const isWanted = await agrees(
    'Publish a text that people agree to when they enrol?',
    consent.from === 'template',
  );
  if (!isWanted) return { from: 'nowhere' };
  const before = consent.from === 'template' ? consent : null;
  const company = await line(
    { message: 'The company’s name', before: before?.company ?? null },
    label,
  );
  const contact = await line(
    {
      message: 'Where do people withdraw it? An e-mail address',
      before: before?.contact ?? null,
    },
    mailAddress,
  );
  return { from: 'template', company: company ?? '', contact: contact ?? '' };
}
