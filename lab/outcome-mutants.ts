import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import type { Command } from 'commander';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { createProgram } from '../scripts/terminal/program.ts';
import { projectRoot } from '#server/config/environment.ts';

/** A mistake that somebody could make in the core of a sign-in, in a compiled file. */
interface Mutant {
  mistake: string;
  /** Within `dist/server/sign-in/`. */
  file: string;
  from: string;
  to: string;
}

const mutants: readonly Mutant[] = [
  {
    mistake: 'one passed check is enough',
    ...{ file: 'decision.js', from: 'results.every(isPassed)', to: 'results.some(isPassed)' },
  },
  {
    mistake: 'a check that throws has passed',
    file: 'run-checks.js',
    from: 'return failure(faultReason(error));',
    to: "return { passed: true, reason: 'passed' };",
  },
  {
    mistake: 'a check that is late has passed',
    file: 'run-checks.js',
    from: "asked, failure('timed_out'))",
    to: "asked, { passed: true, reason: 'passed' })",
  },
  {
    mistake: 'an approval is stored although a fact has changed',
    ...{ file: 'run-checks.js', from: 'throw new PreconditionChangedError();', to: 'return;' },
  },
  {
    mistake: 'a repeat is decided again',
    ...{ file: 'sign-in-process.js', from: 'if (earlier)', to: 'if (false)' },
  },
  {
    mistake: 'the desk may approve whatever failed alone',
    file: 'desk-approval.js',
    from: 'failed.length === 1 && failed.every(isDeskReviewable)',
    to: 'failed.length === 1',
  },
  {
    mistake: 'the desk may approve two failures',
    file: 'desk-approval.js',
    from: 'failed.length === 1 &&',
    to: '',
  },
  {
    mistake: 'what the store refused is forgotten',
    ...{
      file: 'sign-in-process.js',
      from: 'if (!stored)\n            this.#keepInOutbox(heard);',
      to: '',
    },
  },
  {
    mistake: 'a silent desk has approved',
    ...{ file: 'ask-desk.js', from: 'if (approval)', to: 'if (true)' },
  },
  {
    mistake: 'a doubt is answered when the deadline is over, without its own reason',
    ...{ file: 'ask-desk.js', from: 'call.overdue = pendingReview;', to: '' },
  },
  {
    mistake: 'the later of two decisions is the answer',
    ...{ file: 'ledger.js', from: 'return earlier;', to: 'return decision;' },
  },
  {
    mistake: 'the deadline passes in silence',
    file: 'sign-in-call.js',
    from: "this.settle({ kind: 'unstored', decision: this.overdue })",
    to: 'undefined',
  },
  {
    mistake: 'a repeat that hears something else opens a card',
    file: 'sign-in-process.js',
    from: 'if (stored && stored.verdict !== heard.verdict)',
    to: 'if (false)',
  },
];

/** Silence keeps the table from its end, and is noticed by that. It takes a quarter of this. */
const longestMs = 180_000;
const table = 'test/sign-in/outcomes.test.ts';
const runner = path.join(projectRoot, 'dist/test/support/run-tests.js');

/** `npm run lab -- outcome-mutants` */
export function outcomeMutantsCommand(): Command {
  return createProgram('outcome-mutants')
    .description(`Make mistakes in the core of a sign-in, one at a time, and see ${table} fail.`)
    .answers(async () => {
      const lines: string[] = [];
      const unseen: string[] = [];
      for (const mutant of mutants) {
        const isSeen = await isNoticed(mutant);
        lines.push(`${isSeen ? 'noticed' : 'NOT NOTICED'}: ${mutant.mistake}`);
        if (!isSeen) unseen.push(mutant.mistake);
      }
      const text = [...lines, `${mutants.length - unseen.length} of ${mutants.length}.`].join('\n');
      const result: CommandResult = { ok: unseen.length === 0, text, json: { unseen } };
      return result;
    });
}

/** Whether the table fails. The file on disk stays as it is. @throws {Error} when the code has changed since */
async function isNoticed({ file, from, to }: Mutant): Promise<boolean> {
  const text = await readFile(path.join(projectRoot, 'dist/server/sign-in', file), 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} has not one "${from}".`);
  const hook = `export async function load(url, context, next) {
    const loaded = await next(url, context);
    if (!url.endsWith('/dist/server/sign-in/${file}')) return loaded;
    return { ...loaded, source: String(loaded.source).replace(${JSON.stringify(from)}, () => ${JSON.stringify(to)}) };
  }`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(urlOf(hook))});`;
  const test = spawn(process.execPath, [runner, table], {
    cwd: projectRoot,
    env: { ...process.env, NODE_OPTIONS: `--import=${urlOf(register)}` },
    stdio: 'ignore',
    timeout: longestMs,
  });
  const [code] = (await once(test, 'exit')) as [number | null];
  return code !== 0;
}

function urlOf(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
