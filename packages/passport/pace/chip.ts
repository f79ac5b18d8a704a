import { randomBytes, timingSafeEqual } from 'node:crypto';
import { cipherSuite, type CipherSuite } from '../crypto/cipher-suite.ts';
import type { Group } from '../domain/group.ts';
import type { PaceInfo } from '../files/security-infos.ts';
import { sessionKeys, type SessionKeys } from '../secure-messaging/session.ts';
import * as messages from './messages.ts';
import { paceTags } from './messages.ts';
import { randomScalar, type RandomBytes } from './reader.ts';

export interface PaceChipOptions {
  info: PaceInfo;
  group: Group;
  password: Uint8Array;
  /** The static private key of PACE-CAM. */
  chipKey?: bigint;
  random?: RandomBytes;
}

/** PACE as the chip: the other side of `reader.ts`, for virtual chips. Each call answers one GENERAL AUTHENTICATE. */
export class PaceChip {
  readonly #options: PaceChipOptions;
  readonly #suite: CipherSuite;
  readonly #random: RandomBytes;
  readonly #nonce: Uint8Array;
  #mappingKey = 0n;
  #generator: Uint8Array | null = null;
  #keys: SessionKeys | null = null;
  #publicKeys: { own: Uint8Array; other: Uint8Array } | null = null;

  constructor(options: PaceChipOptions) {
    this.#options = options;
    this.#suite = cipherSuite(options.info.cipher);
    this.#random = options.random ?? randomBytes;
    this.#nonce = this.#random(
      this.#suite.blockBytes === 8 ? 16 : messages.mappingNonceBytes(this.#suite) > 16 ? 32 : 16,
    );
  }

  /** Answers the data of one command; null when they belong to no step. @throws {GroupError} */
  answer(data: Uint8Array): { answer: Buffer; keys?: SessionKeys } | null {
    const objects = messages.readDynamic(data, 'PACE');
    const mapping = objects.get(paceTags.readerMapping);
    const key = objects.get(paceTags.readerKey);
    const token = objects.get(paceTags.readerToken);
    if (objects.size === 0) {
      const sealed = messages.sealNonce(this.#suite, this.#options.password, this.#nonce);
      return { answer: messages.writeDynamic(paceTags.nonce, sealed) };
    }
    if (mapping) return { answer: messages.writeDynamic(paceTags.chipMapping, this.#map(mapping)) };
    if (key) return { answer: messages.writeDynamic(paceTags.chipKey, this.#agree(key)) };
    return token ? this.#authenticate(token) : null;
  }

  #map(reader: Uint8Array): Uint8Array {
    const { group, info } = this.#options;
    if (info.mapping === 'IM') {
      const nonces = { chip: this.#nonce, reader };
      this.#generator = messages.mapIntegrated(group, this.#suite, nonces);
      return Buffer.alloc(0);
    }
    group.check(reader);
    this.#mappingKey = randomScalar(group, this.#random);
    const shared = group.power(reader, this.#mappingKey);
    this.#generator = messages.mapGeneric(group, this.#nonce, shared);
    return group.power(group.generator, this.#mappingKey);
  }

  #agree(reader: Uint8Array): Uint8Array {
    const { group } = this.#options;
    group.check(reader);
    const privateKey = randomScalar(group, this.#random);
    const own = group.power(this.#generator ?? group.generator, privateKey);
    this.#keys = sessionKeys(this.#suite, group.secretOf(group.power(reader, privateKey)));
    this.#publicKeys = { own, other: reader };
    return own;
  }

  #authenticate(token: Uint8Array): { answer: Buffer; keys: SessionKeys } | null {
    const { group, info, chipKey } = this.#options;
    const [keys, publicKeys] = [this.#keys, this.#publicKeys];
    if (!keys || !publicKeys) return null;
    const expected = messages.paceToken(keys, info.oid, group, publicKeys.own);
    if (token.length !== 8 || !timingSafeEqual(expected, token)) return null;
    const parts: [number, Uint8Array][] = [
      [paceTags.chipToken, messages.paceToken(keys, info.oid, group, publicKeys.other)],
    ];
    if (info.mapping === 'CAM' && chipKey !== undefined) {
      const privateKeys = { mapping: this.#mappingKey, fixed: chipKey };
      const sealed = messages.sealChipAuthentication(keys, group, privateKeys);
      parts.push([paceTags.chipAuthentication, sealed]);
    }
    return { answer: messages.writeDynamicAll(parts), keys };
  }
}
