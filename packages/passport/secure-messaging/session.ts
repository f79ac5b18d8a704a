import { timingSafeEqual } from 'node:crypto';
import { numberBytes, writeTlv } from '../ber/write-ber.ts';
import { readChildren } from '../ber/read-ber.ts';
import { pad, unpad, type CipherSuite } from '../crypto/cipher-suite.ts';
import { PassportError } from '../errors.ts';
import { expectedOf, type ChipCommand, type ChipResponse } from './apdu.ts';

export interface SessionKeys {
  suite: CipherSuite;
  encryption: Uint8Array;
  authentication: Uint8Array;
}

/** Derives the keys of a session from a shared secret (9303-11, 9.7.1). */
export function sessionKeys(suite: CipherSuite, secret: Uint8Array): SessionKeys {
  return {
    suite,
    encryption: suite.deriveKey(secret, 1),
    authentication: suite.deriveKey(secret, 2),
  };
}

const subject = 'secure messaging';

/** Secure messaging of 9303-11, 9.8, for both sides: the counter advances with every message. */
export class SecureSession {
  readonly #keys: SessionKeys;
  #counter: bigint;

  constructor(keys: SessionKeys, counter = 0n) {
    this.#keys = keys;
    this.#counter = counter;
  }

  protectCommand(command: ChipCommand): ChipCommand {
    this.#counter += 1n;
    const { ins, p1, p2, data, expected } = command;
    const cla = (command.cla ?? 0) | 0x0c;
    const header = pad(Buffer.of(cla, ins, p1, p2), this.#block);
    const cryptogram = data && data.length > 0 ? this.#writeData(data, ins) : Buffer.alloc(0);
    // A long answer needs a long LE inside and outside, otherwise the chip answers in short form.
    const isExtended = cryptogram.length > 200 || (expected ?? 0) > 256;
    const le =
      expected === undefined ? Buffer.alloc(0) : writeTlv(0x97, leBytes(expected, isExtended));
    const mac = this.#mac(Buffer.concat([header, cryptogram, le]));
    const body = Buffer.concat([cryptogram, le, writeTlv(0x8e, mac)]);
    return {
      cla,
      ins,
      p1,
      p2,
      data: body,
      expected: isExtended || body.length > 255 ? 65_536 : 256,
    };
  }

  /** @throws {PassportError} `secure_messaging_failed`: the session must end */
  openCommand({ cla = 0, ins, p1, p2, data = Buffer.alloc(0) }: ChipCommand): ChipCommand {
    this.#counter += 1n;
    const objects = this.#objects(data);
    const signed = Buffer.concat(objects.filter(({ tag }) => tag !== 0x8e).map(({ raw }) => raw));
    const header = pad(Buffer.of(cla, ins, p1, p2), this.#block);
    this.#verify(Buffer.concat([header, signed]), objects.find(isMac)?.value);
    const sealed = objects.find(isCryptogram);
    const le = objects.find(({ tag }) => tag === 0x97)?.value;
    return {
      cla: cla & ~0x0c,
      ins,
      p1,
      p2,
      ...(sealed && { data: this.#readData(sealed.tag, sealed.value) }),
      ...(le && { expected: expectedOf(le) }),
    };
  }

  protectResponse({ data, status }: ChipResponse, ins: number): ChipResponse {
    this.#counter += 1n;
    const cryptogram = data.length > 0 ? this.#writeData(data, ins) : Buffer.alloc(0);
    const signed = Buffer.concat([
      cryptogram,
      writeTlv(0x99, Buffer.of(status >> 8, status & 0xff)),
    ]);
    return { data: Buffer.concat([signed, writeTlv(0x8e, this.#mac(signed))]), status };
  }

  /** @throws {PassportError} `secure_messaging_failed`: the session must end */
  openResponse({ data, status }: ChipResponse): ChipResponse {
    this.#counter += 1n;
    const objects = this.#objects(data);
    const signed = Buffer.concat(objects.filter(({ tag }) => tag !== 0x8e).map(({ raw }) => raw));
    this.#verify(signed, objects.find(isMac)?.value);
    const inner = objects.find(({ tag }) => tag === 0x99)?.value;
    const [high = 0, low = 0] = inner ?? [];
    // The outer status word is not authenticated.
    if (inner?.length !== 2 || high * 256 + low !== status) throw failure('status');
    const sealed = objects.find(isCryptogram);
    return { data: sealed ? this.#readData(sealed.tag, sealed.value) : Buffer.alloc(0), status };
  }

  get #block(): number {
    return this.#keys.suite.blockBytes;
  }

  #objects(data: Uint8Array) {
    try {
      return readChildren(data, subject, 4);
    } catch {
      throw failure('structure');
    }
  }

  get #counterBytes(): Buffer {
    return numberBytes(BigInt.asUintN(this.#block * 8, this.#counter), this.#block);
  }

  #mac(signed: Uint8Array): Buffer {
    const { suite, authentication } = this.#keys;
    const message = Buffer.concat([this.#counterBytes, signed]);
    // Retail MAC pads by itself. CMAC gets padded messages here, but unpadded ones in PACE.
    return suite.mac(authentication, suite.name === '3DES' ? message : pad(message, 16));
  }

  #verify(signed: Uint8Array, mac: Uint8Array | undefined): void {
    const expected = this.#mac(signed);
    if (mac?.length !== 8 || !timingSafeEqual(expected, mac)) throw failure('checksum');
  }

  #iv(): Buffer {
    const { suite, encryption } = this.#keys;
    if (suite.name === '3DES') return Buffer.alloc(8);
    return suite.encryptBlock(encryption, this.#counterBytes);
  }

  #writeData(data: Uint8Array, ins: number): Buffer {
    const { suite, encryption } = this.#keys;
    const sealed = suite.encrypt(encryption, this.#iv(), pad(data, this.#block));
    // Odd instructions have BER in their data.
    return ins % 2 === 1 ? writeTlv(0x85, sealed) : writeTlv(0x87, Buffer.of(1), sealed);
  }

  #readData(tag: number, value: Uint8Array): Uint8Array {
    const { suite, encryption } = this.#keys;
    if (tag === 0x87 && value[0] !== 1) throw failure('padding');
    const sealed = tag === 0x87 ? value.subarray(1) : value;
    if (sealed.length === 0 || sealed.length % this.#block !== 0) throw failure('padding');
    const data = unpad(suite.decrypt(encryption, this.#iv(), sealed));
    if (!data) throw failure('padding');
    return data;
  }
}

const isMac = ({ tag }: { tag: number }) => tag === 0x8e;
const isCryptogram = ({ tag }: { tag: number }) => tag === 0x87 || tag === 0x85;

function leBytes(expected: number, isExtended: boolean): Buffer {
  return isExtended
    ? Buffer.of((expected >> 8) & 0xff, expected & 0xff)
    : Buffer.of(expected & 0xff);
}

function failure(detail: string): PassportError {
  return new PassportError('secure_messaging_failed', subject, detail);
}
