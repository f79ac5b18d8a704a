import { createHash } from 'node:crypto';
import { programVersion } from '../../config/environment.ts';
import { publishByMqtt, type MqttMessage } from '../publish-by-mqtt.ts';
import { oneLine } from '../../../packages/printable-text/index.ts';
import type { Channel, Message } from '../destination.ts';
import type { MessageContents } from '../message-contents.ts';
import { reasonForAll } from '../../sign-in/reason-rules.ts';

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
  return {
    send: (message, signal) => publishByMqtt(url, messagesOf(message, name), signal),
    number: {
      show: (count, signal) => publishByMqtt(url, numberOf(count, name), signal),
      clear: (signal) => publishByMqtt(url, emptied(name), signal),
    },
  };
}

function retained(topic: string, payload: object | string): MqttMessage {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { topic, payload: text, retain: true };
}

/** The topics at the broker, and the discovery topics of Home Assistant. */
function placesOf(name: string) {
  const topic = (last: string) => `vestibule/${name}/${last}`;
  const config = (component: string, entity: string) =>
    `homeassistant/${component}/vestibule_${name}/${entity}/config`;
  const device = {
    identifiers: [`vestibule_${name}`],
    name: `Vestibule (${name})`,
    manufacturer: 'Vestibule',
    sw_version: programVersion(),
  };
  const described = (component: string, entity: string, about: object) =>
    retained(config(component, entity), {
      ...{ unique_id: `vestibule_${name}_${entity}`, device },
      ...about,
    });
  return { topic, config, described };
}

function numberOf(count: number, name: string): MqttMessage[] {
  const { topic, described } = placesOf(name);
  return [
    described('sensor', 'waiting', {
      ...{ name: 'Waiting visitors', icon: 'mdi:account-clock', state_class: 'measurement' },
      // The number expires when the service is away.
      ...{ state_topic: topic('waiting'), expire_after: outdatedAfterSeconds },
    }),
    retained(topic('waiting'), String(count)),
  ];
}

/** An empty message deletes the retained one, and Home Assistant then removes the entity. */
function emptied(name: string): MqttMessage[] {
  const { topic, config } = placesOf(name);
  const entities = [
    config('event', 'event'),
    config('sensor', 'last'),
    config('sensor', 'waiting'),
  ];
  return [...entities, topic('last'), topic('waiting')].map((place) => retained(place, ''));
}

function messagesOf({ contents, createdAt, id }: Message, name: string): MqttMessage[] {
  const { topic, described } = placesOf(name);
  const problem = contents && problemOf(contents);
  const happened = happenedIn(contents, createdAt);
  return [
    described('event', 'event', {
      ...{ name: 'Event', icon: 'mdi:account-alert', event_types: kinds },
      state_topic: topic('event'),
    }),
    described('sensor', 'last', {
      ...{ name: 'Last event', icon: 'mdi:history', value_template: '{{ value_json.event_type }}' },
      ...{ state_topic: topic('last'), json_attributes_topic: topic('last') },
    }),
    ...(problem
      ? [
          described('binary_sensor', problem.id, {
            ...{ name: problem.name, device_class: 'problem', state_topic: topic(problem.id) },
          }),
          retained(topic(problem.id), problem.isOn ? 'ON' : 'OFF'),
        ]
      : []),
    retained(topic('last'), happened),
    // Sent last, when the entities exist. Not retained: a later subscriber would take the event for new.
    { topic: topic('event'), payload: JSON.stringify({ ...happened, id }), retain: false },
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
