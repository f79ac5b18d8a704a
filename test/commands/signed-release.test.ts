import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import {
  keepReleaseKey,
  readReleaseKey,
  verifiedPackage,
} from '#server/installation/upgrade/signature.ts';
import { lacking } from '../support/needs.ts';

const skip = lacking('minisign');
const name = 'vestibule_0.3.0_amd64.deb';

function released(t: Test) {
  const folder = t.testdir({ [name]: 'a package' });
  const at = (file: string) => path.join(folder, file);
  const minisign = (...line: string[]) => execFileSync('minisign', line, { stdio: 'pipe' });
  const makeKey = (key: string) =>
    minisign('-G', '-W', '-p', at(`${key}.pub`), '-s', at(`${key}.key`));
  const sums = () => {
    const sha256 = createHash('sha256')
      .update(readFileSync(at(name)))
      .digest('hex');
    writeFileSync(at('SHA256SUMS'), `${sha256}  ${name}\n`);
  };
  const sign = (key: string, ...more: string[]) =>
    minisign(
      '-S',
      '-s',
      at(`${key}.key`),
      '-m',
      at('SHA256SUMS'),
      '-t',
      'vestibule 0.3.0',
      ...more,
    );
  const verified = () => verifiedPackage(at(name), at('release.pub'));
  makeKey('release');
  sums();
  return { at, makeKey, sums, sign, verified };
}

t.test('a package that was signed is taken as it was signed', { skip }, async (t) => {
  const { at, sign, verified } = released(t);
  sign('release');
  const copy = verified();
  t.teardown(() => rmSync(path.dirname(copy), { recursive: true }));
  t.equal(path.basename(copy), name);
  t.equal(readFileSync(copy, 'utf8'), 'a package');
  writeFileSync(at(name), 'something else');
  t.equal(readFileSync(copy, 'utf8'), 'a package', 'whatever becomes of the file afterwards');
  t.throws(verified, { code: 'wrong_hash' });
});

t.test('one that was not signed, or by somebody else, is refused', { skip }, async (t) => {
  const { at, makeKey, sums, sign, verified } = released(t);
  t.throws(verified, { code: 'not_signed', message: /SHA256SUMS\.minisig cannot be read/ });
  makeKey('other');
  sign('other');
  t.throws(verified, { code: 'wrong_signature' });
  sign('release');
  t.ok(verified());
  const signature = at('SHA256SUMS.minisig');
  const text = readFileSync(signature, 'utf8');
  writeFileSync(signature, text.replace('vestibule 0.3.0', 'vestibule 0.4.0'));
  t.throws(verified, { code: 'wrong_signature' }, 'the version that it names is signed, too');
  writeFileSync(signature, text);
  writeFileSync(at(name), 'an altered package');
  sums();
  t.throws(verified, { code: 'wrong_signature' }, 'new sums have no signature');
  writeFileSync(at('SHA256SUMS'), 'x'.repeat(64) + `  ${name}\n`);
  sign('release');
  t.throws(verified, { code: 'wrong_hash' });
  writeFileSync(at('SHA256SUMS'), '');
  sign('release');
  t.throws(verified, { code: 'wrong_hash' }, 'and what the sums do not name is nobody’s');
});

t.test('what is no key is not trusted', async (t) => {
  const folder = t.testdir({ 'a.pub': 'untrusted comment: x\nRWQ=\n', 'b.pub': '' });
  t.throws(() => readReleaseKey(path.join(folder, 'a.pub')), { code: 'bad_key' });
  t.throws(() => readReleaseKey(path.join(folder, 'b.pub')), { code: 'bad_key' });
  t.throws(() => readReleaseKey(path.join(folder, 'none.pub')), { code: 'bad_key' });
});

t.test('a key that is trusted is for nobody else to change', async (t) => {
  const key = Buffer.concat([Buffer.from('Ed'), Buffer.alloc(40, 7)]).toString('base64');
  const folder = t.testdir({ 'given.pub': `untrusted comment: x\n${key}\n`, [name]: 'a package' });
  const [given, kept] = [path.join(folder, 'given.pub'), path.join(folder, 'kept.pub')];
  chmodSync(given, 0o666);
  await keepReleaseKey(given, kept);
  t.equal(statSync(kept).mode & 0o777, 0o644, 'whoever could write to the file that was given');
  t.equal(readFileSync(kept, 'utf8'), readFileSync(given, 'utf8'));
  writeFileSync(given, 'no key');
  await t.rejects(keepReleaseKey(given, kept), { code: 'bad_key' });
  t.ok(readReleaseKey(kept), 'and what is no key leaves the one before');
  t.throws(() => verifiedPackage(path.join(folder, name), kept), { code: 'not_signed' });
  chmodSync(kept, 0o664);
  t.throws(() => verifiedPackage(path.join(folder, name), kept), {
    code: 'bad_key',
    message: /Others can write to/,
  });
  t.strictSame(readdirSync(folder).sort(), ['given.pub', 'kept.pub', name]);
});
