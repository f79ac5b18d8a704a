import { createHash } from 'node:crypto';
import path from 'node:path';
import t, { type Test } from 'tap';
import { heldSignIn, sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { recordEvent, type AuditDetails } from '#server/audit/record.ts';
import { recordVerdict } from '#server/sign-in/ledger.ts';
import { verifyRecord } from '#server/audit/verify.ts';
import { openTestStore } from '../support/store.ts';
import { runInTurn as run } from '../support/in-turn.ts';
import { hookSecret, startHook } from '../support/hook.ts';
import fc from '../support/fast-check.ts';

/** Lone surrogates, NUL, noncharacters, an emoji, and the empty text. */
const known = ['', '\0', '\uD800', '\uDFFF', '\uDC00\uD800', 'a\uD800b', '\uFFFE', '\uFFFD', '😀'];
const anyText = fc.oneof(
  fc.constantFrom(...known, 'a\0b', 'é', 'e\u0301', '\u2028', 'x'.repeat(70_000)),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);

/** The text as stored: characters that no database stores are replaced. */
function kept(text: string): string {
  return text.replace(/\p{Surrogate}|\0/gu, '\uFFFD');
}

async function place(t: Test) {
  const folder = t.testdir();
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const files = { templateKeyFile: path.join(folder, 'no.key'), auditSealFile: `${folder}/seal` };
  return { db: store.db, ...files };
}

t.test('whatever text an event has, the record verifies', async (t) => {
  const here = await place(t);
  const { db } = here;
  await fc.assert(
    fc.asyncProperty(
      anyText,
      fc.option(anyText),
      fc.option(anyText),
      async (actor, subject, text) => {
        const before = await db.selectFrom('audit_events').select('seq').execute();
        const details: AuditDetails = text === null ? {} : { text, texts: [text, 1, null] };
        const event = { action: 'envoy_installed', actor, subject, details } as const;
        const isKept = await recordEvent(db, event).then(
          () => true,
          (error: unknown) => !(error instanceof TypeError),
        );
        const rows = await db.selectFrom('audit_events').selectAll().orderBy('seq').execute();
        t.equal(rows.length, before.length + (isKept ? 1 : 0), 'on record, or refused as a whole');
        const row = rows.at(-1);
        if (!isKept || !row) return;
        t.equal(row.actor, kept(actor));
        t.equal(row.subject, subject === null ? null : kept(subject));
        const { seq, at, action, previousHash } = row;
        const hashed = [seq, at, action, row.actor, row.subject, row.details, previousHash];
        const hash = createHash('sha256').update(JSON.stringify(hashed)).digest('hex');
        t.equal(row.hash, hash, 'as "audit export --help" tells how to check it');
      },
    ),
    { numRuns: 150, examples: known.map((text) => [text, text, null]) },
  );
  t.same((await verifyRecord(here)).faults, []);
});

t.test('Envoy’s ids may have lone surrogates: the record of verdicts verifies', async (t) => {
  const templateKeyFile = path.join(t.testdir(), 'no.key');
  const checks = [{ name: 'all', run: async () => ({ passed: true, reason: 'matched' }) as const }];
  const hook = await startHook(t, { checks, ledgerHook: [recordVerdict] });
  t.teardown(() => hook.stop());
  for (const id of ['\uD800', 'a\uDFFFb', '😀', 'e\u0301', '\u202E']) {
    const event = heldSignIn({ name: 'Ada Example' });
    const body = JSON.stringify(event, (key, value: unknown) => {
      if (key === 'job') return { id };
      return key === 'install_id' ? id : value;
    });
    const { status } = await sendSigned(hook.url, hookSecret, body);
    t.ok(status === 200 || status === 412);
  }
  const sealing = { db: hook.store.db, templateKeyFile, auditSealFile: `${templateKeyFile}.seal` };
  const found = await verifyRecord(sealing);
  t.ok(found.events > 0);
  t.same(found.faults, []);
});

t.test('who runs a command is one line of the record, whatever the environment says', async (t) => {
  const folder = t.testdir();
  const SUDO_USER = 'eve\n2026-01-01 00:00 person_erased by command:ada\u202E\u001B[2J';
  const args = ['privacy', 'opt-out', 'add', '--email', 'x@example.com'];
  const { code, err } = await run(folder, args, { SUDO_USER });
  t.equal(code, 0, err);
  const { out } = await run(folder, ['audit', 'export']);
  t.notMatch(out, /^2026-01-01/m);
  t.notMatch(out, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
  t.equal((await run(folder, ['audit', 'verify'])).code, 0);
});
