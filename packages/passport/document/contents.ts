import { PassportError } from '../errors.ts';
import { readCom } from '../files/com.ts';
import { readDg1 } from '../files/dg1.ts';
import { readDg11, type AdditionalDetails } from '../files/dg11.ts';
import type { Mrz } from '../files/mrz.ts';
import { checkDataGroup, readSod, type SecurityObject } from '../files/sod.ts';
import { readDg2 } from '../portrait/dg2.ts';
import type { Portrait } from '../portrait/image.ts';

export type FileName = 'com' | 'sod' | 'dg1' | 'dg2' | 'dg11' | 'dg14' | 'dg15';

/** Returns a file; null when the chip has none or refuses to read it. */
export type FileSource = (file: FileName) => Promise<Uint8Array | null>;

export type ChipProof = 'pace_cam' | 'chip_authentication' | 'active_authentication';

/** A chip's offers to prove that it is no copy. Every part matches its signed hash; the keys are not parsed yet. */
export interface ChipOffers {
  mrz: Mrz;
  dg14: Uint8Array | null;
  dg15: Uint8Array | null;
}

/** The contents of a document. Each part matched its signed hash before parsing. */
export interface Contents {
  ldsVersion: string | null;
  securityObject: SecurityObject;
  mrz: Mrz;
  details: AdditionalDetails | null;
  portrait: Portrait;
  chipProof: ChipProof | null;
}

/**
 * Reads a document in the order that proves it earliest: signature, holder, chip, portrait.
 *
 * @param prove runs the chip's proofs and throws when one fails
 * @throws {PassportError}
 */
export async function readContents(
  source: FileSource,
  prove: (offers: ChipOffers) => Promise<ChipProof | null>,
): Promise<Contents> {
  const com = await source('com');
  const { ldsVersion } = com ? readCom(com) : { ldsVersion: null };
  const securityObject = readSod(await readNeeded(source, 'sod', 'EF.SOD'));
  const readSigned = async (file: FileName, number: number) => {
    const bytes = await readNeeded(source, file, `DG${number}`);
    checkDataGroup(securityObject, number, bytes);
    return bytes;
  };
  const isListed = (number: number) => securityObject.hashes.has(number);
  const mrz = readDg1(await readSigned('dg1', 1));
  // Every listed group must exist: a copied chip would leave out the keys that it does not have.
  const dg14 = isListed(14) ? await readSigned('dg14', 14) : null;
  const dg15 = isListed(15) ? await readSigned('dg15', 15) : null;
  const chipProof = await prove({ mrz, dg14, dg15 });
  const details = isListed(11) ? readDg11(await readSigned('dg11', 11)) : null;
  const portrait = readDg2(await readSigned('dg2', 2));
  return { ldsVersion, securityObject, mrz, details, portrait, chipProof };
}

async function readNeeded(
  source: FileSource,
  file: FileName,
  subject: string,
): Promise<Uint8Array> {
  const bytes = await source(file);
  if (!bytes) throw new PassportError('data_group_missing', subject);
  return bytes;
}
