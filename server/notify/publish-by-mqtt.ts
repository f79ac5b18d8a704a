import { randomBytes } from 'node:crypto';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectionFault, DeliveryFault } from '../platform/http-call.ts';

/** One message for a broker. */
export interface MqttMessage {
  topic: string;
  payload: string;
  /** The broker keeps the last one, for whoever subscribes later. */
  retain: boolean;
}

const answerTimeoutMs = 15_000;
const packet = { connect: 0x10, connected: 2, publish: 0x32, published: 4, disconnect: 0xe0 };

/**
 * Hands messages to a broker by MQTT 3.1.1, each until the broker has acknowledged it (QoS 1), and leaves. Nobody is
 * listened to, so it takes no more of the protocol than five packets.
 * @param url `mqtts://user:password@host:8883`, or `mqtt:` in the clear
 * @throws {DeliveryFault}
 */
export async function publishByMqtt(
  url: string,
  messages: readonly MqttMessage[],
  signal: AbortSignal,
): Promise<void> {
  const address = new URL(url);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]);
  const socket = socketTo(address);
  const stop = () => socket.destroy(limit.reason as Error);
  limit.addEventListener('abort', stop, { once: true });
  if (limit.aborted) stop();
  try {
    const answers = packetsFrom(socket);
    socket.write(connectPacket(address));
    const [, code] = await answerOf(answers, packet.connected);
    // 4 and 5: user or password, or what this user may do.
    if (code !== 0) throw new DeliveryFault(`mqtt_refused_${code}`);
    for (const [i, message] of messages.entries()) {
      socket.write(publishPacket(message, i + 1));
      await answerOf(answers, packet.published);
    }
    socket.end(Buffer.of(packet.disconnect, 0));
  } catch (error) {
    socket.destroy();
    throw error instanceof DeliveryFault ? error : new DeliveryFault(connectionFault(error));
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

/** The body of the next packet, which has to be of this type. */
async function answerOf(answers: AsyncGenerator<Buffer>, type: number): Promise<Buffer> {
  const { value } = (await answers.next()) as { value: Buffer | undefined };
  if (!value) throw new DeliveryFault('ECONNRESET');
  if (value[0]! >> 4 !== type || value.length < 4) throw new DeliveryFault('mqtt_answer');
  return value.subarray(2);
}

/** Whole packets. What answers is short: its length takes one byte. */
async function* packetsFrom(socket: Socket): AsyncGenerator<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= 2 && bytes.length >= 2 + bytes[1]!) {
      if (bytes[1]! > 127) throw new DeliveryFault('mqtt_answer');
      yield bytes.subarray(0, 2 + bytes[1]!);
      bytes = bytes.subarray(2 + bytes[1]!);
    }
  }
}

const keepAliveSeconds = 60;

function connectPacket({ username, password }: URL): Buffer {
  const cleanSession = 0x02;
  const flags = cleanSession | (username ? 0x80 : 0) | (password ? 0x40 : 0);
  return framed(
    packet.connect,
    text('MQTT'),
    Buffer.of(4, flags, 0, keepAliveSeconds),
    text(`vestibule${randomBytes(6).toString('hex')}`),
    ...[username, password].filter(Boolean).map((part) => text(decodeURIComponent(part))),
  );
}

function publishPacket({ topic, payload, retain }: MqttMessage, id: number): Buffer {
  const type = packet.publish | Number(retain);
  return framed(type, text(topic), Buffer.of(id >> 8, id & 0xff), Buffer.from(payload));
}

/** With its length before it. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

function framed(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; rest > 0 || length.length === 0; rest >>= 7) {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  }
  return Buffer.concat([Buffer.of(type, ...length), body]);
}
