import { createHash } from 'node:crypto';
import { wellFormed } from '../platform/text.ts';
import type { Db } from '../store/schema.ts';
import {
  appendAuditEvent,
  type AuditEventRow,
  type LooseEvent,
} from '../store/tables/audit-events.ts';

export interface AuditEvent {
  action: AuditAction;
  /** Who did it: `service`, `kiosk:<id>`, `desk:<account id>`, `envoy`, or `command:<account>`. */
  actor: string;
  /** The subject: our random id or Envoy's id, never a name. */
  subject?: string | null;
  /** Codes, counts, ids and times; see `checked`. No names, no biometrics. */
  details?: AuditDetails;
}

type Detail = string | number | boolean | null;
export type AuditDetails = Readonly<Record<string, Detail | readonly Detail[]>>;

/**
 * Puts an event on record, in the transaction that does what it tells of: both are there, or
 * neither. Outside a transaction it makes its own. In one that others write beside, on PostgreSQL, it is on
 * record when that is committed, and cannot be read before.
 * @throws {TypeError} when a detail is a text that no code or id can be
 */
export async function recordEvent(db: Db, event: AuditEvent): Promise<void> {
  const details = JSON.stringify(checked(event.details ?? {}));
  const append = async (transaction: Db) => {
    const { action } = event;
    // What is hashed must be what is read back.
    const actor = wellFormed(event.actor);
    const subject = event.subject ? wellFormed(event.subject) : (event.subject ?? null);
    const at = new Date().toISOString();
    await appendAuditEvent(transaction, { at, action, actor, subject, details }, chaining);
  };
  if (db.isTransaction) await append(db);
  else await db.transaction().setIsolationLevel('read committed').execute(append);
}

/** What is on record stays when the person is erased, so a slip must not put a name or an e-mail there. */
function checked(details: AuditDetails): AuditDetails {
  for (const [name, value] of Object.entries(details)) {
    for (const text of [value].flat()) {
      if (typeof text !== 'string' || /^[\w.:/+=-]{0,128}$/.test(text)) continue;
      throw new TypeError(`The audit detail "${name}" is no code or id.`);
    }
  }
  return details;
}

/** Everything that is put on record, in one vocabulary. */
export type AuditAction =
  /** Someone was enrolled. */
  | 'person_enrolled'
  /** An enrolment got photos or other details. */
  | 'person_updated'
  /** Someone set up the code of their authenticator app. */
  | 'personal_code_set_up'
  /** A personal code counts no more, until its person sets up another one. */
  | 'personal_code_reset'
  /** An enrolment was erased. */
  | 'person_erased'
  /** A visitor was invited by e-mail to enrol. */
  | 'enrolment_invited'
  /** A person was given what is held of them. */
  | 'person_exported'
  /** A new version of the consent text counts. */
  | 'consent_text_published'
  /** Someone consented again. */
  | 'consent_renewed'
  /** Someone withdrew their consent. */
  | 'consent_withdrawn'
  /** The withdrawal was taken back before the person was erased. */
  | 'consent_restored'
  /** Someone is never to be captured. */
  | 'opt_out_added'
  /** An opt-out was taken back. */
  | 'opt_out_removed'
  /** A sign-in was answered; of several, the last one counts. */
  | 'sign_in_decided'
  /** Sign-in records came to the end of their retention. */
  | 'sign_ins_purged'
  /** Expected visits came to the end of their retention. */
  | 'expected_visits_purged'
  /** A template for the recogniser to which the installation moves was made of someone who was let in. */
  | 'second_template_stored'
  /** Those of one person were dropped, for two visits did not agree. */
  | 'second_template_dropped'
  /** The installation began to move to another recogniser, stopped moving, or took it. */
  | 'recogniser_changed'
  /** People who look alike got a stricter threshold. */
  | 'lookalikes_changed'
  /** Someone whose face checks had failed too often may be looked at again. */
  | 'face_turned_on'
  /** A stricter threshold of two people was taken back. */
  | 'lookalikes_forgotten'
  /** A lobby screen was paired. */
  | 'kiosk_paired'
  | 'document_reader_paired'
  /** The cameras of a lobby screen were seen for the first time. */
  | 'camera_recorded'
  /** A lobby screen has another camera than the one recorded. */
  | 'camera_changed'
  /** Someone at the desk confirmed the camera of a lobby screen. */
  | 'camera_confirmed'
  /** Someone at the desk had the room of a lobby screen learned. */
  | 'room_learned'
  /** Captures at a lobby screen show another room than the learned one. */
  | 'room_changed'
  /** Someone at the desk named a place of which Envoy tells a number only, or took the name away. */
  | 'place_named'
  /** The pairing of a lobby screen was taken back. */
  | 'kiosk_revoked'
  /** A code was made with which a lobby screen can be paired. */
  | 'pairing_code_made'
  /** Someone may use the desk. */
  | 'desk_account_added'
  /** Someone may not use the desk any more. */
  | 'desk_account_revoked'
  /** Someone who was revoked may use the desk again. */
  | 'desk_account_restored'
  /** Someone may do something else at the desk. */
  | 'desk_role_changed'
  /** An account got the subject that the OpenID provider knows someone by. */
  | 'desk_account_linked'
  /** A one-time link was made, with which a password is set. */
  | 'desk_link_made'
  /** Someone set the password of their account. */
  | 'desk_password_set'
  /** Someone logged in at the desk. */
  | 'desk_logged_in'
  /** Someone logged out of the desk. */
  | 'desk_logged_out'
  /** After wrong passwords, an account, or a login that no one has, takes none for a while. */
  | 'desk_log_in_paused'
  /** Someone at the desk let a visitor in while Envoy waited. */
  | 'desk_let_in'
  /** Someone at the desk was asked, and did not let the visitor in. */
  | 'desk_held'
  /** Another policy counts. */
  | 'policy_changed'
  /** A template key was made. */
  | 'template_key_created'
  /** A template key that was given is the one that counts. */
  | 'template_key_taken_up'
  /** A template key was put back with a copy of the database. */
  | 'template_key_restored'
  /** Templates were encrypted with a new key. */
  | 'template_keys_rotated'
  /** Templates were transformed with a new key. */
  | 'templates_rekeyed'
  /** A certificate for the lobby was made. */
  | 'tls_certificate_made'
  /** Someone was put on the watchlist. */
  | 'watchlist_added'
  /** A watchlist entry was changed. */
  | 'watchlist_changed'
  /** A watchlist entry was taken away. */
  | 'watchlist_removed'
  /** An official watchlist was put in force. */
  | 'watchlist_imported'
  /** An official watchlist that had lost too much was not put in force. */
  | 'watchlist_rejected'
  /** Someone was found not to be the one on the watchlist. */
  | 'watchlist_cleared'
  /** An issuer of credentials is trusted. */
  | 'credential_issuer_added'
  /** An issuer of credentials is no longer trusted. */
  | 'credential_issuer_removed'
  /** A list of credentials that were taken back was put in force. */
  | 'revocations_imported'
  /** A list of credentials that were taken back was taken away. */
  | 'revocations_removed'
  /** A master list of authorities that sign passports was put in force. */
  | 'csca_list_imported'
  /** A master list was taken away. */
  | 'csca_list_removed'
  /** An Envoy location installed the app. */
  | 'envoy_installed'
  /** The settings of an Envoy location were changed. */
  | 'envoy_changed'
  /** An Envoy location removed the app. */
  | 'envoy_uninstalled'
  /** Envoy's calls are verified by another client secret. */
  | 'hook_secret_changed'
  /** A visitor whose document was checked was asked on the lobby screen whether they want to be enrolled. */
  | 'enrolment_offered'
  /** They said no on the screen. */
  | 'enrolment_declined'
  /** Someone at the front desk had seen to a held sign-in. */
  | 'desk_seen_to'
  /** It closed by itself: held again, let in by a later sign-in, or signed out in Envoy. */
  | 'desk_closed'
  /** It waits again. */
  | 'desk_put_back'
  /** Someone at the front desk is with the visitor, or not any more. */
  | 'desk_with_visitor'
  /** The entry of an official list does not mean this person. */
  | 'list_hit_dismissed'
  /** It may mean them again. */
  | 'list_hit_restored'
  /** Someone at the front desk wrote a note on it. */
  | 'desk_noted'
  /** Someone at the front desk wrote to the host of it, or to a channel. */
  | 'desk_wrote'
  /** Another notification file counts. */
  | 'notify_file_changed'
  /** The database was copied. */
  | 'backup_made'
  /** A copy was restored for trial, and fits. */
  | 'backup_rehearsed'
  /** The database was put back from a copy. */
  | 'backup_restored'
  /** Everything was moved into this database from another one. */
  | 'store_moved'
  /** This record was sealed for the first time. */
  | 'record_sealed'
  /** This record was sealed although it did not fit its seal. */
  | 'record_resealed';

/** The first event has this instead of its predecessor's hash. */
export const chainStart = '0'.repeat(64);

/** SHA-256 in hex over everything of the event, its predecessor's hash included. */
export function hashEvent(event: Omit<AuditEventRow, 'hash'>): string {
  const { seq, previousHash } = event;
  const text = `[${seq},${hashedText(event)},${JSON.stringify(previousHash)}]`;
  return createHash('sha256').update(text).digest('hex');
}

/** As in a JSON array: no two different events have the same text. */
function hashedText({ at, action, actor, subject, details }: LooseEvent): string {
  return JSON.stringify([at, action, actor, subject, details]).slice(1, -1);
}

const chaining = { chainStart, hashOf: hashEvent, hashedText };
