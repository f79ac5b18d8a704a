import type { Logger } from 'pino';
import { startSealing } from '../../audit/sealing.ts';
import type { Config } from '../../config/config.ts';
import { readLanguages } from '../../config/language-files.ts';
import { recordHookSecret } from '../../envoy/start-envoy.ts';
import { ApprovalMark } from '../../keys/approval-mark.ts';
import { readNextKey } from '../../keys/keyring.ts';
import { RecordCipher } from '../../keys/record-cipher.ts';
import { reapplyErasures as reapply } from '../../people/erasure.ts';
import { OptOuts } from '../../people/opt-outs.ts';
import { SignsOfLife } from '../../sign-in/signs-of-life.ts';
import { lockDataFolder, openStore, type Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { TemplateCipher } from '../../templates/cipher.ts';
import { openTemplateKey } from '../../templates/open-cipher.ts';
import { rotateTemplateKey } from '../../templates/rotation.ts';
import type { Needs } from '../app-context.ts';
import type { OnClose } from '../growing-context.ts';

export function languageFiles({ log }: Needs<'log'>) {
  const unread = readLanguages();
  if (unread.length > 0) log.warn({ languages: unread }, 'language file unreadable, using English');
  return {};
}

export async function database(
  { config, log, onStoreLost }: Needs<'config' | 'log' | 'onStoreLost'>,
  onClose: OnClose,
) {
  const folder = lockDataFolder(config.dataDir);
  onClose(async () => folder.release());
  const onDeath = () => log.error('database thread or PostgreSQL connection lost, reconnecting');
  const store = await openStore({ ...config, check: 'quick', onDeath, onReplaced: onStoreLost });
  onClose(() => store.close());
  return { store, db: store.db };
}

/** The template key, and what is kept with it beside the database. */
export async function keys({
  config,
  secrets,
  store,
  log,
}: Needs<'config' | 'secrets' | 'store' | 'log'>) {
  const { db } = store;
  const { templateKeyFile, erasureRegisterFile } = config;
  await rotateIfRequested(store, config, log);
  const templateKey = await openTemplateKey(db, templateKeyFile);
  const cipher = new TemplateCipher(templateKey, templateKeyFile);
  await recordHookSecret(db, templateKeyFile, secrets.envoy);
  const by = { actor: 'service', messages: new RecordCipher(templateKeyFile) };
  const reapplyErasures = async () => {
    const people = await reapply(db, erasureRegisterFile, by);
    // A restored database contains people who were erased since the copy.
    if (people > 0) log.warn({ people }, 'database was restored, people erased again');
  };
  await reapplyErasures();
  return { cipher, approvalMark: new ApprovalMark(templateKey), reapplyErasures };
}

/** Seals the audit record. It stops late, because the last answers are in the record that it seals at its end. */
export async function auditSeal(
  { config, store, log }: Needs<'config' | 'store' | 'log'>,
  onClose: OnClose,
) {
  const isLeader = () => store.sessions.isLeaderFor('sealing');
  onClose(await startSealing({ ...config, db: store.db, isLeader }, log));
  return {};
}

export async function signsOfLife(
  { config, store, earlyHook }: Needs<'config' | 'store' | 'earlyHook'>,
  onClose: OnClose,
) {
  const signs = new SignsOfLife({ store, config, mark: earlyHook.waitingMark });
  await signs.start();
  onClose(() => signs.stop());
  return { signsOfLife: signs };
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
