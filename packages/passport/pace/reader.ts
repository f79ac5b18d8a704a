import { randomBytes, timingSafeEqual } from 'node:crypto';
import { pacePassword, type AccessKey } from '../access-key/access-key.ts';
import { toBigInt } from '../ber/fields.ts';
import { cipherSuite } from '../crypto/cipher-suite.ts';
import { GroupError, type Group } from '../domain/group.ts';
import { PassportError } from '../errors.ts';
import { statusError, type ChipConnection } from '../secure-messaging/chip-connection.ts';
import { sessionKeys } from '../secure-messaging/session.ts';
import * as messages from './messages.ts';
import { paceTags } from './messages.ts';
import type { PaceChoice } from './pace-choice.ts';

/** Data of PACE with chip authentication mapping that remain to be checked with EF.CardSecurity's signed key. */
export interface ChipAuthenticationData {
  group: Group;
  /** The chip's public key of the mapping. */
  mappingKey: Uint8Array;
  factor: bigint;
}

export type RandomBytes = (size: number) => Uint8Array;

/**
 * PACE as the reader (9303-11, 4.4): agrees on keys with the password and starts secure messaging.
 *
 * @returns the chip authentication data of PACE-CAM, null for the other mappings
 * @throws {PassportError} `access_key_wrong` or `pace_failed`; never falls back to BAC
 */
export async function runPace(
  chip: ChipConnection,
  choice: PaceChoice,
  key: AccessKey,
  random: RandomBytes = randomBytes,
): Promise<ChipAuthenticationData | null> {
  try {
    return await new PaceReader(chip, choice, random).run(key);
  } catch (error) {
    if (error instanceof GroupError) throw failure(error.message);
    if (error instanceof PassportError && error.code === 'unexpected_status') {
      throw failure(error.message);
    }
    throw error;
  }
}

class PaceReader {
  readonly #chip: ChipConnection;
  readonly #choice: PaceChoice;
  readonly #random: RandomBytes;
  #mappingKey: Uint8Array = Buffer.alloc(0);

  constructor(chip: ChipConnection, choice: PaceChoice, random: RandomBytes) {
    this.#chip = chip;
    this.#choice = choice;
    this.#random = random;
  }

  async run(key: AccessKey): Promise<ChipAuthenticationData | null> {
    const { info, group } = this.#choice;
    const suite = cipherSuite(info.cipher);
    const { secret, reference } = pacePassword(key);
    await this.#setUp(reference);
    const sealed = await this.#step(undefined, paceTags.nonce);
    const nonce = messages.openNonce(suite, secret, sealed);
    if (!nonce) throw failure('nonce');
    const generator = await this.#map(nonce);
    const own = this.#keyPair(generator);
    const other = await this.#step(paceTags.readerKey, paceTags.chipKey, own.publicKey);
    group.check(other);
    if (Buffer.from(own.publicKey).equals(other)) throw failure('reflected key');
    const shared = group.secretOf(group.power(other, own.privateKey));
    const keys = sessionKeys(suite, shared);
    const token = messages.paceToken(keys, info.oid, group, other);
    const answer = await this.#authenticate(token);
    const expected = messages.paceToken(keys, info.oid, group, own.publicKey);
    const received = answer.get(paceTags.chipToken);
    if (received?.length !== 8 || !timingSafeEqual(expected, received)) throw failure('token');
    this.#chip.startSession(keys);
    if (info.mapping !== 'CAM') return null;
    const factor = messages.openChipAuthentication(
      keys,
      answer.get(paceTags.chipAuthentication) ?? Buffer.alloc(0),
    );
    if (factor === null) throw failure('chip authentication data');
    return { group, mappingKey: this.#mappingKey, factor };
  }

  async #setUp(reference: number): Promise<void> {
    const { info, isAmbiguous } = this.#choice;
    const data = messages.writeSetup(info.oid, reference, isAmbiguous ? info.parameterId : null);
    const { status } = await this.#chip.send({ ins: 0x22, p1: 0xc1, p2: 0xa4, data });
    // 63Cx gives the number of remaining attempts.
    if (status !== 0x9000 && (status & 0xfff0) !== 0x63c0) throw statusError('PACE', status);
  }

  async #map(nonce: Uint8Array): Promise<Uint8Array> {
    const { info, group } = this.#choice;
    const suite = cipherSuite(info.cipher);
    if (info.mapping === 'IM') {
      const reader = this.#random(messages.mappingNonceBytes(suite));
      await this.#send(paceTags.readerMapping, reader);
      return messages.mapIntegrated(group, suite, { chip: nonce, reader });
    }
    const own = this.#keyPair(group.generator);
    const other = await this.#step(paceTags.readerMapping, paceTags.chipMapping, own.publicKey);
    group.check(other);
    if (Buffer.from(own.publicKey).equals(other)) throw failure('reflected key');
    this.#mappingKey = other;
    return messages.mapGeneric(group, nonce, group.power(other, own.privateKey));
  }

  #keyPair(generator: Uint8Array) {
    const { group } = this.#choice;
    const privateKey = randomScalar(group, this.#random);
    return { privateKey, publicKey: group.power(generator, privateKey) };
  }

  async #authenticate(token: Uint8Array): Promise<Map<number, Uint8Array>> {
    const data = messages.writeDynamic(paceTags.readerToken, token);
    const answer = await this.#chip.send({ ins: 0x86, p1: 0, p2: 0, data, expected: 256 });
    if (answer.status >> 8 === 0x63 || answer.status === 0x6982) {
      throw new PassportError('access_key_wrong', 'PACE');
    }
    if (answer.status !== 0x9000) throw statusError('PACE', answer.status);
    return messages.readDynamic(answer.data, 'PACE');
  }

  async #step(sent: number | undefined, wanted: number, value?: Uint8Array): Promise<Uint8Array> {
    const object = messages.readDynamic(await this.#send(sent, value), 'PACE').get(wanted);
    if (!object) throw failure('missing data object');
    return object;
  }

  /** Sends one command of the chain. */
  #send(tag: number | undefined, value?: Uint8Array): Promise<Uint8Array> {
    const data = messages.writeDynamic(tag, value);
    return this.#chip.require({ cla: 0x10, ins: 0x86, p1: 0, p2: 0, data, expected: 256 }, 'PACE');
  }
}

/** A private key from 1 to the order. The random number has many more bits than the order, so the result is uniform. */
export function randomScalar(group: Group, random: RandomBytes): bigint {
  const size = Math.ceil(group.order.toString(2).length / 8) + 8;
  return (toBigInt(random(size)) % (group.order - 1n)) + 1n;
}

function failure(detail: string): PassportError {
  return new PassportError('pace_failed', 'PACE', detail);
}
