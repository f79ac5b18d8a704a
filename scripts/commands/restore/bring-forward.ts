import type { Config } from '../../../server/config/config.ts';
import { ContentsCipher } from '../../../server/keys/message-cipher.ts';
import { readErasureRegister, type Erasure } from '../../../server/people/erasure-register.ts';
import { emptyAgain } from '../../../server/people/emptied-rows.ts';
import { erasePerson } from '../../../server/people/erasure.ts';
import type { Db } from '../../../server/store/schema.ts';
import {
  withdrawConsents,
  insertErasures,
  insertOptOut,
  listErasures,
} from '../../../server/store/tables/privacy.ts';
import {
  bringDeskAccountForward,
  endDeskLinksAndSessions,
} from '../../../server/store/tables/desk-accounts.ts';
import { bringCamerasForward, revokeKiosk } from '../../../server/store/tables/kiosks.ts';
import { endEnrolmentAt } from '../../../server/store/tables/people.ts';
import { deleteProfileLearntAt } from '../../../server/store/tables/visitors.ts';
import { removeFromWatchlist } from '../../../server/watchlist/change.ts';
import { commandActor } from '../../terminal/with-installation.ts';
import { Refusal } from '../../terminal/answer.ts';
import { bringTextsForward } from './consent-texts.ts';
import { presentState, type Present, type Readable } from './present-state.ts';

/** What happened since the copy was made, and must not be undone by it. */
export interface BroughtForward {
  erasedAgain: number;
  optOuts: number;
  withdrawn: number;
  enrolmentsEnded: number;
  profilesForgotten: number;
  kiosksRevoked: number;
  /** Whose role, password or revocation at the desk is another one since. */
  deskAccounts: number;
  consentTexts: number;
  watchlistRemoved: number;
  /** How much of it the database that is replaced could tell. */
  readable: Readable;
  /** False when there was neither a database nor a register to tell who was erased. */
  erasuresKnown: boolean;
}

/** Applies it to the copy. @param copy opened in a place of its own */
export async function bringForward(
  copy: Db,
  config: Config,
  erasuresFile: string | null,
): Promise<{ counts: BroughtForward; replaced: Present['head'] }> {
  const present = await presentState(config);
  const registers = [
    await readErasureRegister(config.erasureRegisterFile),
    erasuresFile === null ? undefined : await givenRegister(erasuresFile),
  ];
  const erasures = [...present.erasures, ...registers.flatMap((register) => register ?? [])];
  await insertErasures(copy, erasures);
  const messages = new ContentsCipher(config.templateKeyFile);
  const by = { actor: commandActor(), because: 'restored_backup', messages } as const;
  const { readable } = present;
  // Of a damaged database, a decision may have become one that cannot be applied.
  const count = <T>(decisions: readonly T[], apply: (decision: T) => Promise<boolean>) =>
    counted(decisions, apply, readable === 'some');
  const counts: BroughtForward = {
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
    profilesForgotten: await count(await forgottenProfiles(copy, present), (profile) =>
      deleteProfileLearntAt(copy, profile),
    ),
    kiosksRevoked: await count(present.revoked, ({ id, revokedAt }) =>
      revokeKiosk(copy, id, revokedAt),
    ),
    deskAccounts: await count(present.deskAccounts, (account) =>
      bringDeskAccountForward(copy, account),
    ),
    consentTexts: await bringTextsForward(copy, present, count),
    watchlistRemoved: await count(present.unwatched, (id) =>
      removeFromWatchlist(copy, by.actor, id),
    ),
    readable,
    erasuresKnown: readable === 'all' || registers.some((register) => register !== undefined),
  };
  // A version from before the record of cameras has no place for it.
  if (await hasColumn(copy, 'kiosks', 'cameras')) {
    await count(present.withCameras, (kiosk) => bringCamerasForward(copy, kiosk));
  }
  await emptyAgain(copy, await listErasures(copy));
  await endDeskLinksAndSessions(copy);
  return { counts, replaced: present.head };
}

async function hasColumn(db: Db, table: string, column: string): Promise<boolean> {
  const tables = await db.introspection.getTables();
  const columns = tables.find(({ name }) => name === table)?.columns ?? [];
  return columns.some(({ name }) => name === column);
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

/** Which Envoy's profiles of people who are enrolled still are no one's any more, or another's. */
async function forgottenProfiles(copy: Db, { enrolled, profiles }: Present) {
  if (profiles === null) return [];
  const known = new Map(profiles.map(({ profileId, personId }) => [profileId, personId]));
  const people = new Set(enrolled.map(({ id }) => id));
  const before = await copy.selectFrom('visitor_profiles').selectAll().execute();
  return before.filter(
    ({ profileId, personId }) => people.has(personId) && known.get(profileId) !== personId,
  );
}

async function givenRegister(file: string): Promise<Erasure[]> {
  const register = await readErasureRegister(file);
  if (register) return register;
  throw new Refusal('no_register', `There is no file ${file}. Nothing was changed.`);
}
