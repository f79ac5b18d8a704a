import { createHash } from 'node:crypto';
import path from 'node:path';
import t from 'tap';
import { createMasterList, createRevocationList, createSigner } from '#passport/lab/authority.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { VirtualChip } from '#passport/virtual-chip';
import { certificateFingerprint, parseCertificate, type SealedTrustFile } from '#passport';
import { createChipReader } from '#server/documents/chip-reader.ts';

// Real threads, which read virtual chips.

const authority = createSigner();
const lister = createSigner({ name: 'Lister', extendedUsages: ['2.23.136.1.1.3'] }, authority);
const signer = createSigner({ name: 'DS' }, authority);
const { image, accessKey } = issueDocument({ signer, activeAuthentication: 'ecdsa' });

function sealed(kind: SealedTrustFile['kind'], content: Buffer): SealedTrustFile {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const fingerprint = certificateFingerprint(parseCertificate(authority.certificate));
  return { kind, content, sha256, authority: fingerprint };
}

t.test('the lists are verified once, and again when they change', async (t) => {
  const readChip = createChipReader();
  const verdictWith = async (...lists: SealedTrustFile[]) => {
    const { transmit } = new VirtualChip(image);
    const { signal } = new AbortController();
    const reading = await readChip({
      ...{ accessKey, lists, transmit, signal, timeoutMs: 60_000 },
      onStage: () => {},
    });
    return reading.read ? reading.document.verdict : reading.code;
  };
  const list = sealed('list', createMasterList(lister, [authority.certificate]));
  t.equal(await verdictWith(list), 'genuine');
  // Only a thread that verifies the list again notices that its content is gone.
  t.equal(await verdictWith({ ...list, content: Buffer.alloc(0) }), 'genuine');
  const revoked = sealed('revocations', createRevocationList(authority, [signer.serial]));
  t.equal(await verdictWith(list, revoked), 'revoked');
  t.equal(await verdictWith(list, revoked), 'revoked', 'a list of revocations is taken over, too');
  t.equal(await verdictWith({ ...list, sha256: '' }), 'not_verified', 'a list that was altered');
  t.equal(await verdictWith(list), 'genuine');
});

t.test('what a thread says of the lists after its first command is not taken over', async (t) => {
  // The document may have taken over the thread by then.
  const thread = `import { parentPort, workerData } from 'node:worker_threads';
    parentPort.once('message', () => {
      parentPort.postMessage({ type: 'trust', contents: {} });
      const code = workerData.contents ? 'taken over' : 'none';
      parentPort.postMessage({ type: 'done', reading: { read: false, code } });
    });
    parentPort.postMessage({ type: 'command', id: 1, bytes: new Uint8Array() });`;
  const readChip = createChipReader(path.join(t.testdir({ 'thread.mjs': thread }), 'thread.mjs'));
  for (let reading = 0; reading < 2; reading++) {
    const { signal } = new AbortController();
    const read = await readChip({
      ...{ accessKey, lists: [], signal, timeoutMs: 60_000 },
      transmit: async (bytes) => bytes,
      onStage: () => {},
    });
    t.match(read, { read: false, code: 'none' });
  }
});
