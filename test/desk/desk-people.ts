import type { Test } from 'tap';
import type { Trial } from '../../lab/trial/trial.ts';
import { addDeskAccount } from '#server/desk/accounts/accounts.ts';
import type { DeskRole } from '#server/protocol/desk-account-messages.ts';
import type {
  LobbyEnrolment,
  LobbyEnrolmentRequest,
} from '#server/protocol/desk-enrolment-messages.ts';
import { Receptionist } from './ringing-desk.ts';
import { DeskBrowser } from './start-desk.ts';

/** A person with an account at the desk of a whole service, who offers enrolments. */
export class Offerer extends Receptionist {
  static async enter(t: Test, trial: Trial, role: DeskRole): Promise<Offerer> {
    const { db, lobbyUrl } = trial.service;
    const { account, link } = await addDeskAccount(
      db,
      { name: `Somebody ${role}`, role },
      { actor: 'command:test' },
    );
    const browser = new DeskBrowser(new URL(lobbyUrl).origin);
    const password = 'a long pass phrase of this test';
    await browser.post('/desk/api/set-password', { link: link.token, password });
    const somebody = new Offerer(browser, account.id);
    t.teardown(() => somebody.socket.terminate());
    await somebody.until(() => somebody.messages.length > 0);
    return somebody;
  }

  /** Orders an enrolment at a lobby screen from the page for people, as the page does. */
  order(screenId: string, who: Orderable, changes: Partial<LobbyEnrolmentRequest> = {}) {
    const body = { screenId, who: 'personId' in who ? who : newPerson(who), ...changes };
    return this.browser.post('/desk/api/people/camera', body);
  }

  /** Orders an enrolment and waits for its end. */
  async enrol(screenId: string, who: Orderable): Promise<LobbyEnrolment> {
    const { json, text } = await this.order(screenId, who);
    if (!json['enrolment']) throw new Error(text);
    return this.over((json['enrolment'] as LobbyEnrolment).id);
  }

  /** Waits until the enrolment with this id is over. */
  async over(id: string): Promise<LobbyEnrolment> {
    const find = () => this.enrolments.find((one) => one.id === id && isOver(one));
    await this.until(() => find() !== undefined);
    return find()!;
  }

  /** The enrolments as the page shows them. */
  get enrolments(): LobbyEnrolment[] {
    const last = this.messages.findLast((each) => each.type === 'enrolments');
    return last?.enrolments ?? [];
  }

  async claim(jobId: string) {
    return (await this.browser.get(`/desk/api/cards/${jobId}/claim`)).json;
  }

  /** Offers an enrolment with the card's details, as the page does. @param changes to the request */
  async offer(jobId: string, changes: object = {}) {
    const { name, record, screenId } = await this.claim(jobId);
    const recordId = (record as { personId: string } | null)?.personId ?? null;
    const body = { name, recordId, screenId, documentChecked: true, ...changes };
    return this.browser.post(`/desk/api/cards/${jobId}/offer`, body);
  }

  /** The latest enrolment of this card, as the page shows it. */
  enrolment(jobId: string): LobbyEnrolment | undefined {
    return this.enrolments.find((one) => one.jobId === jobId);
  }

  async sees(jobId: string, holds: (one: LobbyEnrolment) => boolean): Promise<LobbyEnrolment> {
    await this.until(() => {
      const one = this.enrolment(jobId);
      return one !== undefined && holds(one);
    });
    return this.enrolment(jobId)!;
  }

  /** Waits for the enrolment's end. */
  async ended(jobId: string): Promise<LobbyEnrolment> {
    return this.sees(jobId, isOver);
  }
}

/** A record, or a new person with a consent on paper. */
type Orderable = { personId: string } | { name: string; email: string; consent?: string };

function newPerson({
  name,
  email,
  consent = 'signed form',
}: Exclude<Orderable, { personId: string }>) {
  const details = { name, email, employeeId: null, expiresAt: null };
  return { details: { ...details, consent, consentGiven: 'paper' as const }, textVersion: null };
}

const isOver = ({ step }: LobbyEnrolment) => step === 'ended' || step === 'enrolled';
