import { createHash } from 'node:crypto';
import t from 'tap';
import {
  createMasterList,
  createRevocationList,
  createSigner,
} from '../../packages/passport/lab/authority.ts';
import { issueDocument } from '../../packages/passport/lab/issue-document.ts';
import { VirtualChip } from '../../packages/passport/virtual-chip/index.ts';
import {
  certificateFingerprint,
  parseCertificate,
  type SealedTrustFile,
} from '../../packages/passport/index.ts';
import { createChipReader } from '../../server/documents/chip-reader.ts';

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
