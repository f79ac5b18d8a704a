import type { MqttMessage } from './publish-by-mqtt.ts';

/** A device as Home Assistant finds it at a broker. */
interface DeviceOptions {
  /** Begins the topics of the device's states: `vestibule/front-desk`. */
  topics: string;
  /** Unique among the devices of a broker. */
  id: string;
  name: string;
  manufacturer: string;
  version: string;
}

/** Kinds of entities of a device. */
type Component = 'event' | 'sensor' | 'binary_sensor';

/** Makes the messages by which Home Assistant finds a device's entities and their states. */
export class HomeAssistantDevice {
  readonly #options: DeviceOptions;

  constructor(options: DeviceOptions) {
    this.#options = options;
  }

  /** Returns the topic of an entity's state. */
  topic(entity: string): string {
    return `${this.#options.topics}/${entity}`;
  }

  /** Describes an entity. A broker keeps the message, so that Home Assistant finds the entity later. */
  describe(component: Component, entity: string, about: object): MqttMessage {
    const { id, name, manufacturer, version } = this.#options;
    const device = { identifiers: [id], name, manufacturer, sw_version: version };
    return retainMessage(this.#place(component, entity), {
      ...{ unique_id: `${id}_${entity}`, device },
      ...about,
    });
  }

  /** Sets an entity's state. */
  state(entity: string, payload: object | string): MqttMessage {
    return retainMessage(this.topic(entity), payload);
  }

  /** Removes entities and states: an empty message deletes the one that the broker keeps. */
  removal(
    entities: readonly (readonly [Component, string])[],
    states: readonly string[],
  ): MqttMessage[] {
    const places = [
      ...entities.map(([component, entity]) => this.#place(component, entity)),
      ...states.map((entity) => this.topic(entity)),
    ];
    return places.map((place) => retainMessage(place, ''));
  }

  #place(component: Component, entity: string): string {
    return `homeassistant/${component}/${this.#options.id}/${entity}/config`;
  }
}

function retainMessage(topic: string, payload: object | string): MqttMessage {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { topic, payload: text, retain: true };
}
