import { readFile } from 'node:fs/promises';
import { expectOrdinaryFile } from '#base/files';
import type { Config } from '../../config/config.ts';
import { keyWrong, readKeyFile } from '../../keys/keyring.ts';
import { RecordCipher } from '../../keys/record-cipher.ts';
import {
  readErasureRegister,
  type Erasure,
  reapplyEmptying,
} from '../../people/erasure-register.ts';
import { erasePerson } from '../../people/erasure.ts';
import { drift, stepAt } from '../../people/personal-code.ts';
import type { Db } from '../../store/schema.ts';
import {
  withdrawConsents,
  insertErasures,
  insertOptOut,
  listErasures,
  consentTexts,
  insertConsentText,
  insertConsentTranslation,
  tellConsentTextLanguage,
  type ConsentText,
} from '../../store/tables/privacy.ts';
import { endCredentials, endShortLived } from '../../store/credential-tables.ts';
import { bringDeskAccountForward } from '../../desk/accounts/account-rows.ts';
import { bringCamerasForward, revokeKiosk } from '../../store/tables/kiosks.ts';
import { takeStepsUntil } from '../../store/tables/personal-codes.ts';
import { endEnrolmentAt } from '../../store/tables/people.ts';
import { bringTriesForward } from '../../store/tables/person-tries.ts';
import { TemplateCipher } from '../../templates/cipher.ts';
import { endSignsOfLife } from '../../store/tables/signs-of-life.ts';
import { removeFromWatchlist } from '../../watchlist/change.ts';
import { commandActor } from '../command-actor.ts';
import { RefusalError } from '../../platform/operator-error.ts';
import { listBringer } from './bring-list-forward.ts';
import {
  originOf,
  presentState,
  type CurrentState,
  type PresentDecision,
  type Readable,
} from './present-state.ts';

/** Decisions made since the copy, which the restore must not undo. */
export interface BroughtForward {
  erasedAgain: number;
  optOuts: number;
  withdrawn: number;
  enrolmentsEnded: number;
  kiosksRevoked: number;
  /** Number of desk accounts whose role, password, subject or revocation has changed since. */
  deskAccounts: number;
  /** Number of accounts' links, personal codes and the like that were revoked or replaced. */
  credentialsEnded: number;
  consentTexts: number;
  watchlistRemoved: number;
  /** Number of entries of the own list that were added or changed. */
  watchlistAdded: number;
  /** Ids of such entries whose faces cannot be read. */
  watchlistFacesUnread: string[];
  /** Number of people with another count of failed tries. */
  tries: number;
  /** What could not be read of a damaged database. */
  unread: PresentDecision[];
  /** How much of the replaced database could be read. */
  readable: Readable;
  /** False when neither a database nor a register showed the erasures. */
  erasuresKnown: boolean;
}

/** Applies them to the copy. @param copy opened in a separate place @param keyFile the copy's template key */
export async function bringForward(
  copy: Db,
  config: Config,
  { keyFile, erasuresFile }: { keyFile: string; erasuresFile: string | null },
): Promise<{ counts: BroughtForward; replaced: CurrentState['head']; textsLeft: string[] }> {
  const found = await presentState(config);
  const isSame = found.origin === (await originOf(copy));
  const isNew = !found.wasUsed && !isSame;
  const textsLeft = isNew ? await textsOfNewMachine(copy, found) : [];
  const present = textsLeft.length > 0 ? { ...found, texts: [], translations: [] } : found;
  const registers = [
    await readErasureRegister(config.erasureRegisterFile),
    erasuresFile === null ? undefined : await readGivenRegister(erasuresFile),
  ];
  const erasures = [...present.erasures, ...registers.flatMap((register) => register ?? [])];
  await insertErasures(copy, erasures);
  const messages = new RecordCipher(keyFile);
  const by = { actor: commandActor(), because: 'restored_backup', messages } as const;
  const readable = isNew ? 'new' : present.readable;
  // In a damaged database, a decision may have become impossible to apply.
  const count: Count = (decisions, apply) => countApplied(decisions, apply, readable === 'some');
  const counts: BroughtForward = {
    ...(await decisionsBroughtForward(copy, present, { by, isSame, count })),
    ...(await ownListBroughtForward(copy, present, { config, keyFile, count })),
    readable,
    unread: present.unread,
    // A new machine's own register is empty.
    erasuresKnown:
      readable === 'all' || registers.some((each) => each && (!isNew || each.length > 0)),
  };
  await count(present.withCameras, (kiosk) => bringCamerasForward(copy, kiosk));
  await reapplyEmptying(copy, await listErasures(copy), messages);
  await endWhatPasses(copy);
  return { counts, replaced: present.head, textsLeft };
}

type Counts = Omit<
  BroughtForward,
  'readable' | 'unread' | 'erasuresKnown' | 'watchlistAdded' | 'watchlistFacesUnread'
>;

async function ownListBroughtForward(
  copy: Db,
  { ownList, unwatched }: CurrentState,
  { config, keyFile, count }: { config: Config; keyFile: string; count: Count },
): Promise<Pick<BroughtForward, 'watchlistAdded' | 'watchlistFacesUnread'>> {
  const [former, key] = [
    await readKeyFile(config.templateKeyFile).catch(() => undefined),
    await readKeyFile(keyFile),
  ];
  if (!key) throw keyWrong(keyFile);
  const ciphers = {
    from: former ? new TemplateCipher(former, config.templateKeyFile) : null,
    to: new TemplateCipher(key, keyFile),
  };
  const watchlistFacesUnread: string[] = [];
  const bring = await listBringer(copy, ciphers, (id) => watchlistFacesUnread.push(id));
  const isRemoved = new Set(unwatched);
  const entries = ownList.filter(({ entry }) => !isRemoved.has(entry.id));
  return { watchlistAdded: await count(entries, bring), watchlistFacesUnread };
}

/** Erasures come first, so that later counts do not include what they remove. */
async function decisionsBroughtForward(
  copy: Db,
  present: CurrentState,
  { by, isSame, count }: { by: Parameters<typeof erasePerson>[2]; isSame: boolean; count: Count },
): Promise<Counts> {
  return {
    erasedAgain: await count(
      await listErasures(copy),
      async ({ personId }) => (await erasePerson(copy, personId, by)) !== null,
    ),
    optOuts: await count(present.optOuts, (optOut) => insertOptOut(copy, optOut)),
    withdrawn: await count(present.withdrawn, (id) => withdrawConsents(copy, id, new Date())),
    enrolmentsEnded: await count(
      present.enrolled,
      async ({ id, expiresAt }) => expiresAt !== null && endEnrolmentAt(copy, id, expiresAt),
    ),
    kiosksRevoked: await count(present.revoked, ({ id, revokedAt }) =>
      revokeKiosk(copy, id, revokedAt),
    ),
    deskAccounts: await count(present.deskAccounts, (account) =>
      bringDeskAccountForward(copy, account),
    ),
    // Another installation's database says nothing about these.
    credentialsEnded:
      isSame && present.credentials ? await endCredentials(copy, present.credentials) : 0,
    consentTexts: await bringTextsForward(copy, present, count),
    watchlistRemoved: await count(present.unwatched, (id) =>
      removeFromWatchlist(copy, by.actor, id),
    ),
    tries: await count(present.tries, (one) => bringTriesForward(copy, one)),
  };
}

/** Ends sessions and links. Also uses up time steps, so that a code typed since the copy is not accepted again. */
async function endWhatPasses(copy: Db): Promise<void> {
  await endShortLived(copy);
  await endSignsOfLife(copy);
  await takeStepsUntil(copy, stepAt(Date.now()) + drift);
}

async function countApplied<T>(
  decisions: readonly T[],
  apply: (decision: T) => Promise<boolean>,
  isLenient: boolean,
): Promise<number> {
  let done = 0;
  for (const decision of decisions) {
    try {
      if (await apply(decision)) done++;
    } catch (error) {
      if (!isLenient) throw error;
    }
  }
  return done;
}

async function readGivenRegister(file: string): Promise<Erasure[]> {
  expectOrdinaryFile(file);
  const register = await readErasureRegister(file);
  if (!register)
    throw new RefusalError('no_register', `There is no file ${file}. Nothing was changed.`);
  // An empty register has a heading; any other file would claim that nobody was erased.
  if (register.length > 0 || (await readFile(file, 'utf8')).startsWith('#')) return register;
  throw new RefusalError(
    'no_register',
    `${file} is no register of erasures, as erased-ids.txt of a data folder is. Nothing was changed.`,
  );
}

type Count = <T>(decisions: readonly T[], apply: (one: T) => Promise<boolean>) => Promise<number>;

/** Otherwise a consent to an old text would be valid again. @returns how many texts */
async function bringTextsForward(copy: Db, present: CurrentState, count: Count): Promise<number> {
  const texts = await count(newerTexts(await consentTexts(copy), present), async (text) => {
    await insertConsentText(copy, text);
    return true;
  });
  const known = await consentTexts(copy);
  for (const { sha256, language, version } of known) {
    const languageTag = present.texts.find((text) => text.sha256 === sha256)?.language;
    // People have agreed to the copy's own data, so these stay.
    if (language === null && languageTag)
      await tellConsentTextLanguage(copy, { version, language: languageTag });
  }
  const words = new Set(known.map(({ sha256 }) => sha256));
  const translations = present.translations.filter(({ ofSha256 }) => words.has(ofSha256));
  return texts + (await count(translations, (one) => insertConsentTranslation(copy, one)));
}

/**
 * Texts that a new machine published before the restore. Nobody there was asked yet, and people who agreed to the
 * copy's text would be held because they lack a new consent. @returns the versions
 */
async function textsOfNewMachine(copy: Db, present: CurrentState): Promise<string[]> {
  const consents = await copy.selectFrom('consents').select('id').limit(1).execute();
  if (consents.length === 0) return [];
  const words = new Set((await consentTexts(copy)).map(({ sha256 }) => sha256));
  return present.texts.filter(({ sha256 }) => !words.has(sha256)).map(({ version }) => version);
}

/**
 * Texts published since, in their order. The order is that of publishing and not of the clock, which may be set
 * back.
 */
function newerTexts(known: readonly ConsentText[], { texts }: CurrentState): ConsentText[] {
  const [current] = known;
  // The same text, published again on another machine: people who agreed to the copy's text agreed to these words.
  if (texts[0]?.sha256 === current?.sha256) return [];
  const versions = new Set(known.map(({ version }) => version));
  const at = texts.findIndex(({ version }) => version === current?.version);
  // With another installation's copy, only the times can be compared.
  const isNewer = ({ publishedAt }: ConsentText) => !current || publishedAt > current.publishedAt;
  const since = at < 0 ? texts.filter(isNewer) : texts.slice(0, at);
  return since.filter(({ version }) => !versions.has(version)).reverse();
}
