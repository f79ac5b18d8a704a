import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Table from 'cli-table3';
import { openStore } from '../../server/store/store.ts';
import { checksOf, type CheckRow } from '../../server/store/tables/sign-in-checks.ts';
import { findSignIn, type SignInRow } from '../../server/store/tables/sign-ins.ts';
import { oneLine, printable } from '../../server/platform/printable.ts';
import { wrapped } from '../cli/text.ts';

/** What the database of this machine knows of an answered sign-in. */
export interface Explanation {
  signIn: Pick<SignInRow, 'verdict' | 'reason' | 'check' | 'note' | 'rule'>;
  checks: CheckRow[];
}

/** An answer that was given at the deadline is stored after it. */
const storedWithinMs = 3000;

/** Null when this machine's database has no such sign-in. */
export async function explanationOf(
  databaseFile: string,
  jobId: string,
): Promise<Explanation | null> {
  if (!existsSync(databaseFile)) return null;
  const store = await openStore({ databaseFile });
  try {
    const until = performance.now() + storedWithinMs;
    for (;;) {
      const found = await findSignIn(store.db, jobId);
      if (found) {
        const { verdict, reason, check, note, rule } = found;
        const signIn = { verdict, reason, check, note, rule };
        return { signIn, checks: await checksOf(store.db, jobId) };
      }
      if (performance.now() > until) return null;
      await pause(100);
    }
  } finally {
    await store.close();
  }
}

/** At most 80 columns wide. */
export function explanationText(explanation: Explanation | null): string {
  if (!explanation) return wrapped(unknown);
  const { signIn, checks } = explanation;
  const from = signIn.check === null ? 'no check' : `the check ${signIn.check}`;
  const lines = [
    signIn.rule === null
      ? 'No policy was asked.'
      : printable`The rule "${signIn.rule}" of the policy applied.`,
    `The reason is ${signIn.reason}, from ${from}.`,
  ];
  const text = lines.map((line) => wrapped(line)).join('\n');
  return checks.length === 0 ? text : `${text}\n${checksTable(checks)}`;
}

const unknown =
  'The database of this machine has no such sign-in: --explain works where the service runs that answered.';

function checksTable(checks: readonly CheckRow[]): string {
  const table = new Table({
    head: ['Check', 'Said', 'Why', 'Time'],
    // With the borders, 80 columns.
    colWidths: [15, 8, 41, 11],
    colAligns: ['left', 'left', 'left', 'right'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { check, passed, reason, note, milliseconds } of checks) {
    const why = note === null ? reason : `${reason}\n${oneLine(note)}`;
    table.push([check, passed ? 'passed' : 'review', why, `${milliseconds} ms`]);
  }
  return table.toString();
}
