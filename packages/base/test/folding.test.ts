import t from 'tap';
import { foldEmail, foldName } from '../text/index.ts';

const same: [string, string][] = [
  ['Ada Example', 'ADA  EXAMPLE'],
  [' Ada\u00a0Example\n', 'ada example'],
  ['Zoë', 'Zoe\u0308'],
  ['Ａｄａ', 'Ada'],
  ['STRASSE', 'straße'],
  ['Οδυσσευς', 'ΟΔΥΣΣΕΥΣ'],
  ["Conan O'Brien", 'Conan O’Brien'],
  ['Jean-Luc', 'Jean‑Luc'],
  ['Ada\u200bExample\ufeff', 'adaexample'],
  ['علی\u200cرضا', 'علیرضا'],
];

const different: [string, string][] = [
  ['Ada Example', 'Ada Exampel'],
  ['Zoë', 'Zoe'],
  ['Ada Example', 'AdaExample'],
  // Vowel signs are marks, too. Without them, these would be the same name.
  ['किरण', 'करण'],
];

t.test('names are the same whatever case, spaces and keyboards did to them', async (t) => {
  for (const [one, other] of same) t.equal(foldName(one), foldName(other), `${one} = ${other}`);
  for (const [one, other] of different) {
    t.not(foldName(one), foldName(other), `${one} ≠ ${other}`);
  }
});

t.test('folding twice changes nothing more', async (t) => {
  for (const [name] of [...same, ...different]) t.equal(foldName(foldName(name)), foldName(name));
});

t.test('e-mail addresses are compared without case and spaces around', async (t) => {
  t.equal(foldEmail(' Ada@Example.COM '), 'ada@example.com');
  t.not(foldEmail('ada+work@example.com'), foldEmail('ada@example.com'));
});
