import t from 'tap';
import { createSigner } from '../lab/authority.ts';
import { manipulatedChips } from '../lab/faults.ts';
import { issueDocument } from '../lab/issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';
import { parseCertificate, readPassport, TrustStore } from '../index.ts';

const authority = createSigner();
const signer = createSigner({ name: 'DS' }, authority);
const trust = new TrustStore([parseCertificate(authority.certificate)]);
const now = new Date('2026-11-29T12:00:00Z');

t.test('manipulated chips are refused for the right reason', async (t) => {
  for (const { name, expected, options, change, faults } of manipulatedChips(signer)) {
    const document = issueDocument({ signer, ...options });
    const { accessKey } = document;
    change?.(document);
    const { transmit } = new VirtualChip(document.image, faults);
    await t.rejects(readPassport({ transmit, accessKey, trust, now }), { code: expected }, name);
  }
});

t.test('a session ends when its signal is aborted', async (t) => {
  const { image, accessKey } = issueDocument({ signer });
  const chip = new VirtualChip(image);
  const controller = new AbortController();
  const transmit = (apdu: Uint8Array) => {
    controller.abort();
    return chip.transmit(apdu);
  };
  const read = readPassport({ transmit, accessKey, trust, now, signal: controller.signal });
  await t.rejects(read, { code: 'timeout' });
});
