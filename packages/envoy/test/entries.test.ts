import t from 'tap';
import {
  holdsNobody,
  mayHoldSomebody,
  maxLength,
  parseEnvoyTime,
  parseJson,
  readHeldEntry,
  readInvitation,
  signOutIn,
} from '../index.ts';

const entry = (attributes: object, rest: object = {}) => ({
  meta: { event: 'entry_sign_in', job: { id: 'job-1' }, ...rest },
  payload: { id: 19, type: 'entries', attributes },
});

t.test('a held sign-in is plain values, and what is too long is no sign-in', (t) => {
  const location = {
    id: 4,
    attributes: { name: 'Berlin', timezone: 'Europe/Berlin', locale: 'pt_BR' },
  };
  const read = readHeldEntry(
    entry({ 'full-name': ' Ada ', 'signed-in-at': '2026-03-12 17:05:09 UTC' }, { location }),
  );
  t.match(read, {
    ...{ jobId: 'job-1', entryId: '19', kind: 'visitor', name: 'Ada', email: null },
    ...{ locationId: '4', locationName: 'Berlin', timezone: 'Europe/Berlin', locale: 'pt-BR' },
    signedInAt: new Date('2026-03-12T17:05:09Z'),
  });
  t.equal(readHeldEntry(entry({ 'full-name': 'x'.repeat(maxLength.name + 1) })), null);
  t.equal(readHeldEntry(entry({ 'full-name': 'Ada\u202E' })), null, 'shown in another order');
  t.equal(readHeldEntry({ ...entry({}), meta: { event: 'entry_sign_out' } }), null);
  t.end();
});

t.test('an answer that is too long is not read in part, unless it is one of the long ones', (t) => {
  const value = 'x'.repeat(maxLength.answer + 1);
  const body = entry({
    'user-data': [{ field: 'Pass', value }, { field: 'Age', value: 41 }, 'odd'],
  });
  t.same(readHeldEntry(body)?.answers, [
    { label: 'Pass', value: null },
    { label: 'Age', value: '41' },
  ]);
  t.equal(readHeldEntry(body, () => true)?.answers[0]?.value, value);
  t.end();
});

t.test('in doubt somebody may be waiting', (t) => {
  t.ok(mayHoldSomebody(entry({})));
  t.ok(mayHoldSomebody({ meta: { event: 'unheard_of' }, payload: { data: { type: 'entries' } } }));
  t.notOk(mayHoldSomebody({ meta: { event: 'unheard_of' }, payload: {} }));
  t.ok(holdsNobody({ event: 'employee_entry_sign_out' }));
  t.notOk(holdsNobody({ event: 'entry_sign_out', meta: { event: 'entry_sign_in' } }));
  t.same(
    signOutIn({
      event: 'entry_sign_out',
      payload: { id: 5, attributes: { 'signed-out-at': '2026-03-12T17:05:09+01:00' } },
    }),
    { entryId: '5', at: new Date('2026-03-12T16:05:09Z') },
  );
  t.end();
});

t.test('an invitation needs an id and a time, unless it was withdrawn', (t) => {
  const body = (attributes: object) => ({ meta: {}, payload: { id: 'i1', attributes } });
  const attributes = {
    'full-name': 'Ada\nExample',
    'expected-arrival-time': '2026-03-12T09:00:00Z',
  };
  t.match(readInvitation(body(attributes), 'new'), {
    ...{ inviteId: 'i1', visitor: 'Ada Example', host: null, arrived: false },
    expectedAt: new Date('2026-03-12T09:00:00Z'),
  });
  t.equal(readInvitation(body({}), 'changed'), null);
  t.match(readInvitation(body({}), 'removed'), { inviteId: 'i1' });
  t.end();
});

t.test('JSON is read within limits, and its texts can be stored', (t) => {
  const parse = (text: string) => parseJson(Buffer.from(text));
  t.same(parse('{"a":"\\ud800\\u0000"}'), { a: '\ufffd\ufffd' });
  t.equal(parse('['.repeat(65) + ']'.repeat(65)), undefined);
  t.equal(parse(`[${'1,'.repeat(10_000)}1]`), undefined);
  t.equal(parse('no JSON'), undefined);
  t.equal(parseJson(Uint8Array.of(0x22, 0xff, 0x22)), undefined);
  t.equal(parseEnvoyTime('yesterday'), null);
  t.end();
});
