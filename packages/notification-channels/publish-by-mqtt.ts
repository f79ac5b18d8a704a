import { randomBytes } from 'node:crypto';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import mqtt, { type Packet } from 'mqtt-packet';
import { connectionFault, DeliveryError } from '#base/http';

/** One message for a broker. */
export interface MqttMessage {
  topic: string;
  payload: string;
  /** Whether the broker keeps this message for later subscribers. */
  retain: boolean;
}

const answerTimeoutMs = 15_000;
const keepAliveSeconds = 60;
/** The broker's answers are a few bytes each. */
const mostBytes = 16_384;

/**
 * Publishes messages by MQTT 3.1.1, waits for the broker's acknowledgements (QoS 1) and disconnects. There is no
 * subscription, so no connection has to stay open.
 * @param url `mqtts://user:password@host:8883`, or `mqtt:` without encryption
 * @param client begins the client's id, which the broker logs
 * @throws {DeliveryError}
 */
export async function publishByMqtt(
  url: string,
  messages: readonly MqttMessage[],
  signal: AbortSignal,
  client = 'publisher',
): Promise<void> {
  const address = new URL(url);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
  const socket = socketTo(address);
  const stop = () => socket.destroy(limit.reason as Error);
  limit.addEventListener('abort', stop, { once: true });
  if (limit.aborted) stop();
  try {
    const answers = packetsFrom(socket);
    socket.write(connectPacket(address, client));
    const { returnCode } = await answerOf(answers, 'connack');
    // Codes 4 and 5: wrong user or password, or missing permission.
    if (returnCode !== 0) throw new DeliveryError(`mqtt_refused_${returnCode}`);
    for (const [i, message] of messages.entries()) {
      const sent = { cmd: 'publish', qos: 1, dup: false, messageId: i + 1, ...message } as const;
      socket.write(mqtt.generate(sent));
      await answerOf(answers, 'puback');
    }
    socket.end(mqtt.generate({ cmd: 'disconnect' }));
  } catch (error) {
    socket.destroy();
    throw error instanceof DeliveryError ? error : new DeliveryError(connectionFault(error));
  } finally {
    limit.removeEventListener('abort', stop);
  }
}

function socketTo({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (protocol === 'mqtt:') return connect({ host, port: Number(port || 1883) });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port: Number(port || 8883), ...servername });
}

/** Reads the next packet, which must be of this kind. */
async function answerOf<Kind extends Packet['cmd']>(
  answers: AsyncGenerator<Packet>,
  kind: Kind,
): Promise<Extract<Packet, { cmd: Kind }>> {
  const { value } = (await answers.next()) as { value: Packet | undefined };
  if (!value) throw new DeliveryError('ECONNRESET');
  if (value.cmd !== kind) throw new DeliveryError('mqtt_answer');
  return value as Extract<Packet, { cmd: Kind }>;
}

async function* packetsFrom(socket: Socket): AsyncGenerator<Packet> {
  const arrived: Packet[] = [];
  let isUnreadable = false;
  let bytes = 0;
  const parser = mqtt.parser({ protocolVersion: 4 });
  parser.on('packet', (packet: Packet) => arrived.push(packet));
  parser.on('error', () => (isUnreadable = true));
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBytes) parser.parse(chunk);
    if (isUnreadable || bytes > mostBytes) throw new DeliveryError('mqtt_answer');
    yield* arrived.splice(0);
  }
}

function connectPacket({ username, password }: URL, client: string): Buffer {
  return mqtt.generate({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true },
    clientId: `${client}${randomBytes(6).toString('hex')}`,
    keepalive: keepAliveSeconds,
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: Buffer.from(decodeURIComponent(password)) }),
  });
}
