import { parseCertificate, readPassport, TrustStore } from '../index.ts';
import { createSigner } from './authority.ts';
import { manipulatedChips } from './faults.ts';
import { issueDocument } from './issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';
import type { SpecimenCase } from './specimen-case.ts';

/** Each manipulated chip as a case whose outcome is the reason of its refusal. */
export function faultCases(): SpecimenCase[] {
  const authority = createSigner();
  const signer = createSigner({ name: 'DS' }, authority);
  const trust = new TrustStore([parseCertificate(authority.certificate)]);
  return manipulatedChips(signer).map(({ name, expected, options, change, faults }) => ({
    group: 'manipulated chip',
    name,
    expected,
    run: async () => {
      const document = issueDocument({ signer, ...options });
      const { accessKey } = document;
      change?.(document);
      const { transmit } = new VirtualChip(document.image, faults);
      const now = new Date('2026-11-29T12:00:00Z');
      return (await readPassport({ transmit, accessKey, trust, now })).verdict;
    },
  }));
}
