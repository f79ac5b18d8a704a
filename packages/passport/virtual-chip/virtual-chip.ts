import { bacSeed, pacePassword, type AccessKey } from '../access-key/access-key.ts';
import { signChallenge, type ActiveAuthenticationKey } from '../active-authentication/chip.ts';
import { BacChip } from '../bac/chip.ts';
import { readChildren, readTlv } from '../ber/read-ber.ts';
import { oidOf, toBigInt } from '../ber/fields.ts';
import { lengthBytes, writeTlv } from '../ber/write-ber.ts';
import { chipAuthenticationKeys } from '../chip-authentication/messages.ts';
import type { CipherName } from '../crypto/cipher-suite.ts';
import { standardizedGroup } from '../domain/domain-parameters.ts';
import type { Group } from '../domain/group.ts';
import { readCardAccess } from '../files/dg14.ts';
import { readDynamic, writeDynamic } from '../pace/messages.ts';
import { PaceChip } from '../pace/chip.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import {
  decodeCommand,
  encodeResponse,
  type ChipCommand,
  type ChipResponse,
} from '../secure-messaging/apdu.ts';
import { SecureSession, type SessionKeys } from '../secure-messaging/session.ts';

/** The files and keys of a chip. */
export interface ChipImage {
  /** Files of the application by identifier. */
  files: Map<number, Uint8Array>;
  masterFiles: Map<number, Uint8Array>;
  accessKey: AccessKey;
  can?: string;
  /** The static key of PACE-CAM. */
  camKey?: bigint;
  chipAuthentication?: { cipher: CipherName; group: Group; privateKey: bigint };
  activeAuthentication?: ActiveAuthenticationKey;
  /** Files that the chip refuses to read, with status 6982. */
  closed?: ReadonlySet<number>;
  /** Whether the chip does not support extended length. */
  isShort?: boolean;
}

export interface ChipFaults {
  /** Changes the chip's answer before secure messaging. */
  answer?: (command: ChipCommand, response: ChipResponse) => ChipResponse;
  /** Changes the bytes on their way to the reader. */
  wire?: (response: Buffer, count: number) => Buffer;
  /** Rejects from this command on, as when the document is removed. */
  lostAt?: number;
}

const ok = (data: Uint8Array = Buffer.alloc(0)): ChipResponse => ({ data, status: 0x9000 });
const refusal = (status: number): ChipResponse => ({ data: Buffer.alloc(0), status });
/** Largest block in a short answer under secure messaging. */
const shortBlock = 231;
const application = 'a0000002471001';

/** An ICAO 9303 chip in software, which runs each protocol with its keys. */
export class VirtualChip {
  readonly #image: ChipImage;
  readonly #faults: ChipFaults;
  readonly #bac: BacChip | null;
  #pace: PaceChip | null = null;
  #secure: SecureSession | null = null;
  #isInApplication = false;
  #selected: Uint8Array | null = null;
  #count = 0;
  #isExtended = false;

  constructor(image: ChipImage, faults: ChipFaults = {}) {
    this.#image = image;
    this.#faults = faults;
    this.#bac = image.accessKey.kind === 'mrz' ? new BacChip(bacSeed(image.accessKey)) : null;
  }

  readonly transmit = async (apdu: Uint8Array): Promise<Uint8Array> => {
    this.#count += 1;
    const { lostAt, wire } = this.#faults;
    if (lostAt !== undefined && this.#count >= lostAt) throw new Error('no chip');
    const bytes = encodeResponse(this.#exchange(apdu));
    return wire ? wire(bytes, this.#count) : bytes;
  };

  #exchange(apdu: Uint8Array): ChipResponse {
    const command = decodeCommand(apdu);
    if (!command) return refusal(0x6700);
    this.#isExtended = (command.expected ?? 0) > 256;
    if (this.#image.isShort && apdu[4] === 0 && apdu.length > 6) return refusal(0x6700);
    if (((command.cla ?? 0) & 0x0c) === 0) {
      // A command in clear ends secure messaging.
      this.#secure = null;
      const { response, keys, counter } = this.#answer(command);
      if (keys) this.#secure = new SecureSession(keys, counter);
      return response;
    }
    const session = this.#secure;
    if (!session) return refusal(0x6988);
    try {
      const plain = session.openCommand(command);
      const { response, keys, counter } = this.#answer(plain);
      const sealed = session.protectResponse(response, plain.ins);
      if (keys) this.#secure = new SecureSession(keys, counter);
      return sealed;
    } catch {
      this.#secure = null;
      return refusal(0x6988);
    }
  }

  #answer(command: ChipCommand): Answer {
    const answer = this.#dispatch(command);
    const { answer: change } = this.#faults;
    return change ? { ...answer, response: change(command, answer.response) } : answer;
  }

  #dispatch(command: ChipCommand): Answer {
    try {
      switch (command.ins) {
        case 0xa4:
          return { response: this.#select(command) };
        case 0xb0:
        case 0xb1:
          return { response: this.#read(command) };
        case 0x84:
          return { response: this.#bac ? ok(this.#bac.challenge()) : refusal(0x6d00) };
        case 0x82:
          return this.#authenticateBac(command);
        case 0x22:
          return this.#setUp(command);
        case 0x86:
          return this.#generalAuthenticate(command);
        case 0x88:
          return { response: this.#internalAuthenticate(command) };
        default:
          return { response: refusal(0x6d00) };
      }
    } catch {
      return { response: refusal(0x6300) };
    }
  }

  #select({ p1, data = Buffer.alloc(0) }: ChipCommand): ChipResponse {
    const hex = Buffer.from(data).toString('hex');
    this.#selected = null;
    if (p1 === 0x00 && (hex === '3f00' || hex === '')) {
      this.#isInApplication = false;
      return ok();
    }
    if (p1 === 0x04) {
      if (hex !== application) return refusal(0x6a82);
      this.#isInApplication = true;
      return ok();
    }
    return this.#open(Number.parseInt(hex, 16));
  }

  #open(id: number): ChipResponse {
    const { files, masterFiles, closed } = this.#image;
    const isOpen = !this.#isInApplication || this.#secure !== null;
    if (!isOpen || closed?.has(id)) return refusal(0x6982);
    const file = (this.#isInApplication ? files : masterFiles).get(id);
    if (!file) return refusal(0x6a82);
    // The signed keys of PACE-CAM are only readable after PACE.
    if (!this.#isInApplication && id === fileIds.cardSecurity && !this.#secure)
      return refusal(0x6982);
    this.#selected = file;
    return ok();
  }

  #read({ ins, p1, p2, data, expected = 0 }: ChipCommand): ChipResponse {
    // A short identifier in the first byte selects the file and leaves eight bits for the offset.
    if (ins === 0xb0 && (p1 & 0x80) !== 0) {
      const { status } = this.#open(0x0100 + (p1 & 0x1f));
      if (status !== 0x9000) return refusal(status);
      return this.#read({ ins, p1: 0, p2, expected });
    }
    const file = this.#selected;
    if (!file) return refusal(0x6986);
    const isFar = ins === 0xb1;
    const offset = isFar
      ? Number(toBigInt(readTlv(data ?? Buffer.alloc(0), 'offset').value))
      : p1 * 256 + p2;
    if (offset >= file.length) return refusal(0x6b00);
    const header = isFar ? 1 + lengthBytes(expected).length : 0;
    const most = this.#isExtended ? expected : Math.min(expected, this.#secure ? shortBlock : 256);
    const part = file.subarray(offset, offset + most - header);
    return ok(isFar ? writeTlv(0x53, part) : part);
  }

  #authenticateBac({ data = Buffer.alloc(0) }: ChipCommand): Answer {
    const result = this.#bac?.authenticate(data);
    if (!result) return { response: refusal(0x6300) };
    const { keys, counter } = result.session;
    return { response: ok(result.answer), keys, counter };
  }

  #setUp({ p1, p2, data = Buffer.alloc(0) }: ChipCommand): Answer {
    const objects = new Map(readChildren(data, 'MSE').map(({ tag, value }) => [tag, value]));
    if (p1 === 0xc1 && p2 === 0xa4) return { response: this.#setUpPace(objects) };
    const proof = this.#image.chipAuthentication;
    if (p1 !== 0x41 || !proof) return { response: refusal(0x6a80) };
    if (p2 === 0xa4) return { response: ok() };
    const key = objects.get(0x91);
    return key ? { response: ok(), keys: this.#agree(key) } : { response: refusal(0x6a80) };
  }

  #setUpPace(objects: Map<number, Uint8Array>): ChipResponse {
    const access = this.#image.masterFiles.get(fileIds.cardAccess);
    const value = objects.get(0x80) ?? Buffer.alloc(0);
    const oid = oidOf({ tag: 6, value, raw: value }, 'MSE');
    const reference = objects.get(0x83)?.[0];
    const wanted = objects.get(0x84)?.[0];
    const infos = access && readCardAccess(access);
    const info = infos?.pace.find(
      (one) => one.oid === oid && (wanted === undefined || one.parameterId === wanted),
    );
    const group = info && standardizedGroup(info.parameterId ?? 0);
    if (!infos || !info || !group) return refusal(0x6a80);
    const { can, camKey } = this.#image;
    const key = reference === 2 ? can && { kind: 'can' as const, can } : this.#image.accessKey;
    if (!key) return refusal(0x6a88);
    const password = pacePassword(key).secret;
    const fixed = camKey !== undefined && { chipKey: camKey };
    this.#pace = new PaceChip({ info, group, password, ...fixed });
    return ok();
  }

  #generalAuthenticate({ data = Buffer.alloc(0) }: ChipCommand): Answer {
    const key = readDynamic(data, 'chip').get(0x80);
    if (key && this.#secure) return { response: ok(writeDynamic()), keys: this.#agree(key) };
    const step = this.#pace?.answer(data);
    if (!step) {
      this.#pace = null;
      return { response: refusal(0x6300) };
    }
    return { response: ok(step.answer), ...(step.keys && { keys: step.keys }) };
  }

  #agree(publicKey: Uint8Array): SessionKeys {
    const proof = this.#image.chipAuthentication;
    if (!proof) throw new Error('no key');
    return chipAuthenticationKeys(proof.cipher, proof.group, publicKey, proof.privateKey);
  }

  #internalAuthenticate({ data = Buffer.alloc(0) }: ChipCommand): ChipResponse {
    const key = this.#image.activeAuthentication;
    if (!key || data.length !== 8) return refusal(0x6a80);
    return ok(signChallenge(key, data));
  }
}

interface Answer {
  response: ChipResponse;
  /** Keys of a session that starts after this answer. */
  keys?: SessionKeys;
  counter?: bigint;
}
