import t from 'tap';
import { Countries, ListCollection, ListTally, type ListedEntry } from '../index.ts';

const entry = (number: number, name: string): ListedEntry => ({
  entry: String(number),
  kind: 'person',
  names: [name],
  weakNames: [],
  birthDates: [],
  countries: [],
});
const names = ['Zoltan Quentaris', 'Olga Vortega', 'Ivan Kwentar', 'Mirko Tarbal', 'Jana Solt'];
const people = names.map((name, number) => entry(number, name));

async function* each(listed: readonly ListedEntry[]): AsyncGenerator<ListedEntry> {
  yield* listed;
}

async function collected(): Promise<ListCollection> {
  const lists = new ListCollection(await Countries.load());
  await lists.add('un', each(people));
  return lists;
}

const isFound = async ({ search }: ListCollection, name: string) => {
  const person = { name, birthDate: null, country: null };
  return (await search.byName(person, { threshold: 0.85, lists: ['un'] })).length > 0;
};

t.test('a newer version changes what differs, and nothing else', async (t) => {
  const lists = await collected();
  const newer = [entry(0, 'Boris Newman'), ...people.slice(1)];
  t.equal(await lists.patch('un', each(newer), newer.length), true);
  t.notOk(await isFound(lists, 'Zoltan Quentaris'));
  t.ok(await isFound(lists, 'Boris Newman'));
  t.ok(await isFound(lists, 'Olga Vortega'));
  t.notOk(lists.isWorn);
});

t.test(
  'a version that changes much, or a list that is not known, is to be loaded anew',
  async (t) => {
    const lists = await collected();
    const other = people.map((one) => ({ ...one, names: [`${one.names[0]} Other`] }));
    t.equal(await lists.patch('un', each(other), other.length), false);
    t.equal(await lists.patch('eu', each(people), people.length), false);
  },
);

t.test('a list that is removed is found no more', async (t) => {
  const lists = await collected();
  lists.remove('un');
  t.notOk(await isFound(lists, 'Olga Vortega'));
  t.ok(lists.isWorn);
});

t.test('a list without persons, or with many entries without a name, is refused', (t) => {
  const record = { reference: '1', birthDates: [], countries: [], weakNames: [] };
  const tally = new ListTally();
  t.equal(tally.count({ ...record, kind: 'company', names: ['Vortega Shipping'] }), true);
  t.throws(() => tally.expectPersons('un'), { code: 'list_of_another_format' });
  t.doesNotThrow(() => tally.expectPersons('opensanctions'));
  t.equal(tally.count({ ...record, kind: 'person', names: [] }), false);
  t.throws(() => tally.expectPersons('opensanctions'), /1 of its entries have no name/);
  tally.count({ ...record, kind: 'person', names: ['Z?? Quentaris'] });
  t.match(tally.warnings(), [/^1 name has/]);
  t.end();
});
