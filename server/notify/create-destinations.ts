import type { Diagnostic } from '#base/schema';
import type { FileKind, YamlSource } from '#base/reloadable';
import { fingerprintsOnRecord } from '../audit/followed-file.ts';
import type { Db } from '../store/schema.ts';
import type { Logger } from 'pino';
import { emailChannel, slackChannel, teamsChannel } from '#notification-channels';
import type { Clock } from '../platform/clock.ts';
import type { Channel, Message } from './destination.ts';
import { mqttChannel } from './mqtt-channel.ts';
import { webhookChannel } from './webhook-channel.ts';
import { readNotifyFile } from './notify-file.ts';
import type { ChannelEntry, NotifyFile } from './notify-schema.ts';
import { PeopleDestination, recipientsOf, type Contacts } from './people-destination.ts';

/** Dependencies of channels beside their entries in the file. */
export interface ChannelDeps {
  /** Secrets by name; see `secretName`. Read at the start, because a file may name a channel later. */
  secrets: Readonly<Record<string, string>>;
  clock: Clock;
  contacts: Contacts;
  /** Default: none. */
  log?: Logger;
}

interface Written {
  file: NotifyFile;
  lineOf: YamlSource['lineOf'];
}

/** Makes the operator's channels and collects mistakes: missing or unusable secrets. */
function createDestinations(
  { file, lineOf }: Written,
  { secrets, clock, contacts, log }: ChannelDeps,
): { destinations: PeopleDestination[]; mail: Channel | null; mistakes: Diagnostic[] } {
  const mistakes: Diagnostic[] = [];
  const depsAt = (place: string): DestinationDeps => {
    const say = (text: string) => {
      if (mistakes.some((mistake) => mistake.text === text)) return;
      mistakes.push({ line: lineOf(place), text });
    };
    const secret = (name: string, of: string) => {
      const found = secrets[name];
      if (found === undefined) say(`${name} is not set: it is ${of}. Set it and restart.`);
      return found ?? '';
    };
    return { file, secret, say, clock };
  };
  const destinations = file.channels.flatMap((entry, i) => {
    const channel = createChannel(entry, depsAt(`/channels/${i}`));
    if (!channel) return [];
    return [new PeopleDestination({ entry, file, contacts, channel, log })];
  });
  return { destinations, mail: mailChannel(null, depsAt('/email')), mistakes };
}

interface DestinationDeps {
  file: NotifyFile;
  secret: (name: string, of: string) => string;
  say: (mistake: string) => void;
  clock: Clock;
}

/** Null after a mistake. */
function createChannel(entry: ChannelEntry, deps: DestinationDeps): Channel | null {
  const { name, type, to } = entry;
  if (type === 'email') return mailChannel(recipientsOf(entry) ? null : (to ?? null), deps);
  const urlName = secretName(name, 'URL');
  const url = deps.secret(urlName, `the address that the channel "${name}" posts to`);
  const [encrypted, clear] = type === 'mqtt' ? ['mqtts', 'mqtt'] : ['https', 'http'];
  if (url !== '' && !isSafe(url, encrypted, clear)) {
    deps.say(`${urlName} must be an ${encrypted} address (${clear} only to this machine).`);
    return null;
  }
  return channelsAt[type]({ url, name }, deps);
}

type ChannelAt = (at: { url: string; name: string }, deps: DestinationDeps) => Channel | null;

/** The channels that send to one address. */
const channelsAt: Record<Exclude<ChannelEntry['type'], 'email'>, ChannelAt> = {
  mqtt: mqttChannel,
  slack: ({ url }) => slackChannel(url),
  teams: ({ url }) => teamsChannel(url),
  webhook: signedChannel,
};

function signedChannel(
  { url, name }: { url: string; name: string },
  { secret, say, clock }: DestinationDeps,
): Channel | null {
  const keyName = secretName(name, 'SECRET');
  const key = secret(keyName, `what the webhook "${name}" is signed with`);
  try {
    return key === '' ? null : webhookChannel({ url, secret: key, now: () => clock.now() });
  } catch {
    say(`${keyName} must be "whsec_" and 24 to 64 random bytes in base64.`);
    return null;
  }
}

function mailChannel(
  to: readonly string[] | null,
  { file: { email }, secret }: DestinationDeps,
): Channel | null {
  if (!email) return null;
  const user = email.user ?? null;
  const password = user && secret('NOTIFY_SMTP_PASSWORD', `the password of "${user}"`);
  return emailChannel({ ...email, user, password }, to ?? namedRecipients);
}

function namedRecipients({ contents }: Message): readonly string[] {
  return contents?.to ?? [];
}

/** The environment variable, or credential, that holds a secret of a channel: `NOTIFY_FRONT_DESK_URL`. */
function secretName(channel: string, what: 'URL' | 'SECRET'): string {
  return `NOTIFY_${channel.toUpperCase().replaceAll('-', '_')}_${what}`;
}

/** Messages name visitors, so they must not cross a network unencrypted. */
function isSafe(address: string, encrypted: string, clear: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return protocol === `${encrypted}:` || (protocol === `${clear}:` && isHere);
}

/** The notification file with its channels. */
export interface NotificationSettings {
  /** Null while there is no file. */
  file: NotifyFile | null;
  channels: readonly PeopleDestination[];
  /** Sends to the address in the message; null without a mail server. */
  mail: Channel | null;
}

const nobody: NotificationSettings = { file: null, channels: [], mail: null };

/** Remembers which notification file the service follows. */
export const notifyFileRecord = (db: Db) => fingerprintsOnRecord(db, 'notify_file_changed');

/** Describes the notification file for `ReloadableFile`. */
export function notificationFileKind(deps: ChannelDeps): FileKind<NotificationSettings> {
  return {
    name: 'notification file',
    withoutFile: nobody,
    withoutFileInWords: 'no notifications are sent',
    unreadable: nobody,
    unreadableInWords: 'no notifications are sent until you fix it, and pending messages wait',
    read: async (text) => {
      const { file, mistakes, warnings, lineOf } = readNotifyFile(text);
      if (!file) return { value: null, mistakes, warnings };
      const made = createDestinations({ file, lineOf }, deps);
      const isWhole = made.mistakes.length === 0;
      const value = isWhole ? { file, channels: made.destinations, mail: made.mail } : null;
      return { value, mistakes: made.mistakes, warnings };
    },
    counts: ({ file, channels }) => ({
      channels: channels.length,
      rules: file?.rules?.length ?? 0,
    }),
  };
}
