import { readFile } from 'node:fs/promises';
import type { Config } from '../../../server/config/config.ts';
import { RecordCipher } from '../../../server/keys/record-cipher.ts';
import {
  readErasureRegister,
  type Erasure,
  reapplyEmptying,
} from '../../../server/people/erasure-register.ts';
import { erasePerson } from '../../../server/people/erasure.ts';
import { drift, stepAt } from '../../../server/people/personal-code.ts';
import type { Db } from '../../../server/store/schema.ts';
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
} from '../../../server/store/tables/privacy.ts';
import { endCredentials, endShortLived } from '../../../server/store/credential-tables.ts';
import { bringDeskAccountForward } from '../../../server/store/tables/desk-accounts.ts';
import { bringCamerasForward, revokeKiosk } from '../../../server/store/tables/kiosks.ts';
import { takeStepsUntil } from '../../../server/store/tables/personal-codes.ts';
import { endEnrolmentAt } from '../../../server/store/tables/people.ts';
import { removeFromWatchlist } from '../../../server/watchlist/change.ts';
import { commandActor } from '../../terminal/with-installation.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { originOf, presentState, type CurrentState, type Readable } from './present-state.ts';

/** What happened since the copy was made, and must not be undone by it. */
export interface BroughtForward {
  erasedAgain: number;
  optOuts: number;
  withdrawn: number;
  enrolmentsEnded: number;
  kiosksRevoked: number;
  /** Whose role, password, subject or revocation at the desk is another one since. */
  deskAccounts: number;
  /** Keys of issuers that were removed or replaced. */
  credentialsEnded: number;
  consentTexts: number;
  watchlistRemoved: number;
  /** How much of it the database that is replaced could tell. */
  readable: Readable;
  /** False when there was neither a database nor a register to tell who was erased. */
  erasuresKnown: boolean;
}

/** Applies it to the copy. @param copy opened in a place of its own @param keyFile the key that it is under */
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
    erasuresFile === null ? undefined : await givenRegister(erasuresFile),
  ];
  const erasures = [...present.erasures, ...registers.flatMap((register) => register ?? [])];
  await insertErasures(copy, erasures);
  const messages = new RecordCipher(keyFile);
  const by = { actor: commandActor(), because: 'restored_backup', messages } as const;
  const readable = isNew ? 'new' : present.readable;
  // Of a damaged database, a decision may have become one that cannot be applied.
  const count: Count = (decisions, apply) => counted(decisions, apply, readable === 'some');
  const counts: BroughtForward = {
    ...(await decisionsBroughtForward(copy, present, { by, isSame, count })),
    readable,
    // A new machine's own register has nobody in it.
    erasuresKnown:
      readable === 'all' || registers.some((each) => each && (!isNew || each.length > 0)),
  };
  await count(present.withCameras, (kiosk) => bringCamerasForward(copy, kiosk));
  await reapplyEmptying(copy, await listErasures(copy), messages);
  await endWhatPasses(copy);
  return { counts, replaced: present.head, textsLeft };
}

type Counts = Omit<BroughtForward, 'readable' | 'erasuresKnown'>;

/** Erasures go first: what they take away is not counted again. */
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
    // Another installation says nothing of these.
    credentialsEnded:
      isSame && present.credentials ? await endCredentials(copy, present.credentials) : 0,
    consentTexts: await bringTextsForward(copy, present, count),
    watchlistRemoved: await count(present.unwatched, (id) =>
      removeFromWatchlist(copy, by.actor, id),
    ),
  };
}

/** Sessions and links; and a personal code that was typed since the copy was made is not accepted again. */
async function endWhatPasses(copy: Db): Promise<void> {
  await endShortLived(copy);
  await takeStepsUntil(copy, stepAt(Date.now()) + drift);
}

async function counted<T>(
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

async function givenRegister(file: string): Promise<Erasure[]> {
  const register = await readErasureRegister(file);
  if (!register)
    throw new RefusalError('no_register', `There is no file ${file}. Nothing was changed.`);
  // An empty register has its heading; any other file would say that nobody was erased.
  if (register.length > 0 || (await readFile(file, 'utf8')).startsWith('#')) return register;
  throw new RefusalError(
    'no_register',
    `${file} is no register of erasures, as erased-ids.txt of a data folder is. Nothing was changed.`,
  );
}

type Count = <T>(decisions: readonly T[], apply: (one: T) => Promise<boolean>) => Promise<number>;

/** Else a consent to an old text would count again. @returns how many */
async function bringTextsForward(copy: Db, present: CurrentState, count: Count): Promise<number> {
  const texts = await count(newerTexts(await consentTexts(copy), present), async (text) => {
    await insertConsentText(copy, text);
    return true;
  });
  const known = await consentTexts(copy);
  for (const { sha256, language, version } of known) {
    const languageTag = present.texts.find((text) => text.sha256 === sha256)?.language;
    // What the copy says itself, people have agreed to.
    if (language === null && languageTag)
      await tellConsentTextLanguage(copy, { version, language: languageTag });
  }
  const words = new Set(known.map(({ sha256 }) => sha256));
  const translations = present.translations.filter(({ ofSha256 }) => words.has(ofSha256));
  return texts + (await count(translations, (one) => insertConsentTranslation(copy, one)));
}

/**
 * What was published on a new machine before a copy came onto it. It asked nobody there yet, and people who agreed to
 * the copy's text would be held for want of another consent. @returns the versions
 */
async function textsOfNewMachine(copy: Db, present: CurrentState): Promise<string[]> {
  const consents = await copy.selectFrom('consents').select('id').limit(1).execute();
  if (consents.length === 0) return [];
  const words = new Set((await consentTexts(copy)).map(({ sha256 }) => sha256));
  return present.texts.filter(({ sha256 }) => !words.has(sha256)).map(({ version }) => version);
}

/**
 * Texts that were published since, in their order. The order is that of publishing and not of the clock,
 * which may stand still or be set back.
 */
function newerTexts(known: readonly ConsentText[], { texts }: CurrentState): ConsentText[] {
  const [current] = known;
  // Published again on another machine: who agreed to the copy's has agreed to the same words.
  if (texts[0]?.sha256 === current?.sha256) return [];
  const versions = new Set(known.map(({ version }) => version));
  const at = texts.findIndex(({ version }) => version === current?.version);
  // A copy of another installation has nothing but the clock in common.
  const isNewer = ({ publishedAt }: ConsentText) => !current || publishedAt > current.publishedAt;
  const since = at < 0 ? texts.filter(isNewer) : texts.slice(0, at);
  return since.filter(({ version }) => !versions.has(version)).reverse();
}
