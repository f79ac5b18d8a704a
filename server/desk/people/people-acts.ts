import type { Static } from 'typebox';
import { copiesBeside } from '../../store/store-copies.ts';
import { recordEvent } from '../../audit/record.ts';
import type { Config } from '../../config/config.ts';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import {
  consentSentence,
  renewConsent,
  restoreConsent,
  withdrawConsent,
} from '../../people/consent.ts';
import { removePerson, receiptJson } from '../../people/erasure.ts';
import { personalDataPage } from '../../people/personal-data-page.ts';
import { personalData } from '../../people/personal-data.ts';
import { identifiersText } from '../../people/person.ts';
import type { Enrolment } from '../../people/photos.ts';
import { OptOuts } from '../../people/opt-outs.ts';
import { resetPersonalCode } from '../../people/personal-code.ts';
import { turnFaceOn } from '../../people/failed-attempts.ts';
import { DatabaseError } from '#database';
import { jsonText, printable, foldName } from '#base/text';
import { CodedError, OperatorError, RefusalError } from '../../platform/operator-error.ts';
import type { Done, RenewRequest } from '../../protocol/desk-people-messages.ts';
import type { Values } from '../../protocol/sentences.ts';
import type { Store } from '../../store/store.ts';
import type { DeskActor } from '../accounts/sessions.ts';
import { findPerson, type PersonRow } from '../../store/tables/people.ts';

/** An act that was refused and changed nothing. The message says what to do next. */
export class ActRefusedError extends RefusalError {
  readonly statusCode: number;

  constructor(statusCode: number, code: string, message: string, values: Values = {}) {
    super(code, message, values);
    this.statusCode = statusCode;
  }
}

export function nobodyEnrolled(): ActRefusedError {
  const message = 'Nobody was enrolled from this card. Say how else the visit ended.';
  return new ActRefusedError(409, 'nobody_enrolled', message);
}

/** The desk has no such card, or its contents were erased. */
export function noSuchCard(): ActRefusedError {
  return new ActRefusedError(404, 'no_such_card', 'This sign-in is not on the desk any more.');
}

/** Turns an operator's error into a refusal with its message. */
export async function refuseOperatorError<T>(act: Promise<T>): Promise<T> {
  return act.catch((error: unknown) => {
    const isCoded = error instanceof CodedError || error instanceof DatabaseError;
    if (!isCoded && !(error instanceof OperatorError)) throw error;
    const code = isCoded ? (error.code as string) : 'unusable';
    throw new ActRefusedError(422, code, error.message);
  });
}

export function actorOf({ accountId }: DeskActor): string {
  return `desk:${accountId}`;
}

/** Lists by e-mail and employee id, or by name where there is neither. */
function optOutOf({ name, email, employeeId }: Pick<PersonRow, 'name' | 'email' | 'employeeId'>) {
  const isKnown = email !== null || employeeId !== null;
  return { name: isKnown ? null : name, email, employeeId };
}

type Said = Static<typeof Done>;

export interface PeopleActsDeps {
  store: Store;
  enrolment: Enrolment;
  /** The desk's own cipher, which also knows the previous key during a change of keys. */
  cipher: RecordCipher;
  config: Pick<
    Config,
    'templateKeyFile' | 'optOutKeyFile' | 'erasureRegisterFile' | 'databaseFile'
  >;
}

/** A manager's acts on enrolled people, by the functions of the command line. */
export class PeopleActs {
  readonly enrolment: Enrolment;
  readonly #store: Store;
  readonly #cipher: RecordCipher;
  readonly #config: PeopleActsDeps['config'];

  constructor({ store, enrolment, cipher, config }: PeopleActsDeps) {
    this.enrolment = enrolment;
    this.#cipher = cipher;
    this.#store = store;
    this.#config = config;
  }

  goneError(): ActRefusedError {
    return new ActRefusedError(
      404,
      'person_gone',
      'This person is not enrolled, or has been erased in the meantime.',
    );
  }

  async renew(
    personId: string,
    asked: Static<typeof RenewRequest>,
    actor: DeskActor,
  ): Promise<Said> {
    const { db } = this.#store;
    const person = await this.#person(personId);
    const statement = asked.statement.trim().replace(/\p{Cc}+/gu, ' ');
    if (statement === '' || statement.length > 2000) {
      throw new ActRefusedError(
        422,
        'how_missing',
        'Say how and when they agreed, for example "signed form, 2026-11-25". Nothing was changed.',
      );
    }
    const expiresAt = asked.expiresAt === null ? null : new Date(asked.expiresAt);
    if (expiresAt && !(expiresAt > new Date())) {
      throw new ActRefusedError(
        422,
        'day_passed',
        'That day has passed, so the consent would not count. Give a later day. Nothing was changed.',
      );
    }
    const consent = { statement, given: asked.given, expiresAt };
    const agreement = await refuseOperatorError(
      renewConsent(db, personId, consent, actorOf(actor), asked.seen),
    );
    if (!agreement) throw this.goneError();
    const values = { name: person.name, version: agreement.text?.version ?? '' };
    const code = agreement.text ? 'consents_to' : 'consents';
    return { message: consentSentence(person.name, agreement), code, values };
  }

  async withdraw(personId: string, actor: DeskActor): Promise<Said> {
    const { name } = await this.#person(personId);
    if (!(await withdrawConsent(this.#store.db, personId, actorOf(actor)))) {
      throw new ActRefusedError(
        409,
        'no_consent',
        printable`${name} has no consent to withdraw. Nothing was changed.`,
        { name },
      );
    }
    return {
      ...{ code: 'consent_withdrawn', values: { name } },
      message: printable`The consent of ${name} is withdrawn: the camera stays off for them, and the next clean-up erases them. To erase them now, use "Erase".`,
    };
  }

  /** Undoes a withdrawal, until the clean-up has erased the person. */
  async restoreConsent(personId: string, actor: DeskActor): Promise<Said> {
    const { name } = await this.#person(personId);
    if (!(await restoreConsent(this.#store.db, personId, actorOf(actor)))) {
      throw new ActRefusedError(
        409,
        'not_withdrawn',
        printable`The consent of ${name} is not withdrawn. Nothing was changed.`,
        { name },
      );
    }
    const message = printable`The consent of ${name} stands again.`;
    return { message, code: 'consent_restored', values: { name } };
  }

  /** Whether the opt-out list keeps the camera off for this person. */
  isOptedOut(person: Pick<PersonRow, 'name' | 'email' | 'employeeId'>): Promise<boolean> {
    return new OptOuts(this.#store.db, this.#config).has(optOutOf(person));
  }

  /** Removes the person from the opt-out list. */
  async optIn(personId: string, actor: DeskActor): Promise<Said> {
    const person = await this.#person(personId);
    const { name } = person;
    const list = new OptOuts(this.#store.db, this.#config);
    if ((await list.remove(optOutOf(person), actorOf(actor))) === 0) {
      throw new ActRefusedError(
        409,
        'not_opted_out',
        printable`${name} is not on the opt-out list. Nothing was changed.`,
        { name },
      );
    }
    const message = printable`${name} is not on the opt-out list any more.`;
    return { message, code: 'opted_in', values: { name } };
  }

  /** Lists by e-mail and employee id. Only without both, the name is listed, which means everyone of that name. */
  async optOut(personId: string, actor: DeskActor): Promise<Said> {
    const person = await this.#person(personId);
    const { name } = person;
    const list = new OptOuts(this.#store.db, this.#config);
    const added = await list.add(optOutOf(person), actorOf(actor));
    const entries = added === 1 ? '1 entry' : `${added} entries`;
    const what =
      added === 0
        ? 'They were on the opt-out list already.'
        : `Added ${entries} to the opt-out list.`;
    return {
      ...{ code: added === 0 ? 'opted_out_before' : 'opted_out', values: { name } },
      message: printable`${what} The camera stays off for ${name} from now on. They are still enrolled; to erase them, use "Erase".`,
    };
  }

  /** Turns the face check on again after too many failures under this name. */
  async turnFaceOn(personId: string, actor: DeskActor): Promise<Said> {
    const { name } = await this.#person(personId);
    if (!(await turnFaceOn(this.#store.db, personId, actorOf(actor)))) {
      throw new ActRefusedError(
        409,
        'face_not_off',
        printable`The face check of ${name} is not off, and not paused. Nothing was changed.`,
        { name },
      );
    }
    const message = printable`The face check of ${name} is on again.`;
    return { message, code: 'face_on', values: { name } };
  }

  /** Removes the personal code. The person can set up another one at a lobby screen. */
  async resetCode(personId: string, actor: DeskActor): Promise<Said> {
    const { name } = await this.#person(personId);
    if (!(await resetPersonalCode(this.#store.db, personId, actorOf(actor)))) {
      throw new ActRefusedError(
        409,
        'no_code_set_up',
        printable`${name} has no personal code. Nothing was changed.`,
        { name },
      );
    }
    const message = printable`The personal code of ${name} counts no more. They can set up another one at a lobby screen.`;
    return { message, code: 'code_reset', values: { name } };
  }

  /** Exports all personal data except for the numbers of the templates. */
  async export(personId: string, actor: DeskActor) {
    const { db, reading } = this.#store;
    const messages = this.#cipher;
    const data = await personalData(reading, personId, { templates: null, messages });
    if (!data) throw this.goneError();
    // Recorded first, because an export without a record must not leave the service.
    await recordEvent(db, {
      action: 'person_exported',
      actor: actorOf(actor),
      subject: personId,
      details: { numbers: false },
    });
    const isListed = data.other['watchlist_entries'] !== undefined;
    const listed = isListed
      ? ' It includes a watchlist entry. Check whether you have to keep that back.'
      : '';
    return {
      ...{ code: isListed ? 'exported_listed' : 'exported', values: { name: data.person.name } },
      message: printable`Everything held of ${data.person.name} is in data.json and data.html.${listed}`,
      files: [
        { name: 'data.json', type: 'application/json', content: jsonText(data, 2) },
        {
          name: 'data.html',
          type: 'text/html',
          content: personalDataPage(data),
        },
      ],
    };
  }

  /** @param typed the name, so that nobody erases the wrong person by a slip */
  async erase(personId: string, typed: string, actor: DeskActor) {
    const person = await this.#person(personId);
    if (foldName(typed) !== person.nameFolded) {
      throw new ActRefusedError(
        422,
        'name_not_typed',
        printable`To erase ${person.name} (${identifiersText(person)}) for good, type the name as shown here. Nobody was erased.`,
        { name: person.name },
      );
    }
    const removal = await removePerson(this.#store, personId, {
      actor: actorOf(actor),
      because: 'asked',
      registerFile: this.#config.erasureRegisterFile,
      messages: this.#cipher,
      rewrite: false,
    });
    if (!removal) throw this.goneError();
    const receipt = receiptJson(removal, copiesBeside(this.#config.databaseFile));
    return {
      ...{ code: 'erased', values: { name: person.name } },
      message: printable`Erased ${person.name} for good.`,
      receipt: jsonText(receipt, 2),
    };
  }

  async #person(personId: string): Promise<PersonRow> {
    const person = await findPerson(this.#store.db, personId);
    if (!person) throw this.goneError();
    return person;
  }
}
