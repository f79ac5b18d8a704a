import t from 'tap';
import { looksOf } from '../../server/platform/name-words.ts';
import { growth, linearGrowth, processorTimeOf } from '../support/growth.ts';
import fc from '../support/fast-check.ts';

function looksLike(one: string, other: string): boolean {
  const looks = looksOf(other);
  return [...looksOf(one)].some((look) => looks.has(look));
}

t.test('names that look alike are told, and others are not', async (t) => {
  const alike: [string, string][] = [
    ['Isabel Moore', 'lsabe1 M00re'],
    ['isabel moore', 'ISABEL MOORE'],
    ['Isabel Moore', 'іѕаbеl mооrе'],
    ['HANNA BECK', 'НАNNА ВЕСК'],
    ['Maria Burns', 'Rnaria Bums'],
    ['Hanna Berg', 'ʜᴀɴɴᴀ ʙᴇʀɢ'],
    ['Zoë Łuk', 'Zoe Luk'],
    ['Jean-Luc Berg', 'Jean—Luc Berg'],
    ['Jean-Luc Berg', 'Jean\u{1d159}Luc\u{1d159}Berg'],
    ['Οδυσσεύς Βαλής', 'ΟΔΥΣΣΕΎΣ ΒΑΛΉΣ.'],
    ['王小明', '王\u3000小明'],
    ['किरण', 'किरण'],
  ];
  for (const [one, other] of alike) t.ok(looksLike(one, other), `${one} = ${other}`);
  const different: [string, string][] = [
    ['Ada Example', 'Ada Exampel'],
    ['Maria Burns', 'Mario Burns'],
    // Vowel signs are marks, too.
    ['किरण', 'करण'],
    ['王小明', '王小月'],
    ['', ''],
    ['.', '.'],
  ];
  for (const [one, other] of different) t.notOk(looksLike(one, other), `${one} ≠ ${other}`);
});

t.test('nothing but letters counts, wherever it stands', async (t) => {
  const noLetter = fc.string({ unit: 'binary' }).filter((text) => !/[\p{L}\p{M}\p{N}]/u.test(text));
  const shown = fc
    .string({ unit: 'binary' })
    .filter((text) => /^[\p{Z}\p{P}\p{So}\p{C}]*$/u.test(text));
  fc.assert(
    fc.property(noLetter, shown, (one, other) => {
      // Skips characters that look like a letter, because they count as that letter.
      fc.pre(looksOf(one + other).size === 0);
      t.ok(looksLike('Anna Lindqvist', `${one}Anna${other}Lindqvist${one}`));
    }),
  );
});

t.test('a name as long as may come in costs little, whatever fills it', async (t) => {
  const fillings = [
    '\ufdfa',
    'a\u0315\u0300\u05ae',
    'a1',
    'ʜł',
    '\u{1d400}',
    '\u{1f600}',
    '각',
    '٥a',
  ];
  const cost = (text: string) =>
    processorTimeOf(() => {
      for (let i = 0; i < 20; i++) looksOf(text);
    });
  for (const filling of fillings) {
    const times = 2000 / filling.length;
    const grown = await growth((share) => cost(filling.repeat(share * times)), 1);
    t.ok(grown < linearGrowth, `${JSON.stringify(filling)}: ${grown} times an eighth's`);
  }
});
