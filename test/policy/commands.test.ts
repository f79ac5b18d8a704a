import { mkdirSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { hookSecret } from '../support/hook.ts';
import { runInTurn } from '../support/in-turn.ts';
import { startRuledHook } from './ruled-hook.ts';

const run = (dataDir: string, ...commandLine: string[]) =>
  runInTurn(dataDir, commandLine, { VESTIBULE_DATA_DIR: dataDir });

const widest = (out: string) => Math.max(...out.split('\n').map((line) => [...line].length));

const policy = `
rules:
  - name: Contractors
    when: { flow: Contractor }
    checks:
      document:
        answers: [{ question: Safety briefing done?, oneOf: [Yes] }]
        legalDocuments: { agreement: 4711 }
default:
  checks: { face: }
`;

t.test('a policy is checked before it is put in place', async (t) => {
  const folder = t.testdir({ 'mine.yaml': policy, 'broken.yaml': 'default:\n  checks: [face]\n' });
  const fine = await run(folder, 'policy', 'check', 'mine.yaml');
  t.match(fine, { code: 0, out: /mine\.yaml\s+is in order: 1 rule and the default\./ });
  const broken = await run(folder, 'policy', 'check', 'broken.yaml');
  t.match(broken, { code: 1, err: /has a mistake.*line 2: `checks` is a list\./s });
  t.ok(widest(broken.err.slice(broken.err.indexOf('has a mistake'))) <= 80);
  const json = await run(folder, 'policy', 'check', 'broken.yaml', '--json');
  t.match(JSON.parse(json.out), { ok: false, error: { mistakes: [{ line: 2 }] } });
  t.match(await run(folder, 'policy', 'check'), {
    code: 0,
    out: /There is no file\s.*so everybody is\s+asked for their face/s,
  });
});

t.test('it is said which rule would apply, and why not those before it', async (t) => {
  const folder = t.testdir({ 'policy.yaml': policy });
  const contractor = await run(folder, 'policy', 'explain', '--flow', 'contractor');
  t.match(contractor.out, /"Contractors" applies \(flow Contractor\): document, recent\./);
  const other = await run(folder, 'policy', 'explain', '--flow', 'Visitor');
  t.match(other.out, '"Contractors" does not apply, because its flow is "Visitor".');
  t.match(other.out, '"default" applies (everything else): face, recent.');
});

t.test('a simulated sign-in is explained from what was stored', async (t) => {
  const hook = await startRuledHook(t, policy.replace('{ face: }', 'none'));
  const folder = path.dirname(hook.databaseFile);
  const send = (...more: string[]) =>
    run(folder, 'simulate', 'sign-in', '--name', 'Ada Example', '--explain', '--url', hook.url, '--secret', hookSecret, ...more); // oxfmt-ignore
  const held = await send('--flow', 'Contractor', '--answer', 'Safety briefing done?=No');
  t.equal(held.code, 1);
  t.match(
    held.out,
    /^Held: document missing {2}\(412, after \d+\.\d s\)\n {2}Vestibule: A required answer/,
  );
  t.match(held.out, 'The rule "Contractors" of the policy applied.');
  t.match(held.out, 'The reason is document_missing, from the check document.');
  t.match(held.out, /document +│ review +│ document_missing +│ +\d+ ms/);
  t.match(held.out, /recent +│ passed +│ passed +│ +\d+ ms/);
  const table = held.out.slice(held.out.indexOf('The rule'));
  t.ok(widest(table) <= 80, table);

  const passed = await send(
    ...['--flow', 'Contractor', '--answer', 'Safety briefing done?=yes', '--legal-doc', '4711'],
    ...['--json', '--host-email', 'grace@acme.example', '--location', '1042'],
  );
  t.equal(passed.code, 0);
  t.match(JSON.parse(passed.out), {
    status: 200,
    explained: {
      signIn: { verdict: 'approved', rule: 'Contractors', reason: 'passed' },
      checks: [{ check: 'document', passed: true }, { check: 'recent' }],
    },
  });
  const otherFolder = path.join(folder, 'elsewhere');
  mkdirSync(otherFolder);
  const unknown = await run(otherFolder, 'simulate', 'sign-in', '--name', 'Ada', '--explain', '--url', hook.url, '--secret', hookSecret); // oxfmt-ignore
  t.match(unknown, {
    code: 0,
    out: /^Let in {2}\(200, [^]*The database of this machine has no such sign-in/,
  });
});
