import { randomBytes } from 'node:crypto';
import { cipherNames } from '../crypto/cipher-suite.ts';
import { GroupError } from '../domain/group.ts';
import { PassportError } from '../errors.ts';
import {
  chipAuthenticationOid,
  type ChipAuthenticationInfo,
  type ChipPublicKey,
  type SecurityInfos,
} from '../files/security-infos.ts';
import { writeDynamic } from '../pace/messages.ts';
import { randomScalar, type ChipAuthenticationData, type RandomBytes } from '../pace/reader.ts';
import { fileIds } from '../secure-messaging/read-file.ts';
import type { ChipConnection } from '../secure-messaging/chip-connection.ts';
import { chipAuthenticationKeys, writeKeyTemplate, writeTemplate } from './messages.ts';

const subject = 'chip authentication';

/**
 * Chip authentication as the reader (9303-11, 6.2): a key agreement with the signed static key. The first answer under
 * the new keys is the proof, so one file is selected here.
 *
 * @param infos of a DG14 that matched its signed hash
 * @throws {PassportError} `chip_authentication_failed` or `unsupported_algorithm`
 */
export async function runChipAuthentication(
  chip: ChipConnection,
  infos: SecurityInfos,
  random: RandomBytes = randomBytes,
): Promise<void> {
  const { info, key } = choose(infos);
  try {
    await agree(chip, info, key, random);
    const data = Buffer.of(0x01, fileIds.dg1 & 0xff);
    await chip.require({ ins: 0xa4, p1: 0x02, p2: 0x0c, data }, subject);
  } catch (error) {
    if (isOutside(error)) throw error;
    const detail = error instanceof Error ? error.message : undefined;
    throw new PassportError('chip_authentication_failed', subject, detail);
  }
}

async function agree(
  chip: ChipConnection,
  info: ChipAuthenticationInfo,
  key: ChipPublicKey,
  random: RandomBytes,
): Promise<void> {
  const { group } = key;
  group.check(key.publicKey);
  const privateKey = randomScalar(group, random);
  const publicKey = group.power(group.generator, privateKey);
  if (info.cipher === '3DES') {
    const data = writeKeyTemplate(publicKey, key.keyId);
    await chip.require({ ins: 0x22, p1: 0x41, p2: 0xa6, data }, subject);
  } else {
    const data = writeTemplate(info.oid, key.keyId);
    await chip.require({ ins: 0x22, p1: 0x41, p2: 0xa4, data }, subject);
    const dynamic = writeDynamic(0x80, publicKey);
    await chip.require({ ins: 0x86, p1: 0, p2: 0, data: dynamic, expected: 256 }, subject);
  }
  chip.startSession(chipAuthenticationKeys(info.cipher, group, key.publicKey, privateKey));
}

/** Chooses the strongest offer with its key. Old documents only have a key: then 3DES. */
function choose({ chipAuthentication, chipKeys }: SecurityInfos) {
  const offers = chipKeys.flatMap((key) => {
    const infos = chipAuthentication.filter(
      ({ agreement, keyId }) =>
        agreement === key.agreement &&
        (keyId === null || key.keyId === null || keyId === key.keyId),
    );
    const { agreement } = key;
    const old = {
      oid: chipAuthenticationOid(agreement, '3DES'),
      agreement,
      cipher: '3DES' as const,
      keyId: null,
    };
    return (infos.length > 0 ? infos : [old]).map((info) => ({ info, key }));
  });
  const [best] = offers.sort(
    (left, right) => cipherNames.indexOf(right.info.cipher) - cipherNames.indexOf(left.info.cipher),
  );
  if (!best) throw new PassportError('unsupported_algorithm', subject, 'no usable key');
  return best;
}

function isOutside(error: unknown): boolean {
  if (error instanceof PassportError) return error.code === 'chip_lost' || error.code === 'timeout';
  return !(error instanceof GroupError);
}

/**
 * Checks PACE-CAM with the keys of an EF.CardSecurity whose signature was verified (9303-11, 4.4.3.5.2).
 *
 * @throws {PassportError} `chip_authentication_failed`
 */
export function checkChipAuthenticationMapping(
  { group, mappingKey, factor }: ChipAuthenticationData,
  keys: readonly ChipPublicKey[],
): void {
  const isProven = keys.some((key) => {
    if (key.group !== group || factor % group.order === 0n) return false;
    try {
      return Buffer.from(group.power(key.publicKey, factor)).equals(mappingKey);
    } catch {
      return false;
    }
  });
  if (!isProven) throw new PassportError('chip_authentication_failed', 'PACE-CAM');
}

/**
 * Checks that EF.CardSecurity and DG14 mean the same key by the same identifier: both describe one chip.
 *
 * @throws {PassportError} `chip_authentication_failed`
 */
export function checkSameKeys(
  card: readonly ChipPublicKey[],
  signed: readonly ChipPublicKey[],
): void {
  for (const { keyId, publicKey } of signed) {
    const namesake = keyId === null ? undefined : card.find((one) => one.keyId === keyId);
    if (namesake && !Buffer.from(publicKey).equals(namesake.publicKey)) {
      throw new PassportError('chip_authentication_failed', 'EF.CardSecurity', 'another key');
    }
  }
}
