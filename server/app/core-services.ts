import type { Logger } from 'pino';
import { startSealing } from '../audit/sealing.ts';
import { checkSettingsFor } from '../checks/registry.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../config/secrets.ts';
import { recordHookSecret } from '../envoy/start-envoy.ts';
import { readNextKey } from '../keys/keyring.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { reapplyErasures } from '../people/erasure.ts';
import { OptOuts } from '../people/opt-outs.ts';
import { startPurging } from '../people/retention.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import { PolicyKeeper } from '../policy/policy-keeper.ts';
import { lockDataFolder, openStore, type Store } from '../store/store.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import { StoreError } from '../store/store-error.ts';
import { openTemplateCipher } from '../templates/open-cipher.ts';
import { rotateTemplateKey } from '../templates/rotation.ts';

/** What every part of the service is started with. */
export interface StartContext {
  config: Config;
  secrets: Secrets;
  log: Logger;
  /** Sockets that systemd has opened. */
  sockets: HandedSockets;
  /** Told what the start is at, which may take its time. */
  onStep: (step: string) => void;
  /** Called when another program has replaced the database: all that was read of it is to be read again. */
  onReplaced: (error: Error) => void;
  /** Gets what ends each part, in the order of their start. */
  stops: (() => Promise<void>)[];
}

/** The database, the keys, the audit record and the policy, which every other part needs. */
export interface CoreServices {
  store: Store;
  cipher: TemplateCipher;
  policy: PolicyKeeper;
  optOuts: OptOuts;
  /** Reapplies the register of erasures to the database. */
  reapplyErasures: () => Promise<void>;
}

export async function startCoreServices(context: StartContext): Promise<CoreServices> {
  const { config, secrets, log, onStep, stops } = context;
  onStep('the data folder and the database');
  const store = await startStore(context);
  const { db } = store;
  onStep('the keys and the register of erasures');
  await rotateIfRequested(store, config, log);
  const cipher = await openTemplateCipher(db, config.templateKeyFile);
  await recordHookSecret(db, config.templateKeyFile, secrets.envoy);
  const reapplyErasures = () => reapplyAndLogErasures(store, config, log);
  await reapplyErasures();
  onStep('the audit record, the retention and the policy');
  const sealing = { ...config, db, isLeader: () => store.sessions.isLeaderFor('sealing') };
  stops.push(await startSealing(sealing, log));
  stops.push(await startPurging(store, config, log));
  const known = checkSettingsFor(config);
  const policy = new PolicyKeeper({ place: config.policy, known, db, log });
  stops.push(() => policy.stop());
  await policy.start();
  const optOuts = new OptOuts(db, config);
  // Its key is made, or missed, now and not at the first visitor.
  await optOuts.has({});
  return { store, cipher, policy, optOuts, reapplyErasures: reapplyErasures };
}

async function startStore({ config, log, onReplaced, stops }: StartContext): Promise<Store> {
  const folder = lockDataFolder(config.dataDir);
  stops.push(async () => folder.release());
  const onDeath = () => log.error('database thread or PostgreSQL connection lost, reconnecting');
  const store = await openStore({ ...config, onDeath, onReplaced });
  stops.push(() => store.close());
  return store;
}

/**
 * As `vestibule keys rotate` has asked for: nothing else reads a ciphertext meanwhile, and everybody is held. When it
 * cannot be done, the service goes on with the old key.
 */
async function rotateIfRequested(store: Store, config: Config, log: Logger): Promise<void> {
  try {
    // The key of the opt-out list may be derived from the one that goes: it has to be in its file by then.
    if (await readNextKey(config.templateKeyFile)) await new OptOuts(store.db, config).has({});
    const rotation = await rotateTemplateKey(store.db, config);
    if (!rotation) return;
    await store.scrub();
    log.warn(rotation, 'template key rotated; keep a copy of the new key file');
  } catch (error) {
    if (!(error instanceof StoreError) || !postponing.has(error.code)) throw error;
    log.error({ fault: error.code }, `template key not rotated: ${error.message}`);
  }
}

/** Other faults of the store or the key hold the start up. */
const postponing: ReadonlySet<string> = new Set([
  'key_rotation_waits',
  'template_damaged',
  'secret_damaged',
]);

/** A database that was put back from a copy has people in it who were erased since. */
async function reapplyAndLogErasures(
  { db }: Store,
  { erasureRegisterFile, templateKeyFile }: Config,
  log: Logger,
): Promise<void> {
  const messages = new RecordCipher(templateKeyFile);
  const people = await reapplyErasures(db, erasureRegisterFile, { actor: 'service', messages });
  if (people > 0) log.warn({ people }, 'database was restored, people erased again');
}
