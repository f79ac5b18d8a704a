import type { Logger } from 'pino';
import { startSealing } from '../audit/sealing.ts';
import { checkSettingsFor } from '../checks/registry.ts';
import type { Config } from '../config/config.ts';
import { readLanguages } from '../config/language-files.ts';
import { IssuersKeeper } from '../credentials/issuers-keeper.ts';
import type { Secrets } from '../config/secrets.ts';
import { recordHookSecret } from '../envoy/start-envoy.ts';
import { ApprovalMark } from '../keys/approval-mark.ts';
import { readNextKey } from '../keys/keyring.ts';
import { RecordCipher } from '../keys/record-cipher.ts';
import { reapplyErasures } from '../people/erasure.ts';
import { OptOuts } from '../people/opt-outs.ts';
import { startPurging } from '../people/retention.ts';
import type { HandedSockets } from '../platform/handed-sockets.ts';
import { PolicyKeeper } from '../policy/policy-keeper.ts';
import { lockDataFolder, openStore, type Store } from '../store/store.ts';
import { TemplateCipher } from '../templates/cipher.ts';
import { StoreError } from '../store/store-error.ts';
import { openTemplateKey } from '../templates/open-cipher.ts';
import { rotateTemplateKey } from '../templates/rotation.ts';
import type { StopSequence } from './stop-sequence.ts';

/** Dependencies of every part at the start. */
export interface StartContext {
  config: Config;
  secrets: Secrets;
  log: Logger;
  /** Sockets that systemd has opened and handed over. */
  sockets: HandedSockets;
  /** Called with the name of each start step, because a step may take long. */
  onStep: (step: string) => void;
  /** Called when another program has replaced the database, or damage was found: everything must be read again. */
  onStoreLost: (error: Error) => void;
  stops: StopSequence;
}

/** The database, the keys, the audit record, the policy and the issuers. Every other part needs them. */
export interface CoreServices {
  store: Store;
  cipher: TemplateCipher;
  approvalMark: ApprovalMark;
  policy: PolicyKeeper;
  issuers: IssuersKeeper;
  optOuts: OptOuts;
  /** Applies the register of erasures to the database again. */
  reapplyErasures: () => Promise<void>;
}

export async function startCoreServices(context: StartContext): Promise<CoreServices> {
  const { config, secrets, log, onStep, stops } = context;
  const unread = readLanguages();
  if (unread.length > 0) log.warn({ languages: unread }, 'language file unreadable, using English');
  onStep('the data folder and the database');
  const store = await startStore(context);
  const { db } = store;
  onStep('the keys and the register of erasures');
  await rotateIfRequested(store, config, log);
  const templateKey = await openTemplateKey(db, config.templateKeyFile);
  const cipher = new TemplateCipher(templateKey, config.templateKeyFile);
  const approvalMark = new ApprovalMark(templateKey);
  await recordHookSecret(db, config.templateKeyFile, secrets.envoy);
  const reapplyErasures = () => reapplyAndLogErasures(store, config, log);
  await reapplyErasures();
  onStep('the audit record, the retention and the policy');
  const sealing = { ...config, db, isLeader: () => store.sessions.isLeaderFor('sealing') };
  // The last answers are in the record that it seals at its end.
  stops.store.push(await startSealing(sealing, log));
  stops.parts.push(await startPurging(store, config, log));
  const known = checkSettingsFor(config);
  const policy = new PolicyKeeper({ place: config.policy, known, db, log });
  await policy.start();
  const issuers = new IssuersKeeper({ folder: config.issuersFolder, db, log });
  await issuers.start();
  const optOuts = new OptOuts(db, config);
  // Creates the key, or fails, now and not at the first visitor.
  await optOuts.has({});
  return { store, cipher, approvalMark, policy, issuers, optOuts, reapplyErasures };
}

async function startStore({ config, log, onStoreLost, stops }: StartContext): Promise<Store> {
  const folder = lockDataFolder(config.dataDir);
  stops.store.push(async () => folder.release());
  const onDeath = () => log.error('database thread or PostgreSQL connection lost, reconnecting');
  const store = await openStore({ ...config, check: 'quick', onDeath, onReplaced: onStoreLost });
  stops.store.push(() => store.close());
  return store;
}

/**
 * Does the rotation that `vestibule keys rotate` requested. Nothing else reads a ciphertext now, and everybody is
 * held. If the rotation fails, the service goes on with the old key.
 */
async function rotateIfRequested(store: Store, config: Config, log: Logger): Promise<void> {
  try {
    // The opt-out key may be derived from the old template key: store it in its file before the rotation.
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

/** Faults that only postpone the rotation. Other faults stop the start. */
const postponing: ReadonlySet<string> = new Set([
  'key_rotation_waits',
  'template_damaged',
  'secret_damaged',
]);

/** A restored database contains people who were erased since the copy. */
async function reapplyAndLogErasures(
  { db }: Store,
  { erasureRegisterFile, templateKeyFile }: Config,
  log: Logger,
): Promise<void> {
  const messages = new RecordCipher(templateKeyFile);
  const people = await reapplyErasures(db, erasureRegisterFile, { actor: 'service', messages });
  if (people > 0) log.warn({ people }, 'database was restored, people erased again');
}
