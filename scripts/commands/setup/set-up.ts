import path from 'node:path';
import { changedLines, changesTo, type Change } from '#server/installation/setup/changes.ts';
import type { SetupAnswers } from '#server/installation/setup/answers.ts';
import { projectRoot } from '#server/config/environment.ts';
import { asOwner, otherOwner } from '#server/installation/folder-owner.ts';
import { consentDocument, type ConsentDocument } from '#server/installation/setup/consent.ts';
import { readCurrentSetup, type CurrentSetup } from '#server/installation/setup/current-setup.ts';
import type { InstallKind } from '#server/installation/setup/install-location.ts';
import { checkPlannedFiles, planFiles, presentAnswers } from '#server/installation/setup/plan.ts';
import {
  hasSystemd,
  requireLastingFolder,
  requireRoot,
} from '#server/installation/setup/system.ts';
import { takesToken } from '#server/installation/setup/tunnels.ts';
import { RefusalError, type CommandResult } from '../../terminal/answer.ts';
import { listText, print, wrapText } from '../../terminal/text.ts';
import { applyPlan } from './apply-plan.ts';
import { answersOf, type AnswerOptions } from './fields.ts';
import { passphraseOf } from './from-backup.ts';
import { askQuestions, mustAgree } from './questions.ts';
import type { SetupOptions } from './setup-plan.ts';

/** Asks, shows the changes, writes them and reports what is left. @throws {RefusalError} when nothing was written */
export async function setUp(options: SetupOptions & AnswerOptions): Promise<CommandResult> {
  const isAsked = mayAsk(options);
  const present = readCurrentSetup(options.as ?? usualKind(), options);
  mustBeAllowed(present, options);
  const { backup, place } = present;
  const proposed = { ...presentAnswers(present), ...answersOf(options) };
  const answers = isAsked ? await askQuestions(proposed, present) : proposed;
  mustFit(answers, present);
  if (answers.publicUrl) place.hostname = new URL(answers.publicUrl).hostname;
  // Also proves the backup's files, before anything is planned by them.
  const passphrase = backup && (await passphraseOf(backup, options, place, isAsked));
  const files = planFiles(answers, present);
  checkPlannedFiles(files, present, options.root);
  const changes = changesTo(files, present.read);
  const consent = consentDocument(answers, present.settings);
  if (!options.json) show(changes, consent, options);
  if (options.dryRun) return dryRun(changes);
  const start = options.start ?? (isAsked && place.kind === 'service' && hasSystemd());
  if (isAsked) await mustAgree(question(changes, consent, start));
  return applyPlan({
    ...{ answers, present, changes, consent, passphrase },
    ...{ options: { ...options, start }, isFirstAccess: isAsked },
  });
}

/** True at a terminal; false for scripts. @throws {RefusalError} without a terminal and without `--yes` */
function mayAsk({ yes, json, dryRun }: SetupOptions): boolean {
  if (yes || json) return false;
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (isTerminal || dryRun) return isTerminal;
  throw new RefusalError(
    'not_confirmed',
    'There is no terminal to ask at. Give the answers as options, with --yes; look first with --dry-run. Nothing was written.',
  );
}

function usualKind(): InstallKind {
  // A package is made for systemd, and nobody writes into its folder.
  if (projectRoot.startsWith('/usr/lib/')) return 'service';
  return process.getuid?.() === 0 && hasSystemd() ? 'service' : 'folder';
}

/** @throws {RefusalError} */
function mustBeAllowed({ place }: CurrentSetup, { dryRun, root }: SetupOptions): void {
  if (place.kind === 'service') {
    // Files below another folder are for another machine.
    if (root !== '/') return;
    requireLastingFolder(place);
    if (!dryRun) requireRoot();
    return;
  }
  const owner = otherOwner(path.join(root, place.dataDir));
  if (owner === null) return;
  const whose = `The data folder ${place.dataDir} belongs to ${owner}.`;
  throw new RefusalError('not_the_owner', `${whose} ${asOwner(owner)} Nothing was written.`);
}

/** Whether options that need one another are there; a terminal asks for them. @throws {RefusalError} */
function mustFit(answers: SetupAnswers, { place, hasSecret }: CurrentSetup): void {
  const { tell, tellTo, smtp, webhook, tunnel, tunnelToken } = answers;
  const needs = (sentence: string) =>
    new RefusalError('bad_answer', `${sentence} Nothing was written.`);
  if (tell === 'email') {
    if (!tellTo || !smtp) throw needs('--tell email needs --tell-to and --smtp.');
  } else if (tell && !webhook && !hasSecret('NOTIFY_DESK_URL'))
    throw needs(`--tell ${tell} needs --webhook-file: a file with the address of the webhook.`);
  if (tunnelToken && !(place.kind === 'service' && takesToken(tunnel)))
    throw needs('--tunnel-token-file is for a service with --tunnel cloudflared or ngrok.');
  if (answers.privacyContact && !answers.company) throw needs('--privacy-contact needs --company.');
}

/** Names every file, and shows what changes in one that is there; with `--dry-run`, what is in a new one, too. */
function show(
  changes: readonly Change[],
  consent: ConsentDocument | null,
  { dryRun }: SetupOptions,
): void {
  print('');
  for (const change of changes) {
    const { file, before } = change;
    const lines = before !== null || dryRun ? ['', ...changedLines(change), ''] : [];
    const state = before === null ? 'new' : 'changed';
    print([wrapText(`${file.path}  (${state}: ${file.purpose})`), ...lines].join('\n'));
  }
  if (consent) print(`\n${wrapText(`The consent text:\n\n${consent.text.trimEnd()}`)}`);
  print('');
}

function question(changes: readonly Change[], consent: ConsentDocument | null, start: boolean) {
  const parts = [
    ...(changes.length === 0 ? [] : [changes.length === 1 ? 'write it' : 'write these files']),
    ...(consent ? ['publish this text'] : []),
    ...(start ? ['start the service'] : []),
  ];
  const all = parts.length === 0 ? 'look what is left' : listText(parts);
  return `${all[0]!.toUpperCase()}${all.slice(1)}?`;
}

function dryRun(changes: readonly Change[]): CommandResult {
  const files = changes.map(({ file }) => file.path);
  return { ok: true, text: 'Nothing was written.', json: { files, written: false } };
}
