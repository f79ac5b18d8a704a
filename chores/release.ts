import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programVersion, projectRoot } from '#server/config/environment.ts';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { collectValues, createProgram, runProgram } from '../scripts/terminal/program.ts';
import { findGaps, refuseGaps } from './language-gaps.ts';
import { refusePlaceholders } from './package/placeholders.ts';
import { finishRelease, notesOf } from './package/release-folder.ts';
import { comparedWith, refuseSlower } from './package/slower.ts';
import { emptyFolder, filesBelow, timeOfCommit } from './package/stage.ts';

interface Options {
  output: string;
  arch?: string[];
  image?: boolean;
  minisignKey?: string;
  gpgKey?: string;
  beside?: string;
}

const help = `
Run it in a clean clone, after npm ci. It publishes nothing: it makes the folder
that would be published. "npm run package -- --help" says what each kind of
machine needs.

Makes in the folder:
  the packages of each kind of machine, their images with --image, and their
  bills of materials
  NOTES.md            what CHANGELOG.md says of this version
  Packages, Release   an apt repository; with --gpg-key InRelease, Release.gpg
  SHA256SUMS          of all of them; with --minisign-key SHA256SUMS.minisig

Example:
  npm run release -- --image --minisign-key ~/.minisign/minisign.key \\
    --gpg-key releases@example.com`;

async function release(options: Options): Promise<CommandResult> {
  const { arch: kinds = ['amd64', 'arm64'], minisignKey = null, gpgKey = null } = options;
  refuseGaps(findGaps());
  refusePlaceholders(projectRoot);
  const changelog = readFileSync(path.join(projectRoot, 'CHANGELOG.md'), 'utf8');
  if (options.beside !== undefined) {
    refuseSlower(comparedWith(options.beside), notesOf(changelog, programVersion()));
  }
  const folder = path.resolve(projectRoot, options.output);
  emptyFolder(folder);
  for (const kind of kinds) addPackages(folder, kind, options.image ?? false);
  const version = programVersion();
  const files = finishRelease({
    ...{ folder, version, changelog, minisignKey, gpgKey },
    time: Number(process.env['SOURCE_DATE_EPOCH'] ?? timeOfCommit()),
  });
  const unsigned = [
    ...(minisignKey === null ? ['SHA256SUMS (--minisign-key)'] : []),
    ...(gpgKey === null ? ['the apt repository (--gpg-key)'] : []),
  ];
  const remarks = [
    ...(unsigned.length === 0 ? [] : [`Not signed: ${unsigned.join(', ')}.`]),
    ...(options.beside === undefined ? ['Not compared with the build before (--beside).'] : []),
  ];
  const text = [`${folder}:`, ...files, ...remarks].join('\n');
  return { ok: true, text, json: { folder, files } };
}

function addPackages(folder: string, kind: string, image: boolean): void {
  const work = mkdtempSync(path.join(tmpdir(), 'vestibule-release-'));
  try {
    const program = path.join(import.meta.dirname, 'package.js');
    const args = [program, '--output', work, '--arch', kind, ...(image ? ['--image'] : [])];
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    // The checksums must cover all kinds of machines together.
    for (const file of filesBelow(work).filter((name) => name !== 'SHA256SUMS')) {
      copyFileSync(path.join(work, file), path.join(folder, file));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const program = createProgram('release')
  .description('Make the folder of a release, and publish nothing.')
  .option('--output <folder>', 'where to; it is emptied first', 'dist/release')
  .option('--arch <kind>', 'amd64 or arm64; may be given again; default: both', collectValues)
  .option('--image', 'container images, too')
  .option('--minisign-key <file>', 'signs SHA256SUMS, for vestibule upgrade')
  .option('--gpg-key <id>', 'signs the apt repository')
  .option('--beside <folder>', 'refuse what is slower than the build in this folder')
  .addHelpText('after', help)
  .answers(release);

await runProgram(program);
