import t from 'tap';
import { decodeBase45 } from '../dcc/cose.ts';
import { asCodes } from '../lab/make-cards.ts';
import { CardParts, readChunk } from '../shc/numeric.ts';

t.test('base45 is decoded as RFC 9285 has it', async (t) => {
  t.equal(String(decodeBase45('BB8')), 'AB');
  t.equal(String(decodeBase45('%69 VD92EX0')), 'Hello!!');
  t.equal(String(decodeBase45('UJCLQE7W581')), 'base-45');
  t.equal(String(decodeBase45('QED8WEX0')), 'ietf!');
  t.equal(decodeBase45('FGW')?.toString('hex'), 'ffff');
  t.equal(decodeBase45('GGW'), null, 'more than two bytes hold');
  t.equal(decodeBase45(':::'), null);
  t.equal(decodeBase45('BB8A'), null, 'a length that none has');
  t.equal(decodeBase45('bb8'), null);
});

t.test('the digits of a code are the characters of a card', async (t) => {
  t.match(readChunk('shc:/43'), { part: 1, of: 1, text: 'X' });
  t.match(
    readChunk(
      'shc:/2/3/5676290952432060346029243740446031222959532654603460292540772804336028702864716745222809286133314564376531415906402203064504590856435503414245413640370636654171372412363803043756220467374075323239254334433260573601',
    ),
    { part: 2, of: 3 },
  );
  for (const none of ['shc:/', 'shc:/1', 'shc:/1a', 'shc:/0/2/43', 'shc:/3/2/43', 'shc:/1/99/43']) {
    t.equal(readChunk(none), null, none);
  }
  const text = 'eyJhbGciOiJFUzI1NiJ9.abc-_.XYZ';
  const chunks = asCodes(text, 3).map((code) => readChunk(code));
  t.equal(chunks.map((chunk) => chunk?.text).join(''), text);
});

t.test('parts are put together in any order, and a finished card begins nothing', async (t) => {
  const parts = new CardParts();
  const part = (n: number, text: string, of = 2) => ({ part: n, of, text });
  t.equal(parts.isIncomplete, false);
  t.equal(parts.add(part(2, 'b')), null);
  t.equal(parts.isIncomplete, true);
  t.equal(parts.add(part(2, 'b')), null, 'the same part again');
  t.equal(parts.add(part(1, 'a')), 'ab');
  t.equal(parts.isIncomplete, false);
  t.equal(parts.add(part(1, 'a')), null, 'its last code is still held up');
  t.equal(parts.isIncomplete, false);
  t.equal(parts.add(part(1, 'x')), null, 'another card');
  t.equal(parts.isIncomplete, true);
  t.equal(parts.add(part(2, 'b')), null, 'and the first one again');
  t.equal(parts.add(part(2, 'y')), 'xy');
  t.equal(parts.add(part(1, 'm')), null);
  t.equal(parts.add(part(1, 'n')), null, 'which begins again');
  t.equal(parts.add(part(2, 'o')), 'no');
  t.equal(parts.add(part(1, 'p', 3)), null);
  t.equal(parts.add(part(2, 'q')), null, 'a card of another number of parts is another one');
  t.equal(parts.add(part(1, 'r')), 'rq');
  t.equal(parts.add(part(1, 'whole', 1)), 'whole');
});
