import { createHash } from 'node:crypto';
import { wellFormed } from '#base/text';
import type { Db } from '../store/schema.ts';
import {
  appendAuditEvent,
  type AuditEventRow,
  type LooseEvent,
} from '../store/tables/audit-events.ts';

export interface AuditEvent {
  action: AuditAction;
  /** The actor: `service`, `kiosk:<id>`, `desk:<account id>`, `envoy`, or `command:<account>`. */
  actor: string;
  /** The subject: our random id or Envoy's id, never a name. */
  subject?: string | null;
  /** Codes, counts, ids and times; see `check`. No names, no biometrics. */
  details?: AuditDetails;
}

type Detail = string | number | boolean | null;
export type AuditDetails = Readonly<Record<string, Detail | readonly Detail[]>>;

/**
 * Stores an audit event in the transaction of the change that it describes: both are stored, or neither. Outside
 * a transaction it opens its own. In a shared PostgreSQL transaction the event is written at commit and cannot
 * be read before.
 * @throws {TypeError} when a detail is a text that cannot be a code or an id
 */
export async function recordEvent(db: Db, event: AuditEvent): Promise<void> {
  const details = JSON.stringify(check(event.details ?? {}));
  const append = async (transaction: Db) => {
    const { action } = event;
    // The hash must cover exactly the text that is read back.
    const actor = wellFormed(event.actor);
    const subject = event.subject ? wellFormed(event.subject) : (event.subject ?? null);
    const at = new Date().toISOString();
    await appendAuditEvent(transaction, { at, action, actor, subject, details }, chaining);
  };
  if (db.isTransaction) await append(db);
  else await db.transaction().setIsolationLevel('read committed').execute(append);
}

/** Audit events outlive the person's erasure, so a mistake must not put a name or an e-mail there. */
function check(details: AuditDetails): AuditDetails {
  for (const [name, value] of Object.entries(details)) {
    for (const text of [value].flat()) {
      if (typeof text !== 'string' || /^[\w.:/+=-]{0,128}$/.test(text)) continue;
      throw new TypeError(`The audit detail "${name}" is no code or id.`);
    }
  }
  return details;
}

/** All kinds of audit events. */
export type AuditAction =
  /** A person was enrolled. */
  | 'person_enrolled'
  /** An enrolment got photos or other details. */
  | 'person_updated'
  /** A person set up the code of their authenticator app. */
  | 'personal_code_set_up'
  /** A personal code was disabled until its person sets up another one. */
  | 'personal_code_reset'
  /** An enrolment was erased. */
  | 'person_erased'
  /** A visitor was invited by e-mail to enrol. */
  | 'enrolment_invited'
  /** A person got a copy of the data stored about them. */
  | 'person_exported'
  /** A new version of the consent text is in force. */
  | 'consent_text_published'
  /** A person consented again. */
  | 'consent_renewed'
  /** A person withdrew their consent. */
  | 'consent_withdrawn'
  /** The withdrawal was taken back before the person was erased. */
  | 'consent_restored'
  /** A person opted out of capture. */
  | 'opt_out_added'
  /** An opt-out was removed. */
  | 'opt_out_removed'
  /** A sign-in was answered; the last such event of a sign-in counts. */
  | 'sign_in_decided'
  /** Another program wrote an approval into the database; the visitor was held. */
  | 'approval_forged'
  /** Sign-in records reached the end of their retention. */
  | 'sign_ins_purged'
  /** Expected visits reached the end of their retention. */
  | 'expected_visits_purged'
  /** An approved visit gave a template for the recogniser that the installation moves to. */
  | 'second_template_stored'
  /** The templates for the new recogniser were deleted, because two visits disagreed. */
  | 'second_template_dropped'
  /** A move to another recogniser began, stopped or finished. */
  | 'recogniser_changed'
  /** Two people who look alike got a stricter threshold. */
  | 'lookalikes_changed'
  /** A person's face check was turned on again after too many failures. */
  | 'face_turned_on'
  /** The stricter threshold of two people was removed. */
  | 'lookalikes_forgotten'
  /** A lobby screen was paired. */
  | 'kiosk_paired'
  | 'document_reader_paired'
  /** The cameras of a lobby screen were seen for the first time. */
  | 'camera_recorded'
  /** A lobby screen has another camera than the one recorded. */
  | 'camera_changed'
  /** Somebody at the desk confirmed the camera of a lobby screen. */
  | 'camera_confirmed'
  /** Somebody at the desk set the two cameras of a lobby screen up. */
  | 'cameras_set_up'
  /** The two cameras of a lobby screen no longer see each other as they did. */
  | 'cameras_moved'
  /** An account named a place that Envoy only gives by number, or removed the name. */
  | 'place_named'
  /** A lobby screen's pairing was revoked. */
  | 'kiosk_revoked'
  /** A pairing code for a lobby screen was made. */
  | 'pairing_code_made'
  /** A desk account was added. */
  | 'desk_account_added'
  /** A desk account was revoked. */
  | 'desk_account_revoked'
  /** A revoked desk account was restored. */
  | 'desk_account_restored'
  /** A desk account got another role. */
  | 'desk_role_changed'
  /** An account was linked to a subject at the OpenID provider. */
  | 'desk_account_linked'
  /** A one-time link for setting a password was made. */
  | 'desk_link_made'
  /** An account's password was set by its owner. */
  | 'desk_password_set'
  /** An account logged in at the desk. */
  | 'desk_logged_in'
  /** An account logged out of the desk. */
  | 'desk_logged_out'
  /** Wrong passwords paused a login, whether or not an account has it. */
  | 'desk_log_in_paused'
  /** Somebody at the desk let a visitor in while Envoy waited. */
  | 'desk_let_in'
  /** Somebody at the desk was asked and did not let the visitor in. */
  | 'desk_held'
  /** Another policy is in force. */
  | 'policy_changed'
  /** A template key was made. */
  | 'template_key_created'
  /** A key that the operator provided became the template key. */
  | 'template_key_taken_up'
  /** A template key was restored with a copy of the database. */
  | 'template_key_restored'
  /** Templates were encrypted with a new key. */
  | 'template_keys_rotated'
  /** Templates were transformed again with a new key. */
  | 'templates_rekeyed'
  /** A certificate for the lobby was made. */
  | 'tls_certificate_made'
  /** A person was added to the own watchlist. */
  | 'watchlist_added'
  /** A watchlist entry was changed. */
  | 'watchlist_changed'
  /** A watchlist entry was removed. */
  | 'watchlist_removed'
  /** An official watchlist was put in force. */
  | 'watchlist_imported'
  /** An official watchlist was rejected because it had lost too many entries. */
  | 'watchlist_rejected'
  /** A watchlist hit was cleared: the visitor is another person. */
  | 'watchlist_cleared'
  /** Other files of health pass issuers are in force. */
  | 'issuers_changed'
  /** A master list of authorities that sign passports was put in force. */
  | 'csca_list_imported'
  /** A master list was removed. */
  | 'csca_list_removed'
  /** An Envoy location installed the app. */
  | 'envoy_installed'
  /** The settings of an Envoy location were changed. */
  | 'envoy_changed'
  /** An Envoy location removed the app. */
  | 'envoy_uninstalled'
  /** Another client secret verifies Envoy's calls. */
  | 'hook_secret_changed'
  /** The lobby screen offered enrolment to a visitor whose document was checked. */
  | 'enrolment_offered'
  /** The visitor declined enrolment on the screen. */
  | 'enrolment_declined'
  /** Somebody at the desk closed the card of a held sign-in. */
  | 'desk_seen_to'
  /** The card closed by itself: held again, let in by a later sign-in, or signed out in Envoy. */
  | 'desk_closed'
  /** Somebody at the desk reopened the card. */
  | 'desk_put_back'
  /** Somebody at the desk went to the visitor, or left the visitor. */
  | 'desk_with_visitor'
  /** The desk decided that an entry of an official list does not mean this person. */
  | 'list_hit_dismissed'
  /** That decision was withdrawn. */
  | 'list_hit_restored'
  /** Somebody at the desk wrote a note on the card. */
  | 'desk_noted'
  /** Somebody at the desk sent a message about the card to the host or to a channel. */
  | 'desk_wrote'
  /** Another notification file is in force. */
  | 'notify_file_changed'
  /** The database was copied. */
  | 'backup_made'
  /** A copy was restored on trial, and is usable. */
  | 'backup_rehearsed'
  /** The database was restored from a copy. */
  | 'backup_restored'
  /** Everything was moved into this database from another store. */
  | 'store_moved'
  /** This record was sealed for the first time. */
  | 'record_sealed'
  /** This record was sealed again although it did not match its seal. */
  | 'record_resealed';

/** The first event has this value as its previous hash. */
export const chainStart = '0'.repeat(64);

/** SHA-256 in hex over the whole event, including the previous hash. */
export function hashEvent(event: Omit<AuditEventRow, 'hash'>): string {
  const { seq, previousHash } = event;
  const text = `[${seq},${hashedText(event)},${JSON.stringify(previousHash)}]`;
  return createHash('sha256').update(text).digest('hex');
}

/** A JSON array: two different events never give the same text. */
function hashedText({ at, action, actor, subject, details }: LooseEvent): string {
  return JSON.stringify([at, action, actor, subject, details]).slice(1, -1);
}

const chaining = { chainStart, hashOf: hashEvent, hashedText };
