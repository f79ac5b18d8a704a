import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import t from 'tap';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readPeopleCsv } from '../../scripts/commands/enroll/import.ts';
import { givenDetails, withPersonOptions } from '../../scripts/commands/enroll/results.ts';
import {
  changedFields,
  noDetails,
  PersonDetails,
  personFieldNames,
  personFields,
  storedFieldNames,
  normalise,
} from '#server/people/person-details.ts';
import { openTestStore } from '../support/store.ts';
import { findPerson, insertPerson, type PersonRow } from '#server/store/tables/people.ts';
import { enrolledPerson } from '../store/rows.ts';

/** A different typed text for each field. */
const typed = Object.fromEntries(
  personFieldNames.map((name, i) => {
    const { kind, choices = [] } = personFields[name];
    return [name, kind === 'day' ? '2099-12-31' : (choices[0] ?? `text ${i}`)];
  }),
);

t.test('options of the command reach the enrolment, every field of them', (t) => {
  const command = withPersonOptions(new Command());
  const words = personFieldNames.flatMap((name) => {
    const [flag = ''] = personFields[name].option.split(' ');
    return [flag, typed[name] ?? ''];
  });
  const details = givenDetails(command.parse(words, { from: 'user' }).opts());
  t.same(Object.keys(details), personFieldNames);
  const sent: unknown = JSON.parse(JSON.stringify(details));
  t.strictSame(Value.Decode(PersonDetails, sent), details, 'dates are dates again');
  t.end();
});

t.test('an order to another instance says no day in other words', (t) => {
  for (const details of [{ expiresAt: '2099-12-31' }, { name: null }]) {
    t.notOk(Value.Check(Type.Partial(PersonDetails), details), JSON.stringify(details));
  }
  t.end();
});

t.test('a list has a column for every field', async (t) => {
  const file = path.join(t.testdir(), 'people.csv');
  const titles = personFieldNames.map((name) => personFields[name].csvColumn);
  const cells = personFieldNames.map((name) => typed[name]);
  writeFileSync(file, `${titles.join(',')},photos\n${cells.join(',')},a.jpg\n`);
  t.match(await readPeopleCsv(file), [{ ...typed, photos: ['a.jpg'] }]);
});

t.test('the table keeps every field but the way of the consent, and nothing else', async (t) => {
  const store = await openTestStore({ databaseFile: path.join(t.testdir(), 'vestibule.sqlite') });
  t.teardown(() => store.close());
  const fields = storedFieldNames.map((name) => [
    name,
    personFields[name].kind === 'day' ? new Date('2099-12-31T22:59:59.999Z') : typed[name],
  ]);
  const person = enrolledPerson('ada', Object.fromEntries(fields) as Partial<PersonRow>);
  await insertPerson(store.db, person);
  t.strictSame(await findPerson(store.db, 'ada'), person);
  const row = await store.db.selectFrom('people').selectAll().executeTakeFirstOrThrow();
  const ours = ['id', 'nameFolded', 'emailFolded', 'consentAt', 'createdAt'];
  t.equal(Object.keys(row).length, storedFieldNames.length + ours.length);
  t.match(row, {
    employeeId: typed['employeeId'],
    expiresAt: new Date('2099-12-31T22:59:59.999Z'),
  });
});

t.test('only what differs after tidying is a change', async (t) => {
  const before = { ...noDetails, name: 'Ada', consent: 'form', expiresAt: new Date(5) };
  const same = { ...before, name: ' Ada ', email: '  ', expiresAt: new Date(5) };
  t.same(changedFields(before, normalise(same)), []);
  const after = { ...before, employeeId: '640', expiresAt: null };
  t.same(changedFields(before, normalise(after)), ['employeeId', 'expiresAt']);
});
