import { confirm, isCancel, log, note, password, select, text } from '@clack/prompts';
import { livenessModes } from '../../../server/config/liveness.ts';
import { RefusalError } from '../../terminal/answer.ts';
import type { SetupAnswers, ConsentAnswer, InstallKind, NotificationAnswer } from './answers.ts';
import { prompts, type ChoicePrompt, type TextPrompt } from './prompts.ts';
import type { CurrentSetup } from './current-setup.ts';
import { UnusableError } from './valid.ts';

/** Thrown wherever someone goes no further, so nothing may have been written before. */
const cancelled = new RefusalError('cancelled', 'Stopped. Nothing was written.');

/** @throws {RefusalError} after Ctrl-C or Escape */
async function answerOf<T>(asked: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await asked;
  if (isCancel(answer)) throw cancelled;
  return answer as Exclude<T, symbol>;
}

/** Ends at "no" too. @throws {RefusalError} */
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
    if (error instanceof UnusableError) return error.message;
    throw error;
  }
}

/** @param before to be changed or taken as it is */
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

/** Asks for everything, with what is there or was given as the answer that Enter takes. */
export async function askFor(proposed: SetupAnswers, present: CurrentSetup): Promise<SetupAnswers> {
  note(
    'Enter takes the answer that is shown. Ctrl-C ends it at any question.\nNothing is written before you have seen every file and agreed.',
    'Vestibule: set-up',
  );
  const { hasSecret } = present;
  log.step('Envoy');
  const secret =
    proposed.secret ?? (await askHidden(prompts.secret, hasSecret('ENVOY_CLIENT_SECRET')));
  const clientId = await line(prompts.clientId, proposed.clientId);
  const url = await line(prompts.publicUrl, proposed.publicUrl);
  const tunnel = await pick(prompts.tunnel, proposed.tunnel);
  log.step('The lobby screen');
  const screen = await askForScreen(proposed);
  log.step('People');
  const notifications = await askForNotifications(proposed.notifications, present);
  const heartbeat =
    proposed.heartbeat ?? (await askHidden(prompts.heartbeat, hasSecret('HEARTBEAT_URL')));
  const modes = livenessModes.filter((mode) => mode !== 'off' || proposed.liveness === 'off');
  const liveness = await pick(prompts.liveness, proposed.liveness, modes);
  log.step('Privacy');
  const retentionDays = await line(prompts.retentionDays, String(proposed.retentionDays));
  const signInDays = await line(prompts.signInDays, String(proposed.signInDays));
  return {
    ...proposed,
    ...screen,
    secret,
    clientId,
    publicUrl: url,
    tunnel,
    notifications,
    heartbeat,
    liveness,
    retentionDays: retentionDays ?? proposed.retentionDays,
    signInDays: signInDays ?? proposed.signInDays,
    consent: await askForConsent(proposed.consent),
  };
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
  const from = await line(prompts.mailFrom, before?.from);
  const user = await line(prompts.smtpUser, before?.user);
  const secret = user === null ? null : await askHidden(prompts.smtpPassword, isStored);
  return {
    by: 'email',
    to: to ?? '',
    server: server ?? '',
    from: from ?? '',
    user,
    password: secret,
  };
}

async function askForConsent(consent: ConsentAnswer): Promise<ConsentAnswer> {
  if (consent.from === 'file') return consent;
  const isWanted = await agrees(
    'Publish a text that people agree to when they enrol?',
    consent.from === 'template',
  );
  if (!isWanted) return { from: 'nowhere' };
  const before = consent.from === 'template' ? consent : null;
  const company = await line(prompts.company, before?.company);
  const contact = await line(prompts.privacyContact, before?.contact);
  return { from: 'template', company: company ?? '', contact: contact ?? '' };
}
