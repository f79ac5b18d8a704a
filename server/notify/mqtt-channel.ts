import { createHash } from 'node:crypto';
import { HomeAssistantDevice, publishByMqtt, type MqttMessage } from '#notification-channels';
import { oneLine } from '#base/text';
import { programVersion } from '../config/environment.ts';
import { reasonForAll } from '../sign-in/reason-rules.ts';
import type { Channel, Message } from './destination.ts';
import type { MessageContents } from './message-contents.ts';

interface MqttOptions {
  /** Address of the broker with user and password: a secret. */
  url: string;
  /** Name of the channel. */
  name: string;
}

/** Event types for Home Assistant. An event of a sign-in only says that there was one, and the reason. */
const kinds: readonly MessageContents['kind'][] = [
  'sign_in_held',
  'sign_in_approved',
  'sign_in_review',
  'visit_ended',
  'kiosk_gone',
  'kiosk_back',
  'list_overdue',
  'list_current',
  'list_proposed',
  'record_begun_again',
  'calls_refused',
  'clock_off',
  'test',
];

/** The number is published once a minute. */
const outdatedAfterSeconds = 180;

/** A problem that begins and ends. */
interface Problem {
  id: string;
  name: string;
  isOn: boolean;
}

/**
 * A broker, in Home Assistant's form: one device with the last event, the number of waiting visitors, and a problem
 * for each lobby screen and watchlist. Brokers and their subscribers keep messages, so no name, host or text about
 * a visitor is published.
 */
export function mqttChannel({ url, name }: MqttOptions): Channel {
  const device = new HomeAssistantDevice({
    topics: `vestibule/${name}`,
    id: `vestibule_${name}`,
    name: `Vestibule (${name})`,
    manufacturer: 'Vestibule',
    version: programVersion(),
  });
  const publish = (messages: readonly MqttMessage[], signal: AbortSignal) =>
    publishByMqtt(url, messages, signal, 'vestibule');
  return {
    send: (message, signal) => publish(messagesOf(message, device), signal),
    number: {
      show: (count, signal) => publish(numberOf(count, device), signal),
      clear: (signal) => publish(removalOf(device), signal),
    },
  };
}

function numberOf(count: number, device: HomeAssistantDevice): MqttMessage[] {
  return [
    device.describe('sensor', 'waiting', {
      ...{ name: 'Waiting visitors', icon: 'mdi:account-clock', state_class: 'measurement' },
      // The number expires when the service is away.
      ...{ state_topic: device.topic('waiting'), expire_after: outdatedAfterSeconds },
    }),
    device.state('waiting', String(count)),
  ];
}

function removalOf(device: HomeAssistantDevice): MqttMessage[] {
  return device.removal(
    [
      ['event', 'event'],
      ['sensor', 'last'],
      ['sensor', 'waiting'],
    ],
    ['last', 'waiting'],
  );
}

function messagesOf(
  { contents, createdAt, id }: Message,
  device: HomeAssistantDevice,
): MqttMessage[] {
  const problem = contents && problemOf(contents);
  const happened = happenedIn(contents, createdAt);
  return [
    device.describe('event', 'event', {
      ...{ name: 'Event', icon: 'mdi:account-alert', event_types: kinds },
      state_topic: device.topic('event'),
    }),
    device.describe('sensor', 'last', {
      ...{ name: 'Last event', icon: 'mdi:history', value_template: '{{ value_json.event_type }}' },
      ...{ state_topic: device.topic('last'), json_attributes_topic: device.topic('last') },
    }),
    ...(problem
      ? [
          device.describe('binary_sensor', problem.id, {
            ...{ name: problem.name, device_class: 'problem' },
            state_topic: device.topic(problem.id),
          }),
          device.state(problem.id, problem.isOn ? 'ON' : 'OFF'),
        ]
      : []),
    device.state('last', happened),
    // Sent last, when the entities exist. Not retained: a later subscriber would take the event for new.
    { topic: device.topic('event'), payload: JSON.stringify({ ...happened, id }), retain: false },
  ];
}

function reasonIn(contents: MessageContents | null): { reason?: string } {
  switch (contents?.kind) {
    case 'sign_in_held':
    case 'host_called':
      return { reason: reasonForAll(contents.reason) };
    case 'sign_in_approved':
    case 'sign_in_review':
      return { reason: contents.reason };
    default:
      return {};
  }
}

/** Omits everything that a visitor typed and everything that the desk wrote about a visitor. */
function happenedIn(contents: MessageContents | null, createdAt: Date): object {
  const { kind = 'sign_in_held' } = contents ?? {};
  const reason = reasonIn(contents);
  const place = contents && 'locationId' in contents ? { location_id: contents.locationId } : {};
  const ended = contents?.kind === 'visit_ended' ? { outcome: contents.outcome } : {};
  return { event_type: kind, at: createdAt.toISOString(), ...reason, ...place, ...ended };
}

function problemOf(contents: MessageContents): Problem | null {
  switch (contents.kind) {
    case 'kiosk_gone':
    case 'kiosk_back': {
      const name = `Lobby screen ${oneLine(contents.kiosk)}`;
      return { id: idOf('kiosk', contents.kioskId), name, isOn: contents.kind === 'kiosk_gone' };
    }
    case 'list_overdue':
    case 'list_current': {
      const name = `Watchlist ${oneLine(contents.list)}`;
      return { id: idOf('list', contents.list), name, isOn: contents.kind === 'list_overdue' };
    }
    default:
      return null;
  }
}

/** A part of a topic for any id. Hashed, because an id may contain characters that topics forbid. */
function idOf(kind: string, id: string): string {
  return `${kind}_${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}
