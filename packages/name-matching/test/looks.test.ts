import t from 'tap';
import fc from 'fast-check';
import { looksOf } from '../looks.ts';

// The same texts in every run.
fc.configureGlobal({ seed: 20_261_128 });

function looksLike(one: string, other: string): boolean {
  const looks = looksOf(other);
  return [...looksOf(one)].some((look) => looks.has(look));
}

t.test('names that look alike share a look, and others do not', async (t) => {
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
