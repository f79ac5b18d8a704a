import { randomBytes, timingSafeEqual } from 'node:crypto';
import { PassportError } from '../errors.ts';
import { statusError, type ChipConnection } from '../secure-messaging/chip-connection.ts';
import { bacSession, openTokens, sealTokens } from './messages.ts';

/**
 * Basic Access Control as the reader: proves that the reader knows the MRZ and starts secure messaging.
 *
 * @param seed 16 bytes of `bacSeed`
 * @throws {PassportError} `access_key_wrong` or `bac_failed`
 */
export async function runBac(
  chip: ChipConnection,
  seed: Uint8Array,
  random: (size: number) => Buffer = randomBytes,
): Promise<void> {
  const challenge = await chip.send({ ins: 0x84, p1: 0, p2: 0, expected: 8 });
  if (challenge.status !== 0x9000) throw statusError('BAC', challenge.status);
  if (challenge.data.length !== 8) throw new PassportError('bac_failed', 'BAC', 'challenge');
  const nonce = random(8);
  const key = random(16);
  const data = sealTokens(seed, Buffer.concat([nonce, challenge.data, key]));
  const answer = await chip.send({ ins: 0x82, p1: 0, p2: 0, data, expected: 40 });
  if (answer.status !== 0x9000) throw new PassportError('access_key_wrong', 'BAC');
  const tokens = openTokens(seed, answer.data);
  const expected = Buffer.concat([challenge.data, nonce]);
  if (!tokens || !timingSafeEqual(tokens.subarray(0, 16), expected)) {
    throw new PassportError('bac_failed', 'BAC', 'answer');
  }
  const side = { nonce: challenge.data, key: tokens.subarray(16) };
  const session = bacSession(side, { nonce, key });
  chip.startSession(session.keys, session.counter);
}
