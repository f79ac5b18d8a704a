import t from 'tap';
import { openBytes, sealBytes } from '#server/keys/sealed-bytes.ts';

t.test('what was altered anywhere, or cut off, does not open', (t) => {
  const key = Buffer.alloc(32, 1);
  const head = Buffer.from('v1');
  const sealed = sealBytes(key, Buffer.from('a secret'), 'row 17', head);
  for (let at = 0; at < sealed.length; at++) {
    const altered = Buffer.from(sealed);
    altered[at]! ^= 1;
    t.throws(() => openBytes(key, altered, 'row 17', head), `byte ${at}`);
    t.throws(() => openBytes(key, sealed.subarray(0, at), 'row 17', head), `${at} bytes`);
  }
  t.throws(() => openBytes(Buffer.alloc(32, 2), sealed, 'row 17', head));
  const again = sealBytes(key, Buffer.from('a secret'), 'row 17', head);
  t.notOk(again.equals(sealed), 'no two are alike');
  t.end();
});
