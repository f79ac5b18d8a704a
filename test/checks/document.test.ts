import t from 'tap';
import { signedDocument } from '../../lab/simulate/held-sign-in.ts';
import { readPolicy } from '#server/policy/read-policy.ts';
import { documentCheck } from '#server/checks/document.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { startRuledHook } from '../policy/ruled-hook.ts';

const policy = `
dates: day-first
rules:
  - name: Documents
    when: { flow: Documents }
    checks:
      document:
        legalDocuments: [{ agreement: 11, name: NDA }, { agreement: '12' }]
default:
  checks:
    document:
      answers:
        - { question: Visa valid until, date: not-in-the-past }
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

  t.test('every agreement must be signed, by its id in Envoy', async (t) => {
    const with_ = (...legalDocs: Record<string, unknown>[]) =>
      noteOn({ flow: 'Documents', legalDocs });
    const nda = signedDocument('11');
    const rules = signedDocument('12');
    t.equal(await with_(nda, rules), 'passed');
    t.equal(await with_(rules, { ...nda, agreement: { id: 11 } }), 'passed', 'ids may be numbers');
    const missing = 'The document "NDA" (agreement 11) is not signed.';
    t.equal(await with_(rules), `${missing} Signed agreements: 12.`);
    t.equal(await with_(), `${missing} The agreement 12 is not signed. Signed agreements: none.`);
    const odd = [null, 0, 1, '', ' ', {}, [], false];
    for (const signedAt of odd) {
      const doc = { ...nda, 'signed-at': signedAt };
      t.match(await with_(doc, rules), missing, JSON.stringify(signedAt));
    }
    for (const agreement of [
      ...odd,
      { id: '1' },
      { id: [11] },
      { id: null },
      '11',
      { id: '11 ' },
    ]) {
      t.match(await with_({ ...nda, agreement }, rules), missing, JSON.stringify(agreement));
    }
    t.match(await with_({ name: 'NDA', id: '11', status: 'signed' }, rules), missing);
    const forged = 'x is not signed.\nWhy: cleared';
    t.match(await with_(signedDocument(forged)), /Signed agreements: none\.$/);
  });
});

t.test('documents that a policy names without their ids are refused, with what to write', (t) => {
  const text = 'default:\n  checks:\n    document:\n      legalDocuments: [Site rules]\n';
  const { mistakes } = readPolicy(text, { document: documentCheck.settings });
  t.same(
    mistakes.map(({ line, text }) => `${line}: ${text}`),
    [
      '4: An entry of `legalDocuments` is "Site rules", but must be names with values below it, `agreement` among them.',
    ],
  );
  t.end();
});
