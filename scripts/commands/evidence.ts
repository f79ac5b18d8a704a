import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { RefusalError, type CommandResult } from '../terminal/answer.ts';
import { createProgram, type OutputOptions } from '../terminal/program.ts';
import { wrapText } from '../terminal/text.ts';
import { withPresentInstallation } from '../terminal/with-installation.ts';
import { evidenceHtml } from './evidence/page.ts';
import { gatherEvidence } from '#server/installation/evidence/gather.ts';

interface Options extends OutputOptions {
  out?: string;
}

const help = `
One page for the officer of security and privacy: what lets somebody in
here, how well it was measured, what is kept and for how long, who may do what,
and how that stands to published standards. It names nobody, and beside every
figure stands the command that prints it.

Where Chromium is installed, evidence.pdf is printed beside the page.

Examples:
  vestibule evidence --out audit-2026
  vestibule evidence --json
  sudo vestibule evidence --out /root/audit-2026`;

/** `vestibule evidence` */
export function command(): Command {
  return createProgram('evidence')
    .description(
      'Write a page that an officer can hold against a standard, from this installation.',
    )
    .option('--out <folder>', 'where evidence.html and evidence.json are written')
    .addHelpText('after', help)
    .answers(evidence);
}

async function evidence({ out, json }: Options): Promise<CommandResult> {
  const gathered = await withPresentInstallation(({ store, config }) =>
    gatherEvidence(store.db, config, new Date()),
  );
  if (out === undefined) {
    if (!json) throw new RefusalError('no_folder', 'Say where the page is written: --out FOLDER.');
    return { ok: true, text: '', json: { ...gathered } };
  }
  await mkdir(out, { recursive: true });
  const page = path.join(out, 'evidence.html');
  await writeFile(page, evidenceHtml(gathered));
  await writeFile(path.join(out, 'evidence.json'), `${JSON.stringify(gathered, null, 2)}\n`);
  const pdf = await printPage(page, path.join(out, 'evidence.pdf'));
  const beside = pdf ? 'evidence.pdf and evidence.json' : 'evidence.json';
  const text = `Wrote ${page}, and ${beside} beside it.`;
  return { ok: true, text: wrapText(text), json: { page, pdf } };
}

/** Null without a Chromium that can print: any browser can print the page instead. */
async function printPage(page: string, pdf: string): Promise<string | null> {
  const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  const more = ['--disable-component-update', '--disable-sync', '--no-first-run'];
  const print = ['--no-pdf-header-footer', `--print-to-pdf=${path.resolve(pdf)}`];
  const url = pathToFileURL(path.resolve(page)).href;
  try {
    await promisify(execFile)('chromium', [...quiet, ...more, ...print, url], { timeout: 60_000 });
    return pdf;
  } catch {
    return null;
  }
}
