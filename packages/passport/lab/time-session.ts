import { setTimeout as sleep } from 'node:timers/promises';
import { parseCertificate, readMasterList, readPassport, TrustStore } from '../index.ts';
import { createMasterList, createSigner, type Signer } from './authority.ts';
import { issueDocument, smallestJpeg, type IssuedDocument } from './issue-document.ts';
import { VirtualChip } from '../virtual-chip/virtual-chip.ts';

const msPerCommand = 30;

/** Issues the measured document: a portrait of 18 kB, PACE and chip authentication. */
export function issueMeasuredDocument(
  authority: Signer,
  portrait: Uint8Array = smallestJpeg(18_000),
): IssuedDocument {
  return issueDocument({
    signer: createSigner({ name: 'DS' }, authority),
    portrait,
    pace: [{ mapping: 'GM', agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 }],
    chipAuthentication: { cipher: 'AES-128', parameterId: 13 },
  });
}

/** Measures one session with that document, on a chip that takes 30 ms per command. */
export async function timeSession(): Promise<{ totalMs: number; ownMs: number; commands: number }> {
  const authority = createSigner();
  const { image, accessKey } = issueMeasuredDocument(authority);
  const chip = new VirtualChip(image);
  let awayMs = 0;
  const start = performance.now();
  const { commands } = await readPassport({
    transmit: async (apdu) => {
      const sent = performance.now();
      const response = await chip.transmit(apdu);
      await sleep(msPerCommand);
      awayMs += performance.now() - sent;
      return response;
    },
    accessKey,
    trust: new TrustStore([parseCertificate(authority.certificate)]),
    now: new Date('2026-11-29T12:00:00Z'),
  });
  const totalMs = Math.round(performance.now() - start);
  return { totalMs, ownMs: Math.round(totalMs - awayMs), commands };
}

/** Measures reading a master list of 600 authorities, as every session does first. */
export function timeMasterList(): number {
  const kinds = [
    { scheme: 'rsa', hash: 'sha256' },
    { scheme: 'ecdsa', hash: 'sha384', curve: 'brainpoolP384r1' },
  ] as const;
  const authorities = kinds.map((kind) => createSigner({ kind }).certificate);
  const authority = createSigner({ name: 'Publisher' });
  const lister = createSigner({ extendedUsages: ['2.23.136.1.1.3'] }, authority);
  const many = Array.from({ length: 300 }, () => authorities).flat();
  const list = createMasterList(lister, many, [authority.certificate]);
  const start = performance.now();
  const { certificates } = readMasterList(list, new Date());
  new TrustStore(certificates);
  return Math.round(performance.now() - start);
}
