import { confirm, isCancel, log, note, password, select, text } from '@clack/prompts';
import { livenessModes } from '../../../server/config/liveness.ts';
import { RefusalError } from '../../terminal/answer.ts';
import type {
  SetupAnswers,
  ConsentAnswer,
  InstallKind,
  NotificationAnswer,
} from '../../../server/installation/setup/answers.ts';
import { prompts, type ChoicePrompt, type TextPrompt } from './prompts.ts';
import type { CurrentSetup } from '../../../server/installation/setup/current-setup.ts';
import { takesToken } from '../../../server/installation/setup/tunnel-unit.ts';
import { label, UnusableError } from './valid.ts';

/** Thrown when somebody stops, so all questions come before the first write. */
const cancelled = new RefusalError('cancelled', 'Stopped. Nothing was written.');

/** @throws {RefusalError} after Ctrl-C or Escape */
async function answerOf<T>(asked: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await asked;
  if (isCancel(answer)) throw cancelled;
  return answer as Exclude<T, symbol>;
}

/** "No" ends the command too. @throws {RefusalError} */
export async function mustAgree(message: string, isLikely: boolean): Promise<void> {
  if (!(await agrees(message, isLikely))) throw cancelled;
}

export function agrees(message: string, initialValue: boolean): Promise<boolean> {
  return answerOf(confirm({ message, initialValue }));
}

/** The mistake in a typed answer; undefined when there is none. */
function mistakeIn(read: (text: string) => unknown, typed: string | undefined): string | undefined {
  try {
    read(typed ?? '');
    return undefined;
  } catch (error) {
    if (error instanceof UnusableError) return error.message;
    throw error;
  }
}

/** @param before the present answer, to be changed or kept */
async function line<T>(one: TextPrompt<T>, before?: string | null): Promise<T | null> {
  const { question = '', placeholder, isOptional = false, read } = one;
  const typed = await answerOf(
    text({
      message: question,
      ...(before ? { initialValue: before } : {}),
      ...(placeholder !== undefined && { placeholder }),
      validate: (value) =>
        isOptional && !value?.trim() ? undefined : mistakeIn(read, value ?? ''),
    }),
  );
  return typed?.trim() ? read(typed) : null;
}

export async function askHidden<T>(one: TextPrompt<T>, isStored: boolean): Promise<T | null> {
  const { question = '', isOptional = false, read } = one;
  const typed = await answerOf(
    password({
      message: isStored ? `${question} (empty: the stored one stays)` : question,
      validate: (value) =>
        (isStored || isOptional) && !value ? undefined : mistakeIn(read, value),
    }),
  );
  return typed ? read(typed) : null;
}

function pick<V extends string>(
  { question = '', values, shown: labels }: ChoicePrompt<V>,
  initialValue: V,
  among: readonly V[] = values,
): Promise<V> {
  const options = among.map((value) => ({ value, ...labels[value] }));
  return answerOf(select<string>({ message: question, options, initialValue })) as Promise<V>;
}

export function askForKind(proposed: InstallKind): Promise<InstallKind> {
  return pick(prompts.kind, proposed);
}

/**
 * Asks first what an installer knows at the beginning, then what can follow later. Enter takes the present or given
 * answer.
 */
export async function askFor(proposed: SetupAnswers, present: CurrentSetup): Promise<SetupAnswers> {
  note(
    'Three questions first. Enter takes the answer that is shown.\nNothing is written before you have seen every file and agreed; Ctrl-C\nends it at any question.',
    'Vestibule: set-up',
  );
  const company = await line(prompts.company, proposed.company);
  const notifications = await askForNotifications(proposed.notifications, present);
  const tunnel = await pick(prompts.tunnel, proposed.tunnel);
  const tunnelToken =
    proposed.tunnelToken ??
    (proposed.kind === 'service' && takesToken(tunnel)
      ? await askHidden(prompts.tunnelToken, present.hasTunnelToken)
      : null);
  const publicUrl = await line(prompts.publicUrl, proposed.publicUrl);
  const known = { ...proposed, company, notifications, tunnel, tunnelToken, publicUrl };
  const withEnvoy = { ...known, ...(await askForEnvoy(known, present)) };
  const isMore = await agrees('Change more? The defaults fit most offices.', false);
  return isMore ? askForMore(withEnvoy, present) : withEnvoy;
}

/** Until Envoy's values are set, the service holds every visitor. */
async function askForEnvoy(
  { secret, clientId }: SetupAnswers,
  { hasSecret }: CurrentSetup,
): Promise<Pick<SetupAnswers, 'secret' | 'clientId'>> {
  if (secret !== null) return { secret, clientId };
  const isStored = hasSecret('ENVOY_CLIENT_SECRET');
  const { question } = prompts.secret;
  const orLater = {
    ...{ ...prompts.secret, isOptional: true },
    ...(!isStored && { question: `${question} (empty: later, and all visitors are held)` }),
  };
  const typed = await askHidden(orLater, isStored);
  if (typed === null && !isStored) return { secret, clientId };
  return { secret: typed, clientId: await line(prompts.clientId, clientId) };
}

async function askForMore(proposed: SetupAnswers, present: CurrentSetup): Promise<SetupAnswers> {
  log.step('The lobby screen');
  const screen = await askForScreen(proposed);
  log.step('People');
  const heartbeat =
    proposed.heartbeat ?? (await askHidden(prompts.heartbeat, present.hasSecret('HEARTBEAT_URL')));
  const modes = livenessModes.filter((mode) => mode !== 'off' || proposed.liveness === 'off');
  const liveness = await pick(prompts.liveness, proposed.liveness, modes);
  log.step('Privacy');
  const retentionDays = await line(prompts.retentionDays, String(proposed.retentionDays));
  const signInDays = await line(prompts.signInDays, String(proposed.signInDays));
  return {
    ...proposed,
    ...screen,
    heartbeat,
    liveness,
    retentionDays: retentionDays ?? proposed.retentionDays,
    signInDays: signInDays ?? proposed.signInDays,
    consent: await askForConsent(proposed.consent, proposed.company),
  };
}

/** Name for the first desk account; null: none yet. */
export function askForDeskName(): Promise<string | null> {
  return line({
    flag: '--desk',
    what: '',
    question: 'Your name: it gets an account at the front desk (empty: later)',
    isOptional: true,
    read: label,
  });
}

/** Name of the first visitor, who is enrolled and signs in; null: nobody yet. */
export function askForVisitorName(): Promise<string | null> {
  return line({
    flag: '--desk',
    what: '',
    question: 'Your name, as you type it at the iPad (empty: later)',
    isOptional: true,
    read: label,
  });
}

async function askForScreen(
  proposed: SetupAnswers,
): Promise<Pick<SetupAnswers, 'screen' | 'screenHosts' | 'lobbyPort'>> {
  const screen = await pick(prompts.screen, proposed.screen);
  const host =
    screen === 'here' ? null : await line(prompts.screenHost, proposed.screenHosts[0] ?? null);
  const port = await line(prompts.lobbyPort, String(proposed.lobbyPort));
  return {
    screen,
    screenHosts: host === null ? [] : [host],
    lobbyPort: port ?? proposed.lobbyPort,
  };
}

async function askForNotifications(
  notifications: NotificationAnswer,
  { hasSecret, ...present }: CurrentSetup,
): Promise<NotificationAnswer> {
  const { hasNotifyFile, notifyFile } = present;
  const { shown: labels } = prompts.told;
  const question = {
    ...prompts.told,
    shown: { ...labels, keep: { ...labels.keep, hint: notifyFile } },
  };
  const first = hasNotifyFile ? 'keep' : 'nobody';
  const by = await pick(question, notifications.by, [first, 'email', 'slack', 'teams']);
  switch (by) {
    case 'nobody':
    case 'keep':
      return { by };
    case 'email':
      return askForMail(
        notifications.by === 'email' ? notifications : null,
        hasSecret('NOTIFY_SMTP_PASSWORD'),
      );
    default: {
      const from = `The webhook address from ${by === 'slack' ? 'Slack' : 'Teams'}`;
      const isStored = hasSecret('NOTIFY_DESK_URL');
      return { by, address: await askHidden({ ...prompts.webhook, question: from }, isStored) };
    }
  }
}

type Mail = Extract<NotificationAnswer, { by: 'email' }>;

async function askForMail(before: Mail | null, isStored: boolean): Promise<Mail> {
  const to = await line(prompts.tellTo, before?.to);
  const server = await line(prompts.smtp, before?.server);
  const port = await line(prompts.smtpPort, String(before?.port ?? 587));
  const from = await line(prompts.mailFrom, before?.from);
  const user = await line(prompts.smtpUser, before?.user);
  const secret = user === null ? null : await askHidden(prompts.smtpPassword, isStored);
  return {
    by: 'email',
    to: to ?? '',
    server: server ?? '',
    port: port ?? 587,
    from: from ?? '',
    user,
    password: secret,
  };
}

async function askForConsent(
  consent: ConsentAnswer,
  company: string | null,
): Promise<ConsentAnswer> {
  if (consent.from === 'file') return consent;
  const question = 'Publish a text that people agree to when they enrol?';
  if (!(await agrees(question, true))) return { from: 'nowhere' };
  const before = consent.from === 'template' ? consent.contact : null;
  const contact = await line(prompts.privacyContact, before);
  return { from: 'template', company: company ?? '', contact: contact ?? '' };
}
