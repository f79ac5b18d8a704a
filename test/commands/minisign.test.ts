import t from 'tap';
import {
  hasValidSignature,
  readMinisignKey,
  type MinisignKey,
} from '#server/installation/upgrade/minisign.ts';
import { newSigned } from '../support/minisign-signed.ts';

function keyOf({ publicKey }: { publicKey: Buffer }): MinisignKey {
  return readMinisignKey(publicKey)!;
}

t.test('a signature counts for its content, its comment and its key', async (t) => {
  for (const algorithm of ['Ed', 'ED'] as const) {
    const signed = newSigned(algorithm);
    const { content, signature } = signed;
    t.ok(hasValidSignature(keyOf(signed), content, signature), algorithm);
    t.notOk(hasValidSignature(keyOf(signed), Buffer.from('another'), signature));
    const other = Buffer.from(signature.toString().replace('version 1', 'version 2'));
    t.notOk(hasValidSignature(keyOf(signed), content, other), 'the comment is signed');
    t.notOk(hasValidSignature(keyOf(newSigned(algorithm)), content, signature), 'another key');
    const otherId = newSigned(algorithm, 'version 1', Buffer.alloc(8, 8));
    t.notOk(hasValidSignature({ ...keyOf(signed), id: keyOf(otherId).id }, content, signature));
  }
});

t.test('what is no key and no signature counts for nothing', async (t) => {
  for (const text of ['', 'untrusted comment: x\nRWQ=\n', 'x\ny\nz\n']) {
    t.equal(readMinisignKey(Buffer.from(text)), null);
    t.notOk(hasValidSignature(keyOf(newSigned('Ed')), Buffer.from('a package'), Buffer.from(text)));
  }
});
