import { Value } from 'typebox/value';
import { ServiceMessage } from '../../../server/protocol/messages.ts';

/** The message in what came through the socket, or why it is none, in a few words. */
export function readMessage(data: unknown): { message: ServiceMessage } | { mistake: string } {
  if (typeof data !== 'string') return { mistake: 'not a text message' };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { mistake: 'not JSON' };
  }
  if (Value.Check(ServiceMessage, value)) return { message: value };
  return { mistake: 'not a message of the service' };
}
