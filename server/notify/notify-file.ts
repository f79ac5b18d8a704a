import { Value } from 'typebox/value';
import { readYaml, type YamlSource } from '#base/reloadable';
import {
  mistakesAgainst,
  coerceToSchema,
  instead,
  withoutFormerNames,
  type Diagnostic,
} from '#base/schema';
import { reasons } from '../sign-in/reasons.ts';
import { notifySchema, type NotifyFile, type ChannelEntry } from './notify-schema.ts';
import { isAddress } from '#base/text';

interface NotifyReading {
  /** Null when there is any mistake. */
  file: NotifyFile | null;
  mistakes: readonly Diagnostic[];
  /** Names of earlier versions. */
  warnings: readonly Diagnostic[];
  lineOf: YamlSource['lineOf'];
}

/** Reads the text of a notification file and reports all mistakes. */
export function readNotifyFile(text: string): NotifyReading {
  const { value, mistakes, lineOf } = readYaml(text);
  if (mistakes.length > 0) return { file: null, mistakes, warnings: [], lineOf };
  const whole = coerceToSchema(notifySchema, value);
  const { value: given, warnings } = withoutFormerNames(notifySchema, whole, lineOf);
  const wrong = mistakesAgainst(notifySchema, given, lineOf);
  if (wrong.length > 0) return { file: null, mistakes: inOrder(wrong), warnings, lineOf };
  const file = Value.Default(notifySchema, given) as NotifyFile;
  const contrary = contradictions(file, lineOf);
  return { file: contrary.length > 0 ? null : file, mistakes: inOrder(contrary), warnings, lineOf };
}

function inOrder(mistakes: readonly Diagnostic[]): Diagnostic[] {
  return mistakes.toSorted((a, b) => a.line - b.line);
}

type LineOf = YamlSource['lineOf'];

/** Mistakes that involve several parts of the file. */
function contradictions(file: NotifyFile, lineOf: LineOf): Diagnostic[] {
  const { email, channels, rules = [] } = file;
  const diagnostics: Diagnostic[] = [];
  const say = (pointer: string, text: string) => diagnostics.push({ line: lineOf(pointer), text });
  if (email && !isAddress(email.from)) say('/email/from', '`from` must be one e-mail address.');
  for (const [i, channel] of channels.entries()) {
    const earlier = channels.slice(0, i).some(({ name }) => name === channel.name);
    if (earlier) say(`/channels/${i}`, `Another channel is called "${channel.name}" already.`);
    channelMistakes(channel, `/channels/${i}`, email !== undefined, say);
  }
  recipientMistakes(file, say);
  eventMistakes(file, say);
  for (const [i, { reasons: given, except = [] }] of rules.entries()) {
    reasonMistakes(given, ['all', ...reviewReasons], `/rules/${i}/reasons`, say);
    reasonMistakes(except, reviewReasons, `/rules/${i}/except`, say);
  }
  return diagnostics;
}

function recipientMistakes(
  { channels, rules = [], events = [], alerts }: NotifyFile,
  say: Say,
): void {
  const names = channels.map(({ name }) => name);
  const recipients = [
    ...rules.map(({ to }, i) => ({ to, at: `/rules/${i}/to` })),
    ...events.map(({ to }, i) => ({ to, at: `/events/${i}/to` })),
  ];
  if (alerts) recipients.push({ to: alerts.to, at: '/alerts/to' });
  for (const { to, at } of recipients) {
    for (const [i, name] of to.entries()) {
      if (names.includes(name)) continue;
      say(`${at}/${i}`, `There is no channel "${name}"; ${instead(name, names)}.`);
    }
  }
  for (const name of alerts?.to ?? []) {
    const isHost = channels.some((channel) => channel.name === name && channel.to?.[0] === 'host');
    if (isHost) say('/alerts/to', `"${name}" tells the host, and an alert has none.`);
  }
}

function eventMistakes({ channels, events = [] }: NotifyFile, say: Say): void {
  for (const [i, { to, with: names }] of events.entries()) {
    for (const { name, type } of channels.filter((channel) => to.includes(channel.name))) {
      const at = `/events/${i}/to`;
      if (type !== 'webhook' && type !== 'mqtt') {
        say(at, `"${name}" is for people: events go to channels of type webhook or mqtt.`);
      }
      if (type === 'mqtt' && names) say(at, `"${name}" is a broker, which gets no names.`);
    }
  }
}

const reviewReasons = Object.entries(reasons)
  .filter(([, { verdict }]) => verdict === 'review')
  .map(([reason]) => reason);

function reasonMistakes(
  given: readonly string[],
  known: readonly string[],
  pointer: string,
  say: Say,
): void {
  for (const [i, reason] of given.entries()) {
    if (known.includes(reason)) continue;
    say(`${pointer}/${i}`, `"${reason}" is no reason of a review; ${instead(reason, known)}.`);
  }
}

type Say = (pointer: string, text: string) => void;

function channelMistakes(
  { name, type, to }: ChannelEntry,
  pointer: string,
  hasServer: boolean,
  say: Say,
): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    say(pointer, `"${name}" cannot be a name: use small letters, digits and dashes.`);
  }
  if (type !== 'email') {
    if (to) say(`${pointer}/to`, `Only e-mail has \`to\`; "${name}" posts to its secret address.`);
    return;
  }
  if (!to)
    say(pointer, `"${name}" is e-mail and needs \`to\`: addresses, \`host\` or \`contact\`.`);
  if (!hasServer) say(pointer, `"${name}" is e-mail, so \`email\` must say which server sends it.`);
  const isWord = to?.length === 1 && (to[0] === 'host' || to[0] === 'contact');
  for (const [i, address] of (isWord ? [] : (to ?? [])).entries()) {
    if (isAddress(address)) continue;
    say(`${pointer}/to/${i}`, `"${address}" is no e-mail address.`);
  }
}
