import t from 'tap';
import { nameFits, type DocumentName } from '../index.ts';

const fits = (signedIn: string, family: string, given: string) =>
  nameFits(signedIn, { family, given });
const fitsOne = (typed: string, names: readonly DocumentName[]) =>
  names.some((name) => nameFits(typed, name));

t.test('order, case, accents, hyphens and apostrophes do not count', async (t) => {
  t.ok(fits('Ada Example', 'Example', 'Ada'));
  t.ok(fits('EXAMPLE, ADA', 'Example', 'Ada'));
  t.ok(fits('Example,Ada', 'Example', 'Ada'));
  t.ok(fits('Smith-Jones, Mary Ann', 'Smith-Jones', 'Mary'));
  t.ok(fits('山田、太郎', '山田', '太郎'));
  t.ok(fits('Zoë Müller', 'MUELLER', 'ZOE'));
  t.ok(fits('Zoe Muller', 'Müller', 'Zoë'));
  t.ok(fits('Søren Østergård', 'OESTERGAARD', 'SOEREN'));
  t.ok(fits('Mary Smith Jones', 'Smith-Jones', 'Mary'));
  t.ok(fits("Sinéad O'Brien", 'O’Brien', 'Sinead'));
  t.ok(fits('山田 太郎', '山田', '太郎'));
});

t.test('either side may have middle names, or their initials', async (t) => {
  t.ok(fits('Ada Example', 'Example', 'Ada Augusta'));
  t.ok(fits('Ada Augusta Example', 'Example', 'Ada'));
  t.ok(fits('Ada A. Example', 'Example', 'Ada Augusta'));
  t.ok(fits('Augusta Example', 'Example', 'Ada Augusta'), 'whichever they go by');
});

t.test('what was typed has no second name in it', async (t) => {
  t.ok(fits('Dr. Jane Roe', 'Roe', 'Jane Anna'));
  t.ok(fits('Jane Roe Doe', 'Roe', 'Jane'), 'a second family name');
  t.ok(fits('Jane J. R. Roe', 'Roe', 'Jane'));
  t.ok(fits('Jane van der Roe', 'Roe', 'Jane'));
  t.notOk(fits('John Jane Roe Doe', 'Roe', 'Jane'));
  t.notOk(fits('John Jane Roe Doe', 'Doe', 'John'));
  t.notOk(fits('John Jane Roe', 'Roe', 'Jane'), 'before all others');
  t.notOk(fits('Jane John Doe Roe', 'Roe', 'Jane'));
});

t.test('another name is another person', async (t) => {
  t.notOk(fits('Eve Example', 'Example', 'Ada'));
  t.notOk(fits('Ada Other', 'Example', 'Ada'));
  t.notOk(fits('Ada', 'Example', 'Ada'));
  t.notOk(fits('Example,', 'Example', 'Ada'));
  t.notOk(fits('Example, Eve', 'Example', 'Ada'));
  t.notOk(fits('Example', 'Example', 'Ada'));
  t.notOk(fits('A. Example', 'Example', 'Ada'), 'an initial is no given name');
  t.notOk(fits('Ada Smith', 'Smith-Jones', 'Ada'), 'half of a family name');
  t.notOk(fits('Ada Eve Example', 'Example', 'Ada Augusta'), 'one name more on each side');
  t.notOk(fits('Reyes Example', 'Yes', 'Example'), 'no part of a word');
  t.notOk(fits('', 'Example', 'Ada'));
  t.notOk(fits('Ada Example', '', ''));
});

t.test('of a name in one piece, every word must fit', async (t) => {
  t.ok(fits('Ada Example', '', 'Ada Example'));
  t.notOk(fits('Ada', '', 'Ada Example'));
  t.notOk(fits('Ada Example', 'Example', ''));
  t.ok(fits('Cher', 'Cher', ''));
});

t.test('one of several names will do', async (t) => {
  const names = [
    { family: 'Мюллер', given: 'Зоя' },
    { family: 'MUELLER', given: 'ZOE' },
  ];
  t.ok(fitsOne('Zoe Mueller', names));
  t.ok(fitsOne('Зоя Мюллер', names));
  t.notOk(fitsOne('Зоя Mueller', names), 'but not half of each');
});

t.test('a given name that is the family name, too, is not proved by one of them', async (t) => {
  const name = { family: 'Ali', given: 'Ali Hassan' };
  t.notOk(nameFits('Ali', name), 'the family name alone');
  t.ok(nameFits('Ali Ali', name));
  t.ok(nameFits('Hassan Ali', name));
  t.notOk(fits('Garcia', 'Garcia Garcia', 'Garcia'));
  t.ok(fits('Juan Garcia', 'Garcia Garcia', 'Juan'));
});
