import t from 'tap';
import { defaultThreshold } from '#name-matching';
import { ListSearch } from '../index.ts';

t.test('a birth date that agrees brings back what a common name lacks', async (t) => {
  const searchable = new ListSearch(null);
  const listed = { list: 'un', entry: '1', kind: 'person' } as const;
  const details = { birthDates: ['1970-03-01'], countries: [], expiresAt: null };
  await searchable.add({ ...listed, ...details }, ['CHANG, Tony'], []);
  const asked = (birthDate: string | null) =>
    searchable.byName(
      { name: 'Anthony Chang', birthDate, country: null },
      { threshold: defaultThreshold, lists: null },
    );
  t.same(await asked(null), []);
  t.same(await asked('1991-03-01'), []);
  t.match(await asked('1970-03-01'), [{ entry: '1', name: 'CHANG, Tony' }]);
});
