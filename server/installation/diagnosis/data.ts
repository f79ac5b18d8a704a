import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { developmentFound, developmentTodo } from '../../store/migrations.ts';
import { copiesBeside } from '../../store/store-copies.ts';
import { tryWriting, type DatabaseServer } from '#database';
import { verifyRecord } from '../../audit/verify.ts';
import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import { isHookSecretOnRecord } from '../../envoy/start-envoy.ts';
import { isKeyOf, readKeyFile } from '../../keys/keyring.ts';
import { OptOuts } from '../../people/opt-outs.ts';
import { sentenceForOperator, vestibule } from '../../platform/operator-error.ts';
import { faultOfEmpty, inspectDatabase, type StoreState } from '../../store/inspect.ts';
import type { Db } from '../../store/schema.ts';
import { StoreError } from '../../store/store-error.ts';
import { latestAuditEvent } from '../../store/tables/audit-events.ts';
import { countMessages } from '../../store/tables/outbox.ts';
import { templateKeyCheck } from '../../store/tables/templates.ts';
import { printable } from '#base/text';
import { foreignTriggers } from '../own-triggers.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

type DataPlace = Pick<Config, 'dataDir' | 'databaseFile' | 'templateKeyFile' | 'auditSealFile'>;

/** The same examination for a PostgreSQL database. */
export async function checkRemoteData(
  place: DataPlace,
  server: DatabaseServer,
): Promise<ReturnType<typeof checkData>> {
  const { checkDatabaseServer: examineDatabaseServer } = await import('./database-server.ts');
  const { findings, database: state } = await examineDatabaseServer(server);
  const { dataDir, databaseFile } = place;
  const fault = state === 'missing' ? faultOfEmpty({ ...place, databaseServer: server }) : null;
  const databaseFindings = findings.map((finding) =>
    fault && finding.code === 'database' ? emptiedFinding(fault) : finding,
  );
  return {
    findings: [folder(dataDir), ...databaseFindings, ...copies(databaseFile)],
    database: state,
  };
}

/** Examines the data folder and the database without changing them. */
export function checkData(config: DataPlace): {
  findings: Finding[];
  database: StoreState;
} {
  const { state, detail } = inspectDatabase(config.databaseFile);
  const fault = state === 'missing' ? faultOfEmpty({ ...config, databaseServer: null }) : null;
  return {
    findings: [
      folder(config.dataDir),
      fault ? emptiedFinding(fault) : database(config.databaseFile, state, detail),
      ...copies(config.databaseFile),
    ],
    database: state,
  };
}

function folder(dataDir: string): Finding {
  const about = 'Data folder';
  if (!existsSync(dataDir)) {
    return warning(
      'data_dir',
      about,
      `${dataDir} is not there yet.`,
      'The first start makes it. If there was one, VESTIBULE_DATA_DIR points elsewhere.',
    );
  }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const todo = 'Run this as the user that the service runs as, or look at its permissions.';
    return failing('data_dir', about, `${dataDir} cannot be written.`, todo);
  }
  const mode = statSync(dataDir).mode & 0o777;
  if ((mode & 0o077) === 0) return ok('data_dir', about, `${dataDir}, for its owner only.`);
  const found = `${dataDir} can be entered by others (mode ${mode.toString(8)}).`;
  return warning('data_dir', about, found, `Run chmod 700 ${dataDir}.`);
}

/** Copies beside the database still contain people who were erased since. */
function copies(databaseFile: string): Finding[] {
  const found = copiesBeside(databaseFile);
  if (found.length === 0) return [];
  const todo =
    'Delete them when you need them no more: everybody who was erased since is still in them.';
  return [
    warning(
      'copies_left',
      'Copies',
      `A restore, an upgrade or a move left ${found.join(', ')}.`,
      todo,
    ),
  ];
}

/** The database is empty although it was used before. */
function emptiedFinding({ message }: StoreError): Finding {
  return failing('database', 'Database', message, 'Until then the service does not go on.');
}

function database(file: string, state: StoreState, detail: string | null): Finding {
  const about = 'Database';
  const restore = `Stop the service and restore a backup: ${vestibule} restore FILE.`;
  switch (state) {
    case 'missing':
      return warning('database', about, 'There is none yet.', 'The first start makes it.');
    case 'cut_off':
      return failing(
        'database',
        about,
        `There is none, but what a restore has left that was cut off: ${detail}.`,
        `Restore again: ${vestibule} restore FILE. It begins with what was there before.`,
      );
    case 'sound':
      return ok('database', about, 'It is whole and up to date.');
    case 'outdated':
      return warning(
        'database',
        about,
        'It is whole, and of an older version.',
        'Restart the service: it brings the database up to date.',
      );
    case 'newer':
      return failing(
        'database',
        about,
        'It was written by a newer version of Vestibule.',
        'Start that version, or go back to a backup from before.',
      );
    case 'development':
      return failing('database', about, developmentFound, developmentTodo);
    case 'damaged':
      return failing('database', about, `${file} is damaged (${detail}).`, restore);
    case 'unreadable':
      return failing(
        'database',
        about,
        `${file} cannot be read (${detail}).`,
        'Look at its permissions and at whether another program keeps it locked.',
      );
  }
}

/** Examines whether audit events were removed or changed. */
export async function checkAudit(config: Config, db: Db): Promise<Finding[]> {
  const { events, faults } = await verifyRecord({ ...config, db });
  const about = 'Audit record';
  if (faults.length === 0)
    return [ok('audit', about, `${events} events, none altered or missing.`)];
  if (faults.every(({ code }) => code === 'seal_unchecked')) {
    const found = `${events} events, none altered. Its seal cannot be checked without the template key.`;
    return [warning('audit', about, found, 'Put the template key back; nothing is wrong with it.')];
  }
  const found = `${faults.length} faults in ${events} events.`;
  return [failing('audit', about, found, `${vestibule} audit verify tells which.`)];
}

const dayMs = 24 * 60 * 60_000;
/** Backups made by hand each week are not late on the day that follows. */
const lateAfterDays = 8;

/** Examines the age of the newest backup. The record has each, wherever its file went. */
export async function checkBackup(db: Db, now = () => Date.now()): Promise<Finding[]> {
  const about = 'Backup';
  const todo = `Make one each night: sudo systemctl enable --now vestibule-backup.timer. Or by hand: ${vestibule} backup --help`;
  const event = await latestAuditEvent(db, 'backup_made');
  if (!event) return [warning('backup', about, 'None was ever made.', todo)];
  const days = Math.floor((now() - Date.parse(event.at)) / dayMs);
  const age = days < 1 ? 'less than a day' : days === 1 ? '1 day' : `${days} days`;
  const found = `The newest is ${age} old.`;
  return [
    days < lateAfterDays ? ok('backup', about, found) : warning('backup', about, found, todo),
  ];
}

/** Examines whether the database does by itself what this version has put into it, and no more. */
export async function checkTriggers(db: Db): Promise<Finding[]> {
  const about = 'Database';
  const names = await foreignTriggers(db);
  if (names.length === 0) return [ok('database_triggers', about, 'Its triggers are its own.')];
  const found = printable`Somebody else has changed what it does by itself: ${names.join(', ')}.`;
  const todo = `Find out who can write to it. Then stop the service, and restore a backup: ${vestibule} restore FILE.`;
  return [failing('database_triggers', about, found, todo)];
}

const about = 'Template key';

/** Examines whether the key exists, only its owner can read it, and it encrypts the templates. */
export async function checkTemplateKey(file: string, db: Db | null): Promise<Finding[]> {
  try {
    const key = await readKeyFile(file);
    const check = db ? await templateKeyCheck(db) : undefined;
    if (!key) return [missing(file, check !== undefined)];
    if (check && !isKeyOf(key, check)) {
      return [
        failing(
          'template_key',
          about,
          'It is not the key that the stored templates are under.',
          `Put the right key back from your backup to ${file}. Nothing is lost while you have it.`,
        ),
      ];
    }
    return [ok('template_key', about, 'It is the right one, readable by its owner only.')];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [failing('template_key', about, error.message, 'Then start the service again.')];
  }
}

/** Does the same for the opt-out list, by the keyed hash stored with its entries. */
export async function checkOptOutKey(config: Config, db: Db): Promise<Finding[]> {
  const about = 'Opt-out list';
  const fault = await new OptOuts(db, config).fault();
  if (fault) return [failing('opt_out_key', about, fault.message, 'Visitors are held until then.')];
  return [ok('opt_out_key', about, 'The opt-out list can be read.')];
}

/** Examines whether the client secret is the same as the other instances'. */
export async function checkHookSecret(
  { templateKeyFile }: Config,
  secrets: Secrets | null,
  db: Db,
): Promise<Finding[]> {
  if (!secrets) return [];
  const about = 'Client secret';
  const isKnown = await isHookSecretOnRecord(db, templateKeyFile, secrets.envoy);
  if (isKnown === null) return [];
  if (isKnown) return [ok('hook_secret', about, 'The service that was started last has it, too.')];
  return [
    failing(
      'hook_secret',
      about,
      'The service that was started last has another one. With a wrong one it refuses Envoy, which then lets everybody in.',
      "Put Envoy's own into ENVOY_CLIENT_SECRET, of each instance, and restart. A change here counts after a restart.",
    ),
  ];
}

function missing(file: string, isNeeded: boolean): Finding {
  if (!isNeeded) {
    return warning('template_key', about, 'There is none yet.', 'The first start makes it.');
  }
  const todo = `Put it back from your backup to ${file}, mode 0600.`;
  return failing('template_key', about, 'It is missing, and templates are under it.', todo);
}

/** Examines whether messages reach people. */
export async function checkOutbox(db: Db): Promise<Finding[]> {
  const counts = await countMessages(db);
  const about = 'Messages';
  const number = (state: string) =>
    counts.filter((row) => row.state === state).reduce((sum, { count }) => sum + count, 0);
  const givenUp = number('given_up');
  const waiting = number('waiting');
  if (givenUp > 0) {
    const todo = `${vestibule} notify list says why; then ${vestibule} notify retry.`;
    return [warning('outbox', about, `${givenUp} were given up, ${waiting} wait.`, todo)];
  }
  return [ok('outbox', about, waiting === 0 ? 'None waits.' : `${waiting} wait to be sent.`)];
}

/** Examines whether the database takes writes. */
export async function checkWriting(db: Db): Promise<Finding[]> {
  const fault = await tryWriting(db).then(
    () => null,
    (error: unknown) => sentenceForOperator(error) ?? 'Nothing can be written.',
  );
  if (fault === null) return [];
  return [failing('database_writes', 'Database', fault, 'Fix that: until then visitors are held.')];
}
