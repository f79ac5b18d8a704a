import { isIP } from 'node:net';
import { Option, type Command } from 'commander';
import { shortSecretMistake } from '#server/config/secrets.ts';
import { cameraGuards, channels, type SetupAnswers } from '#server/installation/setup/answers.ts';
import { countries } from '#server/installation/setup/laws.ts';
import { tunnels } from '#server/installation/setup/tunnels.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { secretInFile } from '../../terminal/given-file.ts';

/** The typed text is unusable; the message is a sentence. */
export class UnusableError extends Error {}

/** An answer: an option of the command, and a question at a terminal. */
export interface Field {
  /** The option of a secret names a file, because others see a command line. */
  flag: string;
  question: string;
  placeholder?: string;
  /** The answers to choose from; others are typed. */
  values?: readonly string[];
  /** Parses the typed answer. @throws {UnusableError} */
  read: (text: string) => string;
}

/** A text that has to look like this, or else the mistake is said. */
function text(like: RegExp, mistake: string): Field['read'] {
  return (typed) => {
    if (like.test(typed)) return typed;
    throw new UnusableError(mistake);
  };
}

const hostName =
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,}|xn--[a-z0-9-]+)$/i;
const privateName = /\.(localhost|local|lan|home|internal|intranet|test|invalid)$/;

/** Returns `https://hook.example.com` for that text or for `hook.example.com`. */
function publicUrl(typed: string): string {
  const address = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(address))
    throw new UnusableError('Give an address like https://hook.acme.com.');
  const { protocol, hostname, href, origin } = new URL(address);
  if (protocol !== 'https:')
    throw new UnusableError('Envoy calls by https: give an https address.');
  if (href !== `https://${hostname}/`)
    throw new UnusableError('Give the address alone, without a path and a port.');
  if (!hostName.test(hostname))
    throw new UnusableError(`"${hostname}" is no full name of a host, like hook.acme.com.`);
  if (privateName.test(hostname))
    throw new UnusableError(`Envoy cannot call "${hostname}": it is not reached from outside.`);
  return origin;
}

function mailAddress(typed: string): string {
  const [name = '', host = '', ...more] = typed.split('@');
  const isName = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/.test(name);
  if (isName && hostName.test(host) && more.length === 0) return typed;
  throw new UnusableError('Give an e-mail address like front-desk@acme.com.');
}

function mailServer(typed: string): string {
  const [host = '', port = '587', ...more] = typed.split(':');
  const isHost = host === 'localhost' || isIP(host) !== 0 || hostName.test(host);
  const isPort = /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536;
  if (isHost && isPort && more.length === 0) return typed;
  throw new UnusableError(
    'Give the name of the SMTP server, like smtp.acme.com or smtp.acme.com:465.',
  );
}

function webhookAddress(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (url?.protocol === 'https:' && hostName.test(url.hostname) && url.pathname !== '/')
    return typed;
  throw new UnusableError('Give the whole https address of the webhook, as it was shown to you.');
}

function envoySecret(typed: string): string {
  if (/\s/.test(typed)) throw new UnusableError('A secret has no spaces and line breaks in it.');
  const mistake = shortSecretMistake('The secret', typed);
  if (mistake !== null) throw new UnusableError(mistake);
  return typed;
}

/** Of cloudflared or ngrok, also inside the command that Cloudflare shows. */
function tunnelToken(typed: string): string {
  const mistake = 'A token has at least 20 letters, digits and signs, and no spaces.';
  return text(/^[\w+/=.-]{20,2000}$/, mistake)(typed.split(/\s+/).at(-1) ?? '');
}

/** Every answer of setup, in the order of the seven questions. */
export const fields: Record<keyof SetupAnswers, Field> = {
  secret: {
    flag: '--secret-file <file>',
    question: 'Client secret of your app in Envoy',
    read: envoySecret,
  },
  clientId: {
    flag: '--client-id <id>',
    question: 'Plugin id of your app in Envoy, its client ID',
    placeholder: 'later',
    read: text(/^[\w.-]{1,200}$/, 'An id has letters, digits, dots and dashes, and no spaces.'),
  },
  tunnel: {
    flag: '--tunnel <kind>',
    question: 'How does Envoy reach this machine?',
    values: tunnels,
    read: (typed) => typed,
  },
  tunnelToken: {
    flag: '--tunnel-token-file <file>',
    question: 'The token of the tunnel',
    read: tunnelToken,
  },
  publicUrl: {
    flag: '--public-url <address>',
    question: 'Under which address?',
    placeholder: 'https://hook.acme.com',
    read: publicUrl,
  },
  country: {
    flag: '--country <place>',
    question: 'In which country or state is the office?',
    values: countries,
    read: (typed) => typed,
  },
  camera: {
    flag: '--camera <guard>',
    question: 'Does somebody at a desk see the camera?',
    values: cameraGuards,
    read: (typed) => typed,
  },
  tell: {
    flag: '--tell <how>',
    question: 'Who gets a message when a visitor is held?',
    values: channels,
    read: (typed) => typed,
  },
  webhook: {
    flag: '--webhook-file <file>',
    question: 'The webhook address from that channel',
    read: webhookAddress,
  },
  tellTo: {
    flag: '--tell-to <address>',
    question: 'Their e-mail address',
    read: mailAddress,
  },
  smtp: {
    flag: '--smtp <host>',
    question: 'Which SMTP server sends it?',
    placeholder: 'smtp.acme.com',
    read: mailServer,
  },
  smtpUser: {
    flag: '--smtp-user <name>',
    question: 'User at that server',
    read: (typed) => typed,
  },
  smtpPassword: {
    flag: '--smtp-password-file <file>',
    question: 'Their password',
    read: text(/./, 'There is nothing in it.'),
  },
  company: {
    flag: '--company <name>',
    question: 'What is your company called?',
    read: text(/^[^\p{C}[\]]{2,60}$/u, 'Give two to 60 characters, without square brackets.'),
  },
  privacyContact: {
    flag: '--privacy-contact <address>',
    question: 'Consent text: which e-mail address withdraws consent?',
    read: mailAddress,
  },
};

export function isSecret(name: keyof SetupAnswers): boolean {
  return fields[name].flag.endsWith('<file>');
}

export type AnswerOptions = Record<string, unknown>;

export function addAnswerOptions(command: Command): Command {
  for (const { flag, question, values } of Object.values(fields)) {
    const option = new Option(flag, question);
    command.addOption(values ? option.choices(values) : option);
  }
  return command;
}

/** The answers that the options give. @throws {RefusalError} that names the option */
export function answersOf(options: AnswerOptions): Partial<SetupAnswers> {
  const given = Object.entries(fields).flatMap(([name, { flag, read }]) => {
    const typed = options[new Option(flag).attributeName()];
    if (typeof typed !== 'string') return [];
    const answer = isSecret(name as keyof SetupAnswers) ? secretInFile(typed) : typed.trim();
    try {
      return [[name, read(answer)] as const];
    } catch (error) {
      if (!(error instanceof UnusableError)) throw error;
      const option = flag.split(' ')[0]!;
      throw new RefusalError('bad_answer', `${option}: ${error.message} Nothing was written.`);
    }
  });
  return Object.fromEntries(given);
}
