import { confirm, isCancel, note, password, select, text, type Option } from '@clack/prompts';
import {
  channels,
  type CameraGuard,
  type SetupAnswers,
  type TypedAnswer,
} from '#server/installation/setup/answers.ts';
import type { CurrentSetup } from '#server/installation/setup/current-setup.ts';
import { countries, lawOf, type OfficeCountry } from '#server/installation/setup/laws.ts';
import { takesToken, tunnelHint, tunnels } from '#server/installation/setup/tunnels.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { fields, isSecret, UnusableError } from './fields.ts';

/** All questions come before the first write. @throws {RefusalError} after Ctrl-C or Escape */
async function answerOf<T>(reply: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await reply;
  if (isCancel(answer)) throw new RefusalError('cancelled', 'Stopped. Nothing was written.');
  return answer as Exclude<T, symbol>;
}

/** @throws {RefusalError} after "No" */
export async function mustAgree(message: string): Promise<void> {
  if (await answerOf(confirm({ message }))) return;
  throw new RefusalError('cancelled', 'Stopped. Nothing was written.');
}

interface Typing {
  /** The present answer, to be changed or kept. */
  before?: string | null | undefined;
  /** What an empty line means; without it, an empty line is no answer. */
  empty?: string | undefined;
}

/** Asks until the answer can be used. @returns null for an empty line */
async function line(name: TypedAnswer, { before, empty }: Typing): Promise<string | null> {
  const { question, placeholder, read } = fields[name];
  const isNone = (typed: string) => empty !== undefined && /^(later)?$/i.test(typed);
  const validate = (typed = '') => {
    try {
      if (!isNone(typed.trim())) read(typed.trim());
      return undefined;
    } catch (error) {
      if (error instanceof UnusableError) return error.message;
      throw error;
    }
  };
  const message = empty === undefined ? question : `${question} (empty: ${empty})`;
  const seen = { ...(before && { initialValue: before }), ...(placeholder && { placeholder }) };
  const reply = isSecret(name)
    ? password({ message, validate })
    : text({ message, validate, ...seen });
  const typed = ((await answerOf(reply)) ?? '').trim();
  return isNone(typed) ? null : read(typed);
}

/** @returns nothing to keep the stored secret, or to do without one for now */
async function askHidden(
  name: TypedAnswer,
  given: string | null | undefined,
  isStored: boolean,
  without?: string,
): Promise<Partial<Record<TypedAnswer, string>>> {
  const typed = given ?? (await line(name, { empty: isStored ? 'as it is stored' : without }));
  return typed === null ? {} : { [name]: typed };
}

type Choice<V> = readonly [value: V, label: string, hint?: string];

function pick<V extends string>(
  message: string,
  initialValue: V,
  choices: readonly Choice<V>[],
): Promise<V> {
  const options = choices.map(([value, label, hint]) => ({ value, label, ...(hint && { hint }) }));
  return answerOf(select({ message, initialValue, options: options as Option<V>[] }));
}

/** Asks the seven questions. Enter takes the present or given answer. @throws {RefusalError} `cancelled` */
export async function askQuestions(
  proposed: SetupAnswers,
  present: CurrentSetup,
): Promise<SetupAnswers> {
  const intro = [
    'Seven questions. Enter takes the answer that is shown.',
    'Nothing is written before you agree at the end. Ctrl-C ends it.',
  ];
  note(intro.join('\n'), 'Vestibule: set-up');
  const isStored = present.hasSecret('ENVOY_CLIENT_SECRET');
  const later = 'later; all visitors are held';
  const secret = await askHidden('secret', proposed.secret, isStored, later);
  const clientId = await line('clientId', { before: proposed.clientId, empty: 'later' });
  const tunnel = await askForTunnel(proposed, present);
  const country = await askForCountry(proposed.country);
  const isFaceOff = lawOf(country).isFaceOff === true;
  const camera = isFaceOff ? 'desk' : await askForCamera(proposed.camera);
  const messages = await askForMessages(proposed, present);
  const company = await line('company', { before: proposed.company });
  const contact = proposed.privacyContact ?? messages.tellTo;
  const empty = 'no text now';
  const privacyContact = await line('privacyContact', { before: contact, empty });
  return {
    ...{ ...proposed, ...secret, clientId, ...tunnel, country, camera },
    ...{ ...messages, company, privacyContact },
  };
}

async function askForTunnel(proposed: SetupAnswers, { place, hasTunnelToken }: CurrentSetup) {
  const choices = tunnels.map((name) => [name, name, tunnelHint(name)] as const);
  const tunnel = await pick(fields.tunnel.question, proposed.tunnel, choices);
  const isKept = place.kind === 'service' && takesToken(tunnel);
  const later = 'later, or it runs already';
  const token = isKept
    ? await askHidden('tunnelToken', proposed.tunnelToken, hasTunnelToken, later)
    : {};
  const known = { before: proposed.publicUrl, empty: 'not known yet' };
  return { tunnel, ...token, publicUrl: await line('publicUrl', known) };
}

/** Says what the law there asks. */
async function askForCountry(proposed: OfficeCountry): Promise<OfficeCountry> {
  const choices = countries.map((each) => [each, lawOf(each).label] as const);
  const country = await pick(fields.country.question, proposed, choices);
  const { asks, isFaceOff } = lawOf(country);
  const policy = [
    'So setup writes a policy without a face check, unless there is a policy.',
    'It lets in everybody who signs in, until you add other checks.',
    'Your counsel may find that this law does not count for your lobby.',
  ];
  const lines = [asks, ...(isFaceOff ? policy : []), 'More: docs/privacy/README.md'];
  note(lines.join('\n'), 'What the law asks');
  return country;
}

async function askForCamera(proposed: CameraGuard): Promise<CameraGuard> {
  const isSeen = await pick(fields.camera.question, proposed === 'desk' ? 'yes' : 'no', [
    ['yes', 'yes', 'the visitor follows a dot: liveness "active"'],
    ['no', 'no'],
  ]);
  if (isSeen === 'yes') return 'desk';
  const why = [
    'One camera lets in a screen on which a program moves one photo of',
    'the person. Nobody at a desk would see that screen.',
  ];
  note(why.join('\n'), 'Add something to the camera');
  const isChosen = proposed !== 'desk' && proposed !== 'nothing';
  return pick<CameraGuard>('What do you add?', isChosen ? proposed : 'two-cameras', [
    ['two-cameras', 'a second camera', '6 to 15 cm apart; set up at the desk'],
    ['personal-code', 'a personal code', 'of each person, from an app on the phone'],
    ['identity-document', 'an identity document', 'enrolled people show none'],
    ['nothing', 'nothing', 'such a screen gets in; doctor warns of it'],
  ]);
}

async function askForMessages(
  proposed: SetupAnswers,
  present: CurrentSetup,
): Promise<
  Pick<SetupAnswers, 'tell' | 'webhook' | 'tellTo' | 'smtp' | 'smtpUser' | 'smtpPassword'>
> {
  const { hasNotifyFile, notifyFile, hasSecret } = present;
  const [email, slack, teams] = channels;
  const tell = await pick(fields.tell.question, proposed.tell ?? 'later', [
    hasNotifyFile
      ? ['later', 'as it is', notifyFile]
      : ['later', 'nobody yet', 'the page of the desk shows them'],
    [email, 'an e-mail address'],
    [slack, 'a Slack channel'],
    [teams, 'a Teams channel'],
  ]);
  if (tell === 'later') return { tell: null };
  if (tell !== 'email') {
    const isStored = hasSecret('NOTIFY_DESK_URL');
    return { tell, ...(await askHidden('webhook', proposed.webhook, isStored)) };
  }
  const tellTo = await line('tellTo', { before: proposed.tellTo });
  const smtp = await line('smtp', { before: proposed.smtp });
  const smtpUser = await line('smtpUser', { before: proposed.smtpUser, empty: 'none' });
  const isStored = hasSecret('NOTIFY_SMTP_PASSWORD');
  const secret = smtpUser ? await askHidden('smtpPassword', proposed.smtpPassword, isStored) : {};
  return { tell, tellTo, smtp, smtpUser, ...secret };
}
