import type { RecordCipher } from '../../keys/record-cipher.ts';
import type { People } from '../../people/person.ts';
import type { VisitorPage } from '../../protocol/desk-history-messages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard } from '../../store/tables/desk-cards.ts';
import { findPerson } from '../../store/tables/people.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import { findExpectedVisit } from '../arrivals/visit-rows.ts';
import { openContents } from './card.ts';
import type { DeskHistory, WantedVisitor } from './history.ts';

interface Deps {
  /** Used for reading only. */
  db: Db;
  cipher: RecordCipher;
  people: Pick<People, 'findClaimed'>;
  history: Pick<DeskHistory, 'visitsOf'>;
}

/** What the sealed details of an invitation may have. */
type Invited = Partial<Record<'visitor' | 'email' | 'host', string | null>>;

/**
 * What is kept of a visitor, enrolled or not. The page names a sign-in or an invitation, so that no name and no e-mail
 * is in an address.
 */
export class VisitorPages {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Returns null when the sign-in is not kept any more. */
  async ofSignIn(jobId: string): Promise<VisitorPage | null> {
    const { db, cipher } = this.#deps;
    const signIn = await findSignIn(db, jobId);
    if (!signIn) return null;
    const card = await findDeskCard(db, jobId);
    const { visitor = null, email = null } = card ? openContents(card, cipher) : {};
    const claimed = signIn.claimedPersonId && (await findPerson(db, signIn.claimedPersonId));
    if (!claimed) return this.#pageOf({ name: visitor, email });
    const who = { name: visitor ?? claimed.name, email: email ?? claimed.email };
    return this.#pageOf(who, { id: claimed.id, name: claimed.name });
  }

  /** Returns null when the invitation is not kept any more. */
  async ofInvitation(inviteId: string): Promise<VisitorPage | null> {
    const { db, cipher } = this.#deps;
    const visit = await findExpectedVisit(db, inviteId);
    const opened = visit?.contents && cipher.open(visit.contents, inviteId);
    if (!visit || typeof opened !== 'object' || opened === null) return null;
    const { visitor = null, email = null, host = null } = opened as Invited;
    const page = await this.#pageOf({ name: visitor, email });
    return { ...page, expected: { at: visit.expectedAt.toISOString(), host } };
  }

  async #pageOf(who: WantedVisitor, known: VisitorPage['person'] = null): Promise<VisitorPage> {
    const { people, history } = this.#deps;
    const [found, ...more] = known ? [] : await people.findClaimed({ ...who, employeeId: null });
    const person = found && more.length === 0 ? { id: found.id, name: found.name } : known;
    return { visitor: who.name, person, expected: null, ...(await history.visitsOf(who)) };
  }
}
