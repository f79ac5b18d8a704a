import { resealRecord } from '#server/audit/sealing.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { reapplyErasures } from '#server/people/erasure.ts';
import { inspectDatabase, inspectStoreServer } from '#server/store/inspect.ts';
import { openStore } from '#server/store/store.ts';
import { type CommandResult, confirm, RefusalError } from '../terminal/answer.ts';
import { commandConfig } from '../terminal/command-config.ts';
import { createProgram, type Command, exitCodesHelp } from '../terminal/program.ts';
import { wrapText } from '../terminal/text.ts';
import { commandActor } from '#server/installation/command-actor.ts';
import { move, type MoveResult } from '#server/installation/move-store.ts';

const moveHelp = `
Copies everything into an empty store, all or nothing, and compares each row as
it is stored there with what it was. Stop every instance first. An address is
"postgres://user@host/database", "sqlite" for the file in the data folder, or
the name of a file: one that "backup" made, or one that holds such an address,
so that a password is not on the command line.

Who was erased, as erased-ids.txt says, is erased there as well. What was in the
data folder stays there under another name; delete it once you trust the new
place. The keys are not moved: they stay in the data folder.

Examples:
  vestibule store move --to /etc/vestibule/database-url
  vestibule store move --to sqlite
  vestibule store move --from /backups/vestibule.sqlite --to database-url

Exit codes:
  0  done
  1  refused; the reason was printed, and nothing was changed
  2  the command was not understood`;

const migrateHelp = `
Makes the tables, and brings them up to date. The service does so itself at its
start where its role may. Where it may not, run this as a role that may, by its
own address in VESTIBULE_DATABASE_URL, before a new version is started. The
packaged command has the settings of the service alone: run it in a clone.

Examples:
  VESTIBULE_DATABASE_URL_FILE=owner-url ./vestibule store migrate

${exitCodesHelp}`;

const beginHelp = `
For a database in which there is nothing although it was used before, so
that the service does not begin one by itself: it may be on its way back
from a backup. Afterwards the database has no people, no lists and no opt-outs.
If there is a backup, put that back instead.

Examples:
  vestibule store begin-anew
  vestibule store begin-anew --yes

Exit codes:
  0  done
  1  refused; the reason was printed, and nothing was changed
  2  the command was not understood`;

interface MoveOptions {
  from?: string;
  to: string;
}

export function command(): Command {
  const program = createProgram('store').description(
    'Where everything is stored: SQLite in the data folder, or PostgreSQL.',
  );
  program
    .command('move')
    .about(
      'move everything to another database',
      'Move everything to PostgreSQL, or back to the data folder.',
    )
    .requiredOption('--to <address>', 'where to; nothing may be stored there')
    .option('--from <address>', 'where from; default: where the store is now')
    .addHelpText('after', moveHelp)
    .answers(async (options: MoveOptions) => movedAnswer(await move(commandConfig(), options)));
  program
    .command('migrate')
    .about('make the tables, or bring them up to date')
    .addHelpText('after', migrateHelp)
    .answers(migrateNow);
  program
    .command('begin-anew')
    .about('make the tables in an empty database that was used before')
    .option('--yes', 'do not ask')
    .addHelpText('after', beginHelp)
    .answers(beginAnew);
  return program;
}

async function beginAnew({ yes }: { yes?: boolean }): Promise<CommandResult> {
  const config = commandConfig();
  const { databaseFile, databaseServer } = config;
  const name = databaseServer?.name ?? databaseFile;
  const { state } = databaseServer
    ? await inspectStoreServer(databaseServer)
    : inspectDatabase(databaseFile);
  if (state !== 'missing') {
    throw new RefusalError(
      'not_empty',
      `${name} cannot be begun: it is not empty. Nothing was changed.`,
    );
  }
  if (!yes) await confirm(`Begin ${name} with nobody enrolled?`, 'Nothing was made');
  const store = await openStore({ databaseFile, databaseServer, forCommand: true });
  try {
    // Earlier erasures stay valid, and a new audit record begins with its own seal.
    await reapplyErasures(store.db, config.erasureRegisterFile, {
      actor: commandActor(),
      messages: new RecordCipher(config.templateKeyFile),
    });
    await resealRecord({ ...config, db: store.db }, commandActor());
  } finally {
    await store.close();
  }
  return { ok: true, text: `${name} was begun.`, json: { database: name } };
}

async function migrateNow(): Promise<CommandResult> {
  const config = commandConfig();
  if (!config.databaseServer) {
    throw new RefusalError(
      'no_server',
      'VESTIBULE_DATABASE_URL is not set; the store in the data folder is brought up to date by the service.',
    );
  }
  await (await openStore({ ...config, forCommand: true })).close();
  const { name } = config.databaseServer;
  return { ok: true, text: `${name} is up to date.`, json: { database: name } };
}

function movedAnswer({ wasLeft, wasCopied, ...moved }: MoveResult): CommandResult {
  const { from, to, counts, erasedAgain, keptAs } = moved;
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const stored = Object.entries(counts).filter(([, count]) => count > 0);
  const lines = [
    ...stored.map(([table, count]) => `${String(count).padStart(9)}  ${table}`),
    ...(wasLeft ? [wrapText('What a move that was cut off had left was removed first.')] : []),
    wasCopied
      ? wrapText(`A move that was cut off had moved everything from ${from} to ${to} already.`)
      : wrapText(`${rows} rows moved from ${from} to ${to}, each compared.`),
    ...(erasedAgain > 0 ? [`${erasedAgain} erased again.`] : []),
    ...(keptAs === null
      ? []
      : [
          wrapText(
            `What was there is ${keptAs} now: everybody who is erased later is still in it.`,
          ),
        ]),
    wrapText(
      to === 'SQLite'
        ? 'Take VESTIBULE_DATABASE_URL out of the settings before you start the service.'
        : 'Give its address in VESTIBULE_DATABASE_URL_FILE before you start the service.',
    ),
  ];
  return { ok: true, text: lines.join('\n'), json: { ...moved, wasLeft, wasCopied } };
}
