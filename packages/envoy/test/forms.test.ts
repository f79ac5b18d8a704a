import t from 'tap';
import { readSetupForm, readSetupStep, SetupFormError } from '../index.ts';

const fields = {
  location_code: { name: 'code' },
  contact: { name: 'contact', isList: true },
} as const;

t.test('a typed or chosen value is read, and given back as it came', (t) => {
  const form = {
    'Location-Code': { label: ' Berlin ', value: 'B1' },
    contact: ['ann@acme.example', { label: 'Bob', value: 'bob@acme.example' }],
    other: 'left out',
  };
  t.same(readSetupForm(form, fields), {
    form: { code: 'B1', contact: 'ann@acme.example, bob@acme.example' },
    echo: {
      'Location-Code': { label: 'Berlin', value: 'B1' },
      contact: ['ann@acme.example', { label: 'Bob', value: 'bob@acme.example' }],
    },
  });
  t.same(readSetupForm({ contact: '' }, fields).form, { contact: null });
  t.end();
});

t.test('a form that cannot be read is refused in a sentence', (t) => {
  const refused: [unknown, RegExp][] = [
    [['no object'], /no object/],
    [{ location_code: ['A', 'B'] }, /choose only one at the field "location_code"/],
    [{ location_code: true }, /must be a text/],
    [{ location_code: 'x'.repeat(300) }, /too long/],
    [{ location_code: 'A', 'LOCATION-CODE': 'B' }, /twice/],
  ];
  for (const [form, message] of refused) {
    t.throws(() => readSetupForm(form, fields), { message, code: 'setup_form_unusable' });
  }
  t.ok(new SetupFormError('') instanceof Error);
  t.end();
});

t.test('a step without a form has none, and another body is no step', (t) => {
  const meta = { install_id: 7, location: { id: '1', attributes: { name: ' Berlin ' } } };
  const step = { installId: '7', locationId: '1', locationName: 'Berlin', form: null };
  t.same(readSetupStep({ meta }), step);
  t.same(readSetupStep({ meta, payload: {} }), step);
  t.same(readSetupStep({ meta, payload: { a: 'b' } }), { ...step, form: { a: 'b' } });
  t.equal(readSetupStep({ payload: {} }), null);
  t.end();
});
