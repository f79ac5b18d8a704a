import type { Config } from '../../config/config.ts';
import type { Secrets } from '../../config/secrets.ts';
import { createLogger } from '../../ops/logging.ts';
import { sentenceForOperator, vestibule } from '../../platform/operator-error.ts';
import { openStore } from '../../store/store.ts';
import type { Db } from '../../store/schema.ts';
import { createVision } from '../../vision/create-vision.ts';
import {
  checkAudit,
  checkBackup,
  checkTriggers,
  checkData,
  checkRemoteData,
  checkHookSecret,
  checkOptOutKey,
  checkOutbox,
  checkTemplateKey,
  checkWriting,
} from './data.ts';
import {
  checkClock,
  checkDeadline,
  checkMachine,
  checkModels,
  checkRecogniser,
} from './machine.ts';
import { checkEnrolled, checkFacesOff, checkRetention } from './enrolled.ts';
import { failing, warning, type Finding } from './finding.ts';
import { checkIssuers, checkPassportAuthorities } from './issuers.ts';
import { checkHeartbeat, camerasNotTried, tryCameras, checkService } from './service.ts';
import { checkConfiguration, checkSettingsInUse } from './configuration.ts';
import { checkKiosks, checkServedLocations } from './kiosks.ts';
import { checkWatchlists } from './watchlists.ts';
import { checkInstalls, checkPluginApi, checkTunnel } from './envoy.ts';
import {
  checkLivenessMode,
  checkPolicy,
  checkNotificationFile,
  tryChannels,
} from './operator-files.ts';

/** Examinations that people notice, so they run only on request. */
export interface DiagnosisOptions {
  /** Turns the cameras on for a moment. */
  capture?: boolean;
  /** Sends a test message through every channel. */
  message?: boolean;
}

/** The configuration of an installation. */
interface Installation {
  config: Config;
  /** Null when the secrets cannot be read. */
  secrets: Secrets | null;
}

/**
 * Examines everything that an installation needs, in the order of need, and yields each finding at once. Changes
 * nothing.
 */
export async function* diagnose(
  env: NodeJS.ProcessEnv,
  options: DiagnosisOptions = {},
): AsyncGenerator<Finding> {
  const { findings, config, secrets } = checkConfiguration(env);
  yield* findings;
  if (config) yield* diagnoseInstallation({ config, secrets }, options);
}

/** Does the same for a running service with these settings, through a database connection of its own. */
export async function* diagnoseInService(
  config: Config,
  secrets: Secrets,
): AsyncGenerator<Finding> {
  yield* checkSettingsInUse(config, secrets);
  yield* diagnoseInstallation({ config, secrets, isInService: true }, {});
}

async function* diagnoseInstallation(
  { config, secrets, isInService = false }: Installation & { isInService?: boolean },
  options: DiagnosisOptions,
): AsyncGenerator<Finding> {
  const machine = await checkMachine(config.dataDir, isInService);
  yield* machine;
  const isDiskFull = machine.some(({ code, state }) => code === 'disk' && state === 'failing');
  yield* await checkModels(config.engine);
  const { databaseServer } = config;
  const data = databaseServer ? await checkRemoteData(config, databaseServer) : checkData(config);
  yield* data.findings;
  // Opening an outdated database would upgrade it, and only the service may do that.
  if (data.database === 'sound') yield* withDatabase(config, secrets, options);
  else yield* await withoutDatabase(config, secrets, options);
  yield* await checkService(config, isDiskFull);
  yield* fromOutside(config, secrets);
}

async function withoutDatabase(
  config: Config,
  secrets: Secrets | null,
  { message, capture }: DiagnosisOptions,
): Promise<Finding[]> {
  const key = await checkTemplateKey(config.templateKeyFile, null);
  return [
    ...key,
    ...(await guard('Liveness', () => checkLivenessMode(config, null))),
    ...(await checkNotificationFile(config, secrets, null)),
    ...(message ? [notSent('there is no database to look at')] : []),
    ...(capture ? [camerasNotTried] : []),
  ];
}

async function* withDatabase(
  config: Config,
  secrets: Secrets | null,
  options: DiagnosisOptions,
): AsyncGenerator<Finding> {
  const store = await openStore({ ...config, forCommand: true });
  try {
    yield* await inDatabase(config, secrets, store.db);
    if (options.message) yield* await trySending(config, secrets, store.db);
    if (options.capture) yield* await tryCameras(store.db, config.dataDir);
  } finally {
    await store.close();
  }
}

async function trySending(config: Config, secrets: Secrets | null, db: Db): Promise<Finding[]> {
  if (!secrets) return [notSent('the secrets are not here')];
  return tryChannels(config, secrets, db);
}

function notSent(why: string): Finding {
  const todo = `Fix what is named above, or run it as: ${vestibule} doctor --message`;
  return failing('channel', 'Channels', `No test message was sent, for ${why}.`, todo);
}

async function inDatabase(config: Config, secrets: Secrets | null, db: Db): Promise<Finding[]> {
  return [
    ...(await checkWriting(db)),
    ...(config.databaseServer ? [] : await guard('Database', () => checkTriggers(db))),
    ...(await checkTemplateKey(config.templateKeyFile, db)),
    ...(await guard('Client secret', () => checkHookSecret(config, secrets, db))),
    ...(await guard('Opt-out list', () => checkOptOutKey(config, db))),
    ...(await guard('Audit record', () => checkAudit(config, db))),
    // PostgreSQL has backups of its own, which the record does not know.
    ...(config.databaseServer ? [] : await checkBackup(db)),
    ...(await guard('Recogniser', () => checkRecogniser(config.engine, db))),
    ...(await guard('Policy', () => checkPolicy(config, secrets, db))),
    ...(await guard('Liveness', () => checkLivenessMode(config, db))),
    ...(await guard('Watchlist', async () => checkWatchlists(db, await modelOf(config, db)))),
    ...(await guard('Health passes', () => checkIssuers(config, db))),
    ...(await guard('Passports', () => checkPassportAuthorities(config, db))),
    ...(await checkRetention(db, config.retention)),
    ...(await checkFacesOff(db)),
    ...(await checkInstalls(db, config.envoy.clientId)),
    ...(await checkKiosks(db)),
    ...(await checkEnrolled(db)),
    ...(await guard('Lobby screens', () => checkServedLocations(db))),
    ...(await guard('Notifications', () => checkNotificationFile(config, secrets, db))),
    ...(await checkOutbox(db)),
    ...(await checkDeadline(db, config.deadlineMs)),
  ];
}

async function modelOf(config: Config, db: Db): Promise<string> {
  return (await createVision(config, createLogger('silent'), db)).model.id;
}

/** An error in one examination must not end the others. */
async function guard(about: string, examine: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await examine();
  } catch (error) {
    const found = sentenceForOperator(error);
    if (found === null) throw error;
    return [warning('not_examined', about, `It cannot be looked at. ${found}`, 'Fix that first.')];
  }
}

async function* fromOutside(config: Config, secrets: Secrets | null): AsyncGenerator<Finding> {
  if (!secrets) return;
  // Without Envoy's secret, the service holds every call, so the tunnel says nothing.
  if (!secrets.forTryingOut) yield* await checkTunnel(config.publicUrl, secrets.envoy[0]);
  yield* checkHeartbeat(secrets);
  yield* await checkPluginApi(config.envoy, secrets.envoy);
  yield* await checkClock(config.envoy.baseUrl);
}
