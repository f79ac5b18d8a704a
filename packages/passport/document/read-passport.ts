import { bacSeed, mrzInformation, type AccessKey } from '../access-key/access-key.ts';
import { runActiveAuthentication } from '../active-authentication/reader.ts';
import { runBac } from '../bac/reader.ts';
import {
  checkChipAuthenticationMapping,
  checkSameKeys,
  runChipAuthentication,
} from '../chip-authentication/reader.ts';
import { PassportError } from '../errors.ts';
import { readCardAccess, readCardSecurity, readDg14 } from '../files/dg14.ts';
import { readDg15 } from '../files/dg15.ts';
import type { Mrz } from '../files/mrz.ts';
import type { ChipPublicKey, PaceInfo, SecurityInfos } from '../files/security-infos.ts';
import { limits } from '../limits.ts';
import { choosePace, isSameOffer, isWeaker } from '../pace/pace-choice.ts';
import { runPace } from '../pace/reader.ts';
import { ChipConnection, type Transmit } from '../secure-messaging/chip-connection.ts';
import { fileIds, readFile } from '../secure-messaging/read-file.ts';
import type { Certificate } from '../trust/certificate.ts';
import type { TrustStore } from '../trust/trust-store.ts';
import {
  readContents,
  type ChipOffers,
  type ChipProof,
  type Contents,
  type FileName,
} from './contents.ts';
import { judge, type Judgement } from './verdict.ts';

/** The stages in their order; `portrait` takes longest. */
export type Stage = 'access' | 'signature' | 'holder' | 'chip' | 'details' | 'portrait';

export interface ReadOptions {
  transmit: Transmit;
  accessKey: AccessKey;
  trust: TrustStore;
  now: Date;
  /** Called when a stage begins. */
  onProgress?: (stage: Stage) => void;
  /** Ends the session, with `timeout`. */
  signal?: AbortSignal;
  /** Milliseconds for the whole session; default: 30,000. */
  timeoutMs?: number;
  /** Bytes per read command; more than 223 needs extended length of reader and chip. */
  blockBytes?: number;
}

export interface Passport extends Contents, Judgement {
  /** The protocol that opened the chip. */
  access: { protocol: 'BAC' } | { protocol: 'PACE'; oid: string; mapping: PaceInfo['mapping'] };
  /** Number of commands sent. */
  commands: number;
}

/**
 * Reads and verifies the chip of a passport or ID card. Every offer of the chip must succeed: the reader never falls
 * back to a weaker protocol.
 *
 * @throws {PassportError} for a document that must be refused or cannot be read
 */
export async function readPassport(options: ReadOptions): Promise<Passport> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, options.timeoutMs ?? limits.sessionMs);
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const chip = new ChipConnection(options.transmit, controller.signal);
    return await new PassportReader(chip, options).read();
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
}

interface CardKeys {
  signer: Certificate;
  chipKeys: readonly ChipPublicKey[];
}

const application = Buffer.from('a0000002471001', 'hex');
const stages: Partial<Record<FileName, Stage>> = {
  sod: 'signature',
  dg1: 'holder',
  dg14: 'chip',
  dg15: 'chip',
  dg11: 'details',
  dg2: 'portrait',
};

class PassportReader {
  readonly #chip: ChipConnection;
  readonly #options: ReadOptions;
  #stage: Stage | null = null;
  #pace: PaceInfo | null = null;
  /** The PACE offers of EF.CardAccess. */
  #offered: readonly PaceInfo[] = [];
  /** The signed keys with which PACE-CAM proved the chip. */
  #cardKeys: CardKeys | null = null;

  constructor(chip: ChipConnection, options: ReadOptions) {
    this.#chip = chip;
    this.#options = options;
  }

  async read(): Promise<Passport> {
    const { trust, now } = this.#options;
    this.#begin('access');
    await this.#open();
    const contents = await readContents(
      (file) => this.#readDataGroup(file),
      (offers) => this.#prove(offers),
    );
    const signers = [contents.securityObject.signedData.signer];
    if (this.#cardKeys) signers.push(this.#cardKeys.signer);
    const judgement = judge(contents, signers, trust, now);
    const pace = this.#pace;
    return {
      ...contents,
      ...judgement,
      access: pace
        ? { protocol: 'PACE', oid: pace.oid, mapping: pace.mapping }
        : { protocol: 'BAC' },
      commands: this.#chip.commandCount,
    };
  }

  /** Uses PACE if the chip offers it, otherwise BAC. */
  async #open(): Promise<void> {
    const { accessKey } = this.#options;
    const chip = this.#chip;
    // A chip may still be inside its application after earlier use. Chips that refuse this command are outside.
    await chip.send({ ins: 0xa4, p1: 0x00, p2: 0x0c, data: Buffer.of(0x3f, 0x00) });
    const file = await readFile(chip, {
      id: fileIds.cardAccess,
      subject: 'EF.CardAccess',
      maxBytes: limits.files.cardAccess,
    });
    const infos = file && readCardAccess(file);
    if (infos && (infos.pace.length > 0 || infos.hasUnknownPace)) {
      const choice = choosePace(infos);
      const mapping = await runPace(chip, choice, accessKey);
      this.#pace = choice.info;
      this.#offered = infos.pace;
      if (mapping) {
        const { signedData, infos: keys } = readCardSecurity(await this.#readCardSecurity());
        checkChipAuthenticationMapping(mapping, keys.chipKeys);
        this.#cardKeys = { signer: signedData.signer, chipKeys: keys.chipKeys };
      }
      return this.#select();
    }
    await this.#select();
    await runBac(chip, bacSeed(accessKey));
  }

  async #select(): Promise<void> {
    const { status } = await this.#chip.send({ ins: 0xa4, p1: 0x04, p2: 0x0c, data: application });
    if (status !== 0x9000) throw new PassportError('not_a_passport', 'application');
  }

  async #readCardSecurity(): Promise<Buffer> {
    const subject = 'EF.CardSecurity';
    const maxBytes = limits.files.cardSecurity;
    const file = await readFile(this.#chip, { id: fileIds.cardSecurity, subject, maxBytes });
    if (!file) throw new PassportError('chip_authentication_failed', subject, 'missing');
    return file;
  }

  async #readDataGroup(file: FileName): Promise<Uint8Array | null> {
    const stage = stages[file];
    if (stage) this.#begin(stage);
    const { blockBytes } = this.#options;
    return readFile(this.#chip, {
      id: fileIds[file],
      subject: file === 'com' || file === 'sod' ? `EF.${file.toUpperCase()}` : file.toUpperCase(),
      maxBytes: limits.files[file],
      ...(blockBytes !== undefined && { blockBytes }),
    });
  }

  async #prove({ mrz, dg14, dg15 }: ChipOffers): Promise<ChipProof | null> {
    this.#checkSameDocument(mrz);
    const infos = dg14 && readDg14(dg14);
    this.#checkDowngrade(infos?.pace ?? []);
    let proof = this.#mappingProof(infos);
    // EF.CardSecurity may come from another document: only DG14 is bound to the holder's data.
    if (infos && offersChipAuthentication(infos)) {
      this.#begin('chip');
      await runChipAuthentication(this.#chip, infos);
      proof ??= 'chip_authentication';
    }
    if (dg15) {
      this.#begin('chip');
      const algorithm = infos?.activeAuthentication ?? null;
      await runActiveAuthentication(this.#chip, readDg15(dg15), algorithm);
      proof ??= 'active_authentication';
    }
    return proof;
  }

  /** @throws {PassportError} when DG14 gives another key the same identifier */
  #mappingProof(infos: SecurityInfos | null): ChipProof | null {
    const used = this.#pace;
    const card = this.#cardKeys;
    if (!card || !used) return null;
    checkSameKeys(card.chipKeys, infos?.chipKeys ?? []);
    const isPromised = infos?.pace.some((one) => isSameOffer(one, used));
    return isPromised ? 'pace_cam' : null;
  }

  /** The chip's MRZ must match the printed one that opened the chip. */
  #checkSameDocument({ documentNumber, birthDate, expiryDate }: Mrz): void {
    const { accessKey } = this.#options;
    if (accessKey.kind !== 'mrz') return;
    const own = mrzInformation({ kind: 'mrz', documentNumber, birthDate, expiryDate });
    if (own !== mrzInformation(accessKey)) throw new PassportError('other_document', 'DG1');
  }

  /** EF.CardAccess is unsigned: an attacker between reader and chip may have removed an offer. DG14 is signed. */
  #checkDowngrade(signed: readonly PaceInfo[]): void {
    const used = this.#pace;
    if (signed.length === 0) return;
    const isListed = used && signed.some((one) => isSameOffer(one, used));
    if (!isListed || isWeaker(used, signed, this.#offered)) {
      throw new PassportError('pace_downgraded', 'DG14');
    }
  }

  #begin(stage: Stage): void {
    if (this.#stage === stage) return;
    this.#stage = stage;
    this.#options.onProgress?.(stage);
  }
}

/** Counts unsupported forms too: chip authentication then fails instead of being skipped. */
function offersChipAuthentication(infos: SecurityInfos): boolean {
  const { chipKeys, chipAuthentication, hasUnknownChipAuthentication } = infos;
  return hasUnknownChipAuthentication || chipKeys.length + chipAuthentication.length > 0;
}
