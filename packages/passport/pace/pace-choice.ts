import { PassportError } from '../errors.ts';
import { standardizedGroup } from '../domain/domain-parameters.ts';
import { cipherNames } from '../crypto/cipher-suite.ts';
import type { Group } from '../domain/group.ts';
import type { PaceInfo, SecurityInfos } from '../files/security-infos.ts';

export interface PaceChoice {
  info: PaceInfo;
  group: Group;
  /** Whether the command must name the domain parameters, because the chip has several. */
  isAmbiguous: boolean;
}

/**
 * Chooses a protocol from a chip's offers: chip authentication mapping first, then curves, then the stronger cipher. A
 * chip with only unknown offers is refused and never read by BAC instead.
 *
 * @throws {PassportError} `pace_unsupported`
 */
export function choosePace({ pace, paceGroups }: SecurityInfos): PaceChoice {
  const isAmbiguous = new Set(pace.map(({ parameterId }) => parameterId)).size > 1;
  const choices = pace.flatMap((info): PaceChoice[] => {
    const id = info.parameterId;
    const group =
      id === null
        ? (paceGroups.get(0) ?? [...paceGroups.values()][0])
        : (paceGroups.get(id) ?? standardizedGroup(id));
    if (group?.kind !== info.agreement || !isMappable(info, group)) return [];
    return [{ info, group, isAmbiguous }];
  });
  const [best] = choices.sort((left, right) => rank(right.info) - rank(left.info));
  if (!best) throw new PassportError('pace_unsupported', 'EF.CardAccess');
  return best;
}

/** Integrated mapping has no point encoding for primes that are 1 modulo 4. */
function isMappable({ mapping }: PaceInfo, { name }: Group): boolean {
  return mapping !== 'IM' || name !== 'secp224r1';
}

/** Whether the chip supports a stronger protocol than the used one, and its offer is missing. */
export function isWeaker(
  used: PaceInfo,
  signed: readonly PaceInfo[],
  offered: readonly PaceInfo[],
): boolean {
  const missing = signed.filter((one) => !offered.some((other) => isSameOffer(one, other)));
  return missing.some((one) => rank(one) > rank(used));
}

export function isSameOffer(one: PaceInfo, other: PaceInfo): boolean {
  return one.oid === other.oid && one.parameterId === other.parameterId;
}

function rank({ mapping, agreement, cipher }: PaceInfo): number {
  const strength = cipherNames.indexOf(cipher);
  return (mapping === 'CAM' ? 100 : 0) + (agreement === 'ecdh' ? 10 : 0) + strength;
}
