import { Type, type Static, type TProperties } from 'typebox';
import type { FormerName } from '#base/schema';

type FormerNames = Readonly<Record<string, FormerName>>;
const closedObject = <P extends TProperties>(
  properties: P,
  description?: string,
  former: FormerNames = {},
) =>
  Type.Object(properties, {
    additionalProperties: false,
    ...(description && { description }),
    former,
  });
const Text = Type.String({ minLength: 1, maxLength: 254 });
const texts = (description: string) => Type.Array(Text, { minItems: 1, description });

const Email = closedObject(
  {
    host: Type.String({ minLength: 1, maxLength: 254, description: 'The SMTP server.' }),
    port: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65535,
        default: 587,
        description:
          'Its port. 465 is encrypted from the first byte. At every other port a message is encrypted by STARTTLS or not sent, unless the server is on this machine.',
      }),
    ),
    user: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 254,
        description: 'Signs in at the server, with `NOTIFY_SMTP_PASSWORD`.',
      }),
    ),
    from: Type.String({ minLength: 3, maxLength: 254, description: 'The sender’s address.' }),
  },
  'The server that sends e-mail.',
  {
    // Port and host say it: mail servers use 465 for TLS from the first byte.
    security: { instead: 'the port says it: 465, or STARTTLS at every other one. Delete it.' },
  },
);

const Channel = closedObject({
  name: Type.String({
    minLength: 1,
    maxLength: 31,
    description: 'What the channel is called: small letters, digits and dashes.',
  }),
  type: Type.Enum(['email', 'slack', 'teams', 'webhook', 'mqtt'], {
    description:
      'How it is reached. `slack`: an incoming webhook; `teams`: a workflow that posts what a webhook gets; `webhook`: anything else, signed as Standard Webhooks; `mqtt`: a broker, without names.',
  }),
  to: Type.Optional(
    texts(
      'Of e-mail: addresses; or `host`, whom the visitor meets; or `contact`, as named at the set-up in Envoy.',
    ),
  ),
});

const Rule = closedObject(
  {
    reasons: texts('For which reasons, by their names, or `all`.'),
    except: Type.Optional(texts('But not for these.')),
    to: texts('The channels that get the message, by name.'),
  },
  undefined,
  {
    // A held visitor waits now. People silence their own telephone and mail.
    quiet: { instead: 'a message is sent at once. Delete it.' },
  },
);

const Event = closedObject({
  of: Type.Array(Type.Enum(['approved', 'review', 'ended']), {
    minItems: 1,
    uniqueItems: true,
    description:
      '`approved`: a visitor was let in; `review`: one was sent to the front desk; `ended`: the visit at the desk was closed.',
  }),
  to: texts('The channels that get it, by name: `webhook` or `mqtt`.'),
  with: Type.Optional(
    Type.Array(Type.Enum(['visitor', 'host']), {
      minItems: 1,
      uniqueItems: true,
      description: 'The names that a webhook gets. Default: none. A broker never gets one.',
    }),
  ),
});

/** The notification file's single definition: structure, names and limits. */
export const notifySchema = closedObject(
  {
    email: Type.Optional(Email),
    channels: Type.Array(Channel, { minItems: 1, description: 'The ways to reach people.' }),
    rules: Type.Optional(
      Type.Array(Rule, {
        description:
          'Who gets a message about a sign-in that needs a review. Every rule that fits counts.',
      }),
    ),
    events: Type.Optional(
      Type.Array(Event, {
        description: 'Decisions as events for machines, such as doors.',
      }),
    ),
    alerts: Type.Optional(
      closedObject(
        {
          to: texts('The channels that get the message, by name.'),
        },
        'Who gets a message when a lobby screen, an official watchlist or a call of Envoy’s is in trouble.',
        { kioskGoneMinutes: { instead: 'it is 5 minutes. Delete it.' } },
      ),
    ),
  },
  undefined,
  {
    giveUpAfterHours: { instead: 'it is 12 hours. Delete it.' },
  },
);

type WithDefaults<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;
type Parsed = Static<typeof notifySchema>;
export type ChannelEntry = Static<typeof Channel>;
export type RuleEntry = Static<typeof Rule>;
export type EventEntry = Static<typeof Event>;
export type EventKind = EventEntry['of'][number];
type MailServerEntry = WithDefaults<Static<typeof Email>, 'port'>;

/** The parsed notification file with defaults filled in. */
export interface NotifyFile {
  email?: MailServerEntry;
  channels: readonly ChannelEntry[];
  rules?: readonly RuleEntry[];
  events?: readonly EventEntry[];
  alerts?: NonNullable<Parsed['alerts']>;
}
