import { readCertificate, readPassport, TrustStore } from '../../packages/passport/index.ts';
import { createSigner } from '../../packages/passport/lab/authority.ts';
import { manipulatedChips } from '../../packages/passport/lab/faults.ts';
import { issueDocument } from '../../packages/passport/lab/issue-document.ts';
import { VirtualChip } from '../../packages/passport/lab/virtual-chip.ts';
import type { SpecimenCase } from './specimen-cases.ts';

/** Each manipulated chip as a case whose outcome is the reason of its refusal. */
export function faultCases(): SpecimenCase[] {
  const authority = createSigner();
  const signer = createSigner({ name: 'DS' }, authority);
  const trust = new TrustStore([readCertificate(authority.certificate)]);
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
