import type { Schema } from './schema.ts';

/** What happens to a table's rows on an erasure, a restore or a move. */
export interface TableRule {
  /**
   * When the person that a row names is erased. The database enforces it, with a foreign key or a trigger.
   *
   * - `removed`: the row goes with the person.
   * - `unlinked`: the row stays, and names nobody.
   * - `remembered`: the row stays and says that this random id was erased or has changed.
   * - `null`: its rows name nobody.
   */
  onErasure: 'removed' | 'unlinked' | 'remembered' | null;
  /**
   * When a copy from before takes the place of the database. A row by which somebody is let in or believed must not
   * come back after it was revoked.
   *
   * - `kept`: no row lets anybody in, so each comes back as it was.
   * - `ends`: every row ends, because it is short-lived.
   * - `decided`: the row comes back, and the decisions about it are brought forward one by one.
   * - columns: a row comes back only if the replaced database has it too, the same in these columns.
   */
  onRestore: 'kept' | 'ends' | 'decided' | readonly string[];
  /**
   * When everything moves to another database.
   *
   * - `copied`: every row goes along.
   * - `counted`: the same, instead of the one row that a new database has.
   * - `left`: running instances write the rows again within seconds.
   */
  onMove: 'copied' | 'counted' | 'left';
}

const ofNobody = { onErasure: null, onRestore: 'kept', onMove: 'copied' } as const;
const partOfPerson = { onErasure: 'removed', onRestore: 'kept', onMove: 'copied' } as const;
const ofVisit = { onErasure: 'unlinked', onRestore: 'kept', onMove: 'copied' } as const;
const counter = { onErasure: null, onRestore: 'kept', onMove: 'counted' } as const;
const runningInstance = { onErasure: null, onRestore: 'kept', onMove: 'left' } as const;

/** Every table, each after those that it refers to. A new table does not compile before it has its rule here. */
export const tableRules = {
  people: partOfPerson,
  template_keys: ofNobody,
  templates: partOfPerson,
  fused_templates: partOfPerson,
  person_looks: partOfPerson,
  person_seals: partOfPerson,
  people_changes: { ...ofNobody, onErasure: 'remembered' },
  people_revision: counter,
  person_uses: partOfPerson,
  person_tries: partOfPerson,
  personal_codes: { ...partOfPerson, onRestore: ['personId', 'codeId'] },
  lookalikes: partOfPerson,
  consent_texts: ofNobody,
  consent_translations: ofNobody,
  consents: partOfPerson,
  opt_outs: ofNobody,
  erasures: { ...ofNobody, onErasure: 'remembered' },
  sign_ins: ofVisit,
  sign_in_checks: ofNobody,
  desk_cards: ofVisit,
  kiosks: { ...ofNobody, onRestore: 'decided' },
  kiosk_rooms: { ...ofNobody, onRestore: ['kioskId', 'roomId'] },
  pairing_codes: { ...ofNobody, onRestore: 'ends' },
  envoy_installs: ofNobody,
  place_names: ofNobody,
  outbox: ofVisit,
  expected_visits: ofVisit,
  watchlist_entries: ofNobody,
  watchlist_faces: ofNobody,
  watchlists: ofNobody,
  watchlist_readings: ofNobody,
  watchlist_listed: ofNobody,
  followed_lists: ofNobody,
  proposed_lists: ofNobody,
  list_dismissals: { ...partOfPerson, onRestore: ['personId', 'list', 'entry', 'digest'] },
  watchlist_revisions: counter,
  credential_issuers: { ...ofNobody, onRestore: ['id'] },
  credential_keys: { ...ofNobody, onRestore: ['issuerId', 'kid', 'publicKey'] },
  credential_directories: ofNobody,
  revocation_lists: ofNobody,
  revoked_credentials: ofNobody,
  csca_lists: { ...ofNobody, onRestore: ['publisher', 'sha256', 'authority'] },
  desk_accounts: { ...ofNobody, onRestore: 'decided' },
  desk_links: { ...ofNobody, onRestore: 'ends' },
  desk_login_tries: ofNobody,
  desk_sessions: { ...ofNobody, onRestore: 'ends' },
  audit_events: ofNobody,
  audit_pending_seal: ofNobody,
  instances: runningInstance,
  instance_kiosks: runningInstance,
  shared_work: { ...runningInstance, onErasure: 'removed' },
  running_tries: { ...runningInstance, onErasure: 'removed' },
} as const satisfies Record<keyof Schema, TableRule>;

type Table = keyof typeof tableRules;

/** The tables whose rows let somebody in or make the service trust somebody. */
export type CredentialTable = {
  [T in Table]: (typeof tableRules)[T]['onRestore'] extends 'kept' ? never : T;
}[Table];

/** The tables whose rule is one of these, in the order of `tableRules`. */
export function tablesWhere<E extends keyof TableRule>(
  event: E,
  ...outcomes: readonly TableRule[E][]
): Table[] {
  const entries = Object.entries(tableRules) as [Table, TableRule][];
  return entries.filter(([, rule]) => outcomes.includes(rule[event])).map(([table]) => table);
}
