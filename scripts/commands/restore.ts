import path from 'node:path';
import { expectOrdinaryFile } from '#base/files';
import { Option } from 'commander';
import type { Config } from '#server/config/config.ts';
import { modelsDir } from '#server/vision/installed-models.ts';
import { type CommandResult, confirm, RefusalError } from '../terminal/answer.ts';
import { commandConfig } from '../terminal/command-config.ts';
import { createProgram, type Command } from '../terminal/program.ts';
import { countText, print, timeOf, wrapText } from '../terminal/text.ts';
import { withPresentInstallation } from '../terminal/with-installation.ts';
import { partNames } from '#server/installation/backup/gather.ts';
import { readBackupParts, type Parts } from '#server/installation/backup/parts.ts';
import { openKeys, type Keys } from '#server/installation/backup/sealed-keys.ts';
import { passphraseFrom, passphraseHelp } from '../terminal/passphrase.ts';
import { PartsPlaced, type Placed } from '#server/installation/restore/place-parts.ts';
import { rehearseRestore } from '#server/installation/restore/rehearse.ts';
import {
  restore,
  type RestoreOptions,
  type Prepared,
  type Restored,
} from '#server/installation/restore/restore.ts';
import type { PresentDecision } from '#server/installation/restore/present-state.ts';
import { vestibule } from '#server/platform/operator-error.ts';

interface Options {
  key?: string;
  passphraseFile?: string;
  json?: boolean;
  erasures?: string;
  forOlderVersion?: boolean;
  rehearse?: boolean;
  trustFiles?: boolean;
  yes?: boolean;
}

const help = `
Stop the service first. The backup is looked through, and refused when it is
damaged, of a newer version, or under another template key; the database that is
there is kept beside the new one. Policy, notification file and recognisers of
its own are put where there are none; what is here stays, and the backup's is
put beside it. The settings are taken by "setup --from-backup", which restores
as well: docs/new-machine.md.

The template key proves the files in a backup. Without that proof, as in one of
an older version, nothing is restored. Before you add --trust-files, look
through them, and ask who could write to the backup.

Keys that the backup was made with (--with-keys) are taken when their passphrase
is given; where the key here is another one, it is kept beside.
${passphraseHelp}

Who was erased since the copy was made is erased again, as the present database
and erased-ids.txt say, and so are cards and invitations that named them. Who
opted out or withdrew consent since, enrolments that were let end earlier,
profiles that were forgotten, kiosks that were revoked, newer consent texts, and
what was put on or taken off the own watchlist stay so, and so do failed tries
with their pauses, roles, passwords and
revocations at the desk, where everybody has to log in again. Issuers of
health passes with their keys, and cameras that were removed or replaced since
do not count again. Where the present database is lost or damaged, this
says that they could not be read, and what to do.
Everything else since then is in the old database only: sign-ins, enrolments and
renewed consents, a changed name, e-mail or employee id, opt-outs that were
taken back, passes that count no more, stricter thresholds of people alike.
Official lists are those of the copy until they are fetched or imported again.

With --rehearse it is tried in a folder of its own, as onto a new machine, while
the service runs; nothing is changed but that it went well is on record.

After "upgrade --undo" the database is as the version before wrote it; that is
what --for-older-version is for.

Examples:
  vestibule restore /backups/vestibule-2026-11-25.sqlite
  vestibule restore --rehearse /backups/vestibule-2026-11-25.sqlite
  vestibule restore old.sqlite --key old.sqlite.template.key

Exit codes:
  0  done
  1  refused; the reason was printed, and nothing was changed
  2  the command was not understood`;

const restoreOnServer =
  "The store is in PostgreSQL. Put the database back with PostgreSQL's own tools (pg_restore, or recovery " +
  'to a point in time) while every instance is stopped; at its start, each erases again the people whom its ' +
  `erased-ids.txt names. A copy that "backup" made goes into an empty database: ${vestibule} store move ` +
  '--from FILE --to ADDRESS. Nothing was changed.';

export function command(): Command {
  return createProgram('restore')
    .description('Put the database back from a copy that "backup" made.')
    .argument('<file>', 'the copy')
    .option(
      '--key <file>',
      'the template key that the copy is under, when it is not the present one',
    )
    .option('--passphrase-file <file>', 'of the keys in the backup; - is standard input')
    .option('--erasures <file>', 'erased-ids.txt from elsewhere, in addition to the one here')
    .option(
      '--for-older-version',
      'leave the tables of the copy as the version that wrote it made them',
    )
    .addOption(
      new Option('--rehearse', 'only try whether the copy, and the key, can be restored').conflicts(
        'forOlderVersion',
      ),
    )
    .option('--trust-files', 'take files that nothing proves, such as those of an older version')
    .option('--yes', 'do not ask')
    .addHelpText('after', help)
    .answers((file: string, options: Options) => restoreFrom(path.resolve(file), options));
}

async function restoreFrom(file: string, options: Options): Promise<CommandResult> {
  const config = commandConfig();
  if (config.databaseServer) throw new RefusalError('restore_elsewhere', restoreOnServer);
  expectOrdinaryFile(file);
  const parts = readBackupParts(file);
  const absolute = (name: string | undefined) => (name === undefined ? null : path.resolve(name));
  const files = {
    ...{ keyFile: absolute(options.key), erasuresFile: absolute(options.erasures) },
    parts: options.trustFiles ? null : parts,
  };
  const work = (keys: Keys | null) =>
    options.rehearse
      ? tryOut(file, { ...files, keys })
      : replace(config, file, { ...files, keys }, parts, options);
  const sealed = parts.get(partNames.keys);
  const openSealed = async (mayAsk: boolean) => {
    if (sealed === undefined || files.keyFile !== null) return null;
    const from = { isNew: false, mayAsk: mayAsk && !options.json };
    const passphrase = await passphraseFrom(options.passphraseFile, from);
    return passphrase === null ? null : openKeys(sealed, passphrase);
  };
  const keys = await openSealed(false);
  return work(keys).catch(async (error: unknown) => {
    // Asks for a passphrase only if the backup needs one.
    const isKeyWanted =
      error instanceof RefusalError && ['key_wrong', 'key_missing'].includes(error.code);
    const asked = keys === null && isKeyWanted ? await openSealed(true) : null;
    if (asked === null) throw error;
    return work(asked);
  });
}

async function replace(
  config: Config,
  file: string,
  given: RestoreOptions,
  parts: Parts,
  options: Options,
): Promise<CommandResult> {
  const place = new PartsPlaced();
  const askFirst = async (made: Prepared) => {
    if (!options.yes) {
      const names = [...parts.keys()].filter((name) => !inBackupOnly.has(name));
      const files = names.length > 0 ? [`Where there is none here: ${names.join(', ')}.`] : [];
      const lines = ['This is what it would be:', peopleIn(made), ...files, ...sinceThen(made)];
      print(lines.map((line) => wrapText(line)).join('\n'), process.stderr);
      await confirm(`Replace the database in ${config.dataDir}?`, 'Nothing was changed');
    }
    await place.place(config, modelsDir, parts, given.keys ?? null);
  };
  const restored = await restore(config, file, given, askFirst, options.forOlderVersion).catch(
    async (error: unknown) => {
      await place.takeBack();
      throw error;
    },
  );
  const { placed } = place;
  const text = [...linesOf(restored), ...placedLines(placed)].map((line) => wrapText(line));
  return { ok: true, text: text.join('\n'), json: { ...restored, placed } };
}

/** Parts that become no file. */
const inBackupOnly: ReadonlySet<string> = new Set([
  partNames.keys,
  partNames.mark,
  partNames.settings,
]);

async function tryOut(file: string, files: RestoreOptions): Promise<CommandResult> {
  const rehearsed = await withPresentInstallation(({ store: { db }, config }) =>
    rehearseRestore({ db, config }, file, files),
  );
  const { copyFrom, optOutsHidden } = rehearsed;
  const when = copyFrom === null ? '' : ` of ${timeOf(new Date(copyFrom))}`;
  const lines = [
    `${file} can be restored: ${peopleIn(rehearsed)}, as${when}. Nothing was changed.`,
    ...(optOutsHidden === null ? [] : [`The service would not start, though: ${optOutsHidden}`]),
  ];
  const text = lines.map((line) => wrapText(line)).join('\n');
  return { ok: optOutsHidden === null, text, json: { ...rehearsed } };
}

function peopleIn({ people }: { people: number }): string {
  return countText(people, 'person', 'people');
}

function linesOf({ erasuresKnown, keptAside, ...rest }: Restored): string[] {
  return [
    `Restored: ${peopleIn(rest)}.`,
    ...sinceThen(rest),
    ...(erasuresKnown
      ? []
      : [
          'There was no register of erasures here, so nobody can tell who was erased since the copy was made. If you have an erased-ids.txt, restore again with --erasures.',
        ]),
    ...(rest.optOutsHidden === null
      ? []
      : [`The service does not start until you fix that: ${rest.optOutsHidden}`]),
    ...rest.textsLeft.map(
      (version) =>
        `The consent text "${version}", published on this new machine, does not count: everyone would be held who agreed to that of the backup. To have it count, publish it again.`,
    ),
    ...keptAside.map((name) => `Kept aside, delete it when all is well: ${name}`),
  ];
}

/** Decisions in words; null where there is nothing to do again. */
const unreadWords: Readonly<Record<PresentDecision, string | null>> = {
  erasures: 'erasures',
  optOuts: 'opt-outs',
  withdrawn: 'withdrawn consents',
  enrolled: 'ends of enrolments',
  revoked: 'revoked kiosks',
  withCameras: 'recorded cameras',
  deskAccounts: 'desk accounts',
  credentials: 'keys',
  texts: 'consent texts',
  translations: 'translations of consent texts',
  ownList: 'additions to the own watchlist',
  unwatched: 'removals from the own watchlist',
  tries: 'failed tries and pauses',
  head: null,
  origin: null,
  wasUsed: null,
};

/** Sentences about the decisions made since the copy: what was brought forward and what was not. */
function sinceThen(restored: Omit<Prepared, 'erasuresKnown'>): string[] {
  const { readable, erasedAgain, optOuts, withdrawn, kiosksRevoked, deskAccounts } = restored;
  const { consentTexts, watchlistRemoved, copyFrom, enrolmentsEnded } = restored;
  const { credentialsEnded, watchlistAdded, watchlistFacesUnread, tries, unread } = restored;
  const faces =
    watchlistFacesUnread.length === 0
      ? ''
      : ` The faces of these entries of the watchlist cannot be read, add them again: ${watchlistFacesUnread.join(', ')}.`;
  const counts = `${erasedAgain} erased (again), ${optOuts} opt-outs, ${withdrawn} consents withdrawn, ${enrolmentsEnded} enrolments that end earlier, ${kiosksRevoked} kiosks revoked, ${deskAccounts} desk accounts changed, ${credentialsEnded} passkeys and keys ended, ${consentTexts} newer consent texts, ${watchlistAdded} entries put on the own watchlist or changed, ${watchlistRemoved} taken off it, ${tries} counts of failed tries.${faces}`;
  const lost = unread.flatMap((one) => unreadWords[one] ?? []);
  const unreadSentence = lost.length === 0 ? '' : `These cannot be read: ${lost.join(', ')}. `;
  const changed =
    'Only the old database has what else happened since: sign-ins, enrolments, renewed consents, changed names, e-mails and employee ids, opt-outs that were taken back, and stricter thresholds of people alike. Do again what is missing.';
  if (readable === 'all') return [`Since the copy was made: ${counts} ${changed}`];
  const since = copyFrom === null ? 'the copy was made' : timeOf(new Date(copyFrom));
  const why = {
    missing: 'There was no database here',
    nothing: 'The database here cannot be read',
    new: 'The database here is that of a new machine',
    some: 'The database here is damaged',
  }[readable];
  const known =
    readable === 'some'
      ? `${why}. What could be read of it was brought forward: ${counts} ${unreadSentence}There may have been more.`
      : `${why}: what was decided since ${since} could not be read. Opt-outs, withdrawn consents, ends of enrolments, revoked kiosks, desk accounts, keys, consent texts, the watchlist, and failed tries are as they were then; ${erasedAgain} erased (again), as erased-ids.txt says.`;
  return [
    known,
    `Before you start the service, go through your notes since ${since} and do again what is missing, for those who opted out or withdrew since would be captured, and those who were banned since let in: ${vestibule} privacy opt-out add, ${vestibule} privacy consent withdraw, ${vestibule} enroll add --update, ${vestibule} privacy consent-text set, ${vestibule} kiosk revoke, ${vestibule} desk revoke, ${vestibule} watchlist add, ${vestibule} watchlist remove.`,
  ];
}

/** Sentences for the operator about the restored parts. */
function placedLines(placed: readonly Placed[]): string[] {
  const put = placed.filter(({ inForce }) => inForce).map(({ file }) => file);
  return [
    ...(put.length > 0 ? [`Put in place from the backup: ${put.join(', ')}`] : []),
    ...placed
      .filter(({ inForce }) => !inForce)
      .map(({ name, file }) => `The ${name} of the backup is not in force; compare it: ${file}`),
  ];
}
