import { createDiffieHellman, getDiffieHellman } from 'node:crypto';
import t from 'tap';
import { toBigInt } from '../ber/fields.ts';
import { numberBytes, writeInteger, writeOid } from '../ber/write-ber.ts';
import { curves } from '../domain/curves.ts';
import { groupOf, standardizedGroup } from '../domain/domain-parameters.ts';
import { octets, sequence } from '../lab/der.ts';

t.test('explicit Diffie-Hellman parameters agree with what OpenSSL computes', async (t) => {
  const other = getDiffieHellman('modp14');
  const [p, g] = [other.getPrime(), other.getGenerator()];
  const peer = createDiffieHellman(p, g);
  const publicKey = peer.generateKeys();
  const parameters = sequence(writeInteger(toBigInt(p)), writeInteger(toBigInt(g)));
  const group = groupOf(Buffer.concat([writeOid('1.2.840.113549.1.3.1'), parameters]), 'x');
  const secret = 0x1234567890abcdefn;
  const own = group.power(group.generator, secret);
  const shared = group.secretOf(group.power(publicKey, secret));
  t.equal(Buffer.from(shared).toString('hex'), peer.computeSecret(own).toString('hex'));
  for (const odd of [0n, 1n, toBigInt(p) - 1n, toBigInt(p)]) {
    t.throws(() => group.check(numberBytes(odd)), { name: 'GroupError' });
  }
});

t.test('elements outside a standard group are refused', async (t) => {
  for (const id of [0, 1, 2]) {
    const group = standardizedGroup(id);
    t.throws(() => group?.check(numberBytes(2n)), { message: 'not_in_subgroup' }, `${id}`);
  }
  const curve = standardizedGroup(13);
  t.throws(() => curve?.check(Buffer.alloc(65, 4)), { name: 'GroupError' });
  t.throws(() => curve?.check(Buffer.of(0)), { name: 'GroupError' });
});

t.test(
  'explicit curve parameters count when they equal a known curve in every value',
  async (t) => {
    const curve = curves.find(({ name }) => name === 'brainpoolP320r1');
    if (!curve) throw new Error('no curve');
    const { p, a, b, x, y, n } = curve;
    const size = 40;
    const explicit = (base: Buffer, order = n) =>
      Buffer.concat([
        writeOid('1.2.840.10045.2.1'),
        sequence(
          writeInteger(1),
          sequence(writeOid('1.2.840.10045.1.1'), writeInteger(p)),
          sequence(octets(numberBytes(a, size)), octets(numberBytes(b, size))),
          octets(base),
          writeInteger(order),
        ),
      ]);
    const [xBytes, yBytes] = [numberBytes(x, size), numberBytes(y, size)];
    const whole = Buffer.concat([Buffer.of(4), xBytes, yBytes]);
    const compressed = Buffer.concat([Buffer.of(2 + Number(y & 1n)), xBytes]);
    t.equal(groupOf(explicit(whole), 'x').name, 'brainpoolP320r1');
    t.equal(groupOf(explicit(compressed), 'x').name, 'brainpoolP320r1');
    const forged = Buffer.concat([Buffer.of(4), xBytes, numberBytes(p - y, size)]);
    for (const odd of [explicit(forged), explicit(whole, n - 2n), explicit(xBytes)]) {
      t.throws(() => groupOf(odd, 'x'), { code: 'unsupported_algorithm' });
    }
  },
);
