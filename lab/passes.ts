import { stat } from 'node:fs/promises';
import path from 'node:path';
import { table } from '../scripts/terminal/table.ts';
import type { Command } from 'commander';
import { createCodeReader } from '#server/credentials/codes/code-reader.ts';
import { oneLine } from '#base/text';
import { RefusalError, type CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { wrapText } from '../scripts/terminal/text.ts';
import { measurePasses, type JudgedPass } from './passes/measure-passes.ts';
import { readSuite } from './passes/read-suite.ts';

const help = `
Reads every certificate of dgc-testdata (JSON with PREFIX, TESTCTX and
EXPECTEDRESULTS) and every SMART Health Card (JWS, digits, file or picture, with
jwks.json and crl/*.json of its issuer) below the folder, as the door would.

Example:
  npm run lab -- passes --suite dgc-testdata`;

export function passesCommand(): Command {
  return createProgram('passes')
    .description('Measure which published health passes are accepted, and why the others are not.')
    .requiredOption('--suite <folder>', 'what others publish')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: OutputOptions & { suite: string }) =>
      answer(options, () => evaluatePasses(options.suite)),
    );
}

async function evaluatePasses(suite: string): Promise<CommandResult> {
  const root = path.resolve(suite);
  const found = await stat(root).catch(() => null);
  if (!found?.isDirectory()) throw new RefusalError('no_folder', `${suite} is no folder.`);
  const codes = createCodeReader();
  try {
    const passes = await readSuite(root, codes);
    if (passes.length === 0) throw new RefusalError('no_passes', `${suite} holds no health pass.`);
    const judged = await measurePasses(passes, codes);
    const rows = rowsOf(judged);
    const disagreements = judged.filter(disagrees);
    return {
      ok: true,
      text: textOf(rows, disagreements, judged),
      json: { passes: judged.length, rows, disagreements },
    };
  } finally {
    await codes.stop();
  }
}

interface Row {
  kind: string;
  /** The publisher's expectation. */
  expected: string;
  passes: number;
  accepted: number;
}

function disagrees({ expected, accepted, acceptedFamilyFirst, pictureRead }: JudgedPass): boolean {
  if (pictureRead === false) return true;
  if (expected === 'unread') return true;
  if (expected === 'either') return false;
  if (expected === 'accept' && acceptedFamilyFirst === false) return true;
  return accepted !== (expected === 'accept');
}

const expectations = {
  accept: 'must be accepted',
  refuse: 'must be refused',
  either: 'only breaks the schema',
  unread: 'its picture was not read',
} as const;

function rowsOf(judged: readonly JudgedPass[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { kind, expected, accepted } of judged) {
    const key = `${kind} ${expected}`;
    const row = rows.get(key) ?? {
      kind,
      expected: expectations[expected],
      passes: 0,
      accepted: 0,
    };
    rows.set(key, row);
    row.passes++;
    if (accepted) row.accepted++;
  }
  const sorted = [...rows.values()].sort((a, b) => order(a) - order(b));
  const withComma = judged.filter(
    ({ expected, acceptedFamilyFirst }) => expected === 'accept' && acceptedFamilyFirst !== null,
  );
  return [
    ...sorted,
    {
      kind: 'typed "Family, Given"',
      expected: expectations.accept,
      passes: withComma.length,
      accepted: withComma.filter(({ acceptedFamilyFirst }) => acceptedFamilyFirst).length,
    },
  ];
}

function order({ kind, expected }: Row): number {
  const kinds = ['vaccination', 'test', 'recovery', 'several', 'other', 'unreadable'];
  const expectedValues = Object.values<string>(expectations);
  return kinds.indexOf(kind) * expectedValues.length + expectedValues.indexOf(expected);
}

function textOf(
  rows: readonly Row[],
  disagreements: readonly JudgedPass[],
  judged: readonly JudgedPass[],
): string {
  const head = ['Kind', 'Its publisher says', 'Passes', 'Accepted', 'Refused'];
  const cells = rows.map(({ kind, expected, passes, accepted }) => [
    ...[kind, expected, passes, accepted],
    passes - accepted,
  ]);
  const pictures = judged.filter(({ pictureRead }) => pictureRead !== null);
  const read = pictures.filter(({ pictureRead }) => pictureRead).length;
  return [
    table(head, cells),
    ...(pictures.length > 0
      ? [`Pictures as they have to be read: ${read} of ${pictures.length}.`]
      : []),
    ...sentencesOf(judged),
    '',
    disagreements.length === 0
      ? 'Nothing is otherwise than its publisher says.'
      : 'Otherwise than its publisher says:',
    ...disagreements.map(disagreement),
  ].join('\n');
}

/** Counts the sentences with which the front desk would see refused passes. */
function sentencesOf(judged: readonly JudgedPass[]): string[] {
  const counts = new Map<string, number>();
  for (const { kind, accepted, sentence } of judged) {
    if (accepted) continue;
    const line = `${kind}: ${sentence}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return ['', ...sorted.map(([line, n]) => wrapText(`${n} ${line}`, '  ', '  '))];
}

function disagreement(one: JudgedPass): string {
  const { name, kind, expected, accepted, sentence, acceptedFamilyFirst, pictureRead } = one;
  const familyFirst = expected === 'accept' && acceptedFamilyFirst === false;
  const words = [
    `${oneLine(name)} (${kind}), ${expectations[expected]}:`,
    accepted ? 'accepted.' : `refused. ${sentence}`,
    ...(accepted && familyFirst ? ['Refused as "Family, Given".'] : []),
    ...(pictureRead === false ? ['Its picture was not read as it has to be.'] : []),
  ];
  return wrapText(words.join(' '), '  ', '  ');
}
