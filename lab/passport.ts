import { stat } from 'node:fs/promises';
import path from 'node:path';
import { table } from '../scripts/terminal/table.ts';
import type { Command } from 'commander';
import { PassportError } from '#passport';
import { RefusalError, type CommandResult } from '../scripts/terminal/answer.ts';
import { answer, createProgram, type OutputOptions } from '../scripts/terminal/program.ts';
import { createSigner } from '#passport/lab/authority.ts';
import { readerPort, serveCard } from '#passport/lab/card-socket.ts';
import { issueDocument } from '#passport/lab/issue-document.ts';
import { VirtualChip } from '#passport/virtual-chip';
import { faultCases } from '#passport/lab/fault-cases.ts';
import type { SpecimenCase } from '#passport/lab/specimen-case.ts';
import { specimenCases } from '#passport/lab/specimen-cases.ts';
import { timeMasterList, timeSession } from '#passport/lab/time-session.ts';
import { measureLoopDelay } from './passport/loop-delay.ts';
import { timePhone } from './passport/time-phone.ts';
import { writeSpecimen, writeSpecimenLicence } from './passport/write-specimen.ts';

const help = `
Runs manipulated chips, and with --specimens everything that published specimens
allow: their files, their portraits, and each protocol with a virtual chip.

With --serve it lays an invented passport on the virtual reader of vsmartcard
(vpcd), for any program with PC/SC, and writes down what opens and proves it.

Examples:
  npm run lab -- passport --specimens passport
  npm run lab -- passport --serve`;

export function passportCommand(): Command {
  return createProgram('passport')
    .description('Measure which passport chips are verified, and why the others are refused.')
    .option('--specimens <folder>', 'published specimens with their keys')
    .option('--serve', 'be a passport for another reader')
    .option('--write-specimen', 'issue the documents of the demo again')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((options: PassportOptions) =>
      answer(options, async () => {
        if (options.serve) return serve();
        return options.writeSpecimen ? writtenSpecimen() : measure(options.specimens);
      }),
    );
}

interface PassportOptions extends OutputOptions {
  specimens?: string;
  serve?: true;
  writeSpecimen?: true;
}

async function writtenSpecimen(): Promise<CommandResult> {
  const files = [await writeSpecimen(), await writeSpecimenLicence()];
  return { ok: true, text: `Wrote ${files.join(' and ')}.`, json: { files } };
}

async function serve(): Promise<CommandResult> {
  const authority = createSigner();
  const { image, accessKey } = issueDocument({
    signer: createSigner({ name: 'DS' }, authority),
    pace: (['CAM', 'GM'] as const).map((mapping) => {
      return { mapping, agreement: 'ecdh', cipher: 'AES-128', parameterId: 13 };
    }),
    chipAuthentication: { cipher: 'AES-128', parameterId: 13 },
    activeAuthentication: 'ecdsa',
    can: '500540',
  });
  const card = { ...accessKey, can: '500540', authority: authority.certificate.toString('base64') };
  process.stderr.write(`${JSON.stringify(card)}\n`);
  const stop = () =>
    new RefusalError('no_reader', `Nothing listens on port ${readerPort}: start pcscd with vpcd.`);
  await serveCard(() => new VirtualChip(image)).catch(() => Promise.reject(stop()));
  return { ok: true, text: 'The reader has ended.', json: { card } };
}

interface Outcome {
  group: string;
  name: string;
  expected: string;
  actual: string;
}

async function measure(folder: string | undefined): Promise<CommandResult> {
  // Runs first, because a service does not collect the laboratory's garbage.
  const loop = await measureLoopDelay();
  const phone = await timePhone();
  const cases = [...faultCases(), ...(folder === undefined ? [] : await casesBelow(folder))];
  const outcomes: Outcome[] = [];
  for (const one of cases) outcomes.push(await outcomeOf(one));
  const disagreements = outcomes.filter(({ expected, actual }) => expected !== actual);
  const session = { ...(await timeSession()), listMs: timeMasterList() };
  const text = [
    tableOf(outcomes),
    `Chip to result at 30 ms a command: ${session.totalMs} ms, of which ours ${session.ownMs} ms.`,
    `Before it, a master list of 600 authorities: ${session.listMs} ms, in the thread that reads the chip.`,
    `The event loop of a service that reads a document for a sign-in (answered ${loop.status}), that reads another one, and idle:`,
    ...[loop.session, loop.second, loop.idle].map(
      ({ totalMs, longestMs, longestComputedMs, busyMs }) =>
        `  blocked for ${longestMs} ms at most by the clock (computed: ${longestComputedMs} ms); busy for ${busyMs} of ${totalMs} ms`,
    ),
    `From a phone (a wallet in software; answered ${phone.status}): question ${phone.questionMs} ms, answer to camera ${phone.answerMs} ms, camera to decision ${phone.faceMs} ms.`,
    disagreements.length === 0 ? 'Every outcome is as expected.' : 'Otherwise than expected:',
    ...disagreements.map(
      ({ group, name, expected, actual }) => `  ${group}, ${name}: ${actual}, not ${expected}`,
    ),
  ].join('\n');
  return { ok: disagreements.length === 0, text, json: { outcomes, session, loop, phone } };
}

async function casesBelow(folder: string): Promise<SpecimenCase[]> {
  const root = path.resolve(folder);
  const found = await stat(root).catch(() => null);
  if (!found?.isDirectory()) throw new RefusalError('no_folder', `${folder} is no folder.`);
  return specimenCases(root);
}

async function outcomeOf({ group, name, expected, run }: SpecimenCase): Promise<Outcome> {
  try {
    return { group, name, expected, actual: await run() };
  } catch (error) {
    if (!(error instanceof PassportError)) throw error;
    return { group, name, expected, actual: error.code };
  }
}

function tableOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { group, actual } of outcomes) {
    const key = `${group}\n${actual}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rows = [...counts].map(([key, count]) => [...key.split('\n'), count]);
  return table(['What', 'Outcome', 'Cases'], rows);
}
