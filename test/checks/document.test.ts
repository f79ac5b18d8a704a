import t from 'tap';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';

const policy = `
rules:
  - name: Documents
    when: { flow: Documents }
    checks: { document: { legalDocuments: [NDA, Site rules] } }
default:
  checks:
    document:
      answers:
        - { question: Visa valid until, date: not-in-the-past, dates: day-first }
`;

t.test('what the form must hold, through the hook', async (t) => {
  const hook = await startRuledHook(t, policy);
  let count = 0;
  const noteOn = async (visitor: Parameters<typeof hook.signIn>[0]) => {
    const jobId = `job ${++count}`;
    const { status } = await hook.signIn({ jobId, ...visitor });
    const stored = await findSignIn(hook.store.db, jobId);
    return status === 200 ? 'passed' : stored?.note;
  };

  t.test('a date must be one, and not be over', async (t) => {
    const visa = (value: string) => noteOn({ answers: [{ field: 'Visa valid until', value }] });
    const today = new Date().toISOString().slice(0, 10);
    t.equal(await visa(today), 'passed', 'the day itself is not over');
    t.equal(await visa('31/12/2099'), 'passed');
    t.equal(await visa('04.03.2099'), 'passed');
    t.equal(await visa('2020-01-01'), 'The date at "Visa valid until" is over.');
    t.equal(await visa('12/31/2099'), 'The date at "Visa valid until" cannot be read.');
    t.equal(await visa('soon'), 'The date at "Visa valid until" cannot be read.');
    t.equal(await visa('  '), '"Visa valid until" is not answered.');
    t.equal(await noteOn({}), '"Visa valid until" is not answered.');
  });

  t.test('every document must be there, and nothing may say that it is not signed', async (t) => {
    const with_ = (...legalDocs: Record<string, unknown>[]) =>
      noteOn({ flow: 'Documents', legalDocs });
    const rules = { title: 'site  RULES' };
    t.equal(await with_({ name: 'NDA', status: 'signed' }, rules), 'passed');
    t.equal(await with_({ attributes: { name: 'nda', agreed: true } }, rules), 'passed');
    const missing = 'The document "NDA" is not signed.';
    t.equal(await with_(rules), missing);
    t.equal(await with_({ name: 'NDA', status: 'pending' }, rules), missing);
    t.equal(await with_({ name: 'NDA', attributes: { signed: false } }, rules), missing);
    for (const unsure of [null, 0, 1, '', {}, []]) {
      const doc = { name: 'NDA', signed: unsure };
      t.equal(await with_(doc, rules), missing, JSON.stringify(unsure));
    }
    t.equal(await with_({ name: 'NDA of another' }, rules), missing);
    t.equal(await with_(), `${missing} The document "Site rules" is not signed.`);
  });
});
