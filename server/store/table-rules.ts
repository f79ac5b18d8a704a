import type { Schema } from './schema.ts';

/** What happens to a table's rows when people, keys, days or databases change. A test compares it with the schema. */
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
   * When a person gets the data about them.
   *
   * - `rows`: the rows that name them, without the names of others.
   * - `apart`: the export has a form of its own for them.
   * - `repeats`: left out, because the rows only repeat what other tables say.
   * - `null`: its rows name nobody.
   */
  onExport: 'rows' | 'apart' | 'repeats' | null;
  /**
   * When the days of retention are over.
   *
   * - `with_person`: the row goes with the person.
   * - `with_sign_in`: the row goes with the sign-in.
   * - `own`: the feature deletes old rows, each after a time of its own.
   * - `kept`: rows have no age.
   */
  onRetention: 'with_person' | 'with_sign_in' | 'own' | 'kept';
  /**
   * When the template key changes.
   *
   * - `renewed`: sealed bytes are sealed again under the new key.
   * - `made_again`: they are computed again from other tables.
   * - `ends`: no row is left, because no other instance may run then.
   * - `null`: no bytes are sealed.
   */
  onKeyChange: 'renewed' | 'made_again' | 'ends' | null;
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

const ofNobody = {
  onErasure: null,
  onExport: null,
  onRetention: 'kept',
  onKeyChange: null,
  onRestore: 'kept',
  onMove: 'copied',
} as const;
const partOfPerson = {
  ...ofNobody,
  onErasure: 'removed',
  onExport: 'rows',
  onRetention: 'with_person',
} as const;
const ofVisit = {
  ...ofNobody,
  onErasure: 'unlinked',
  onExport: 'rows',
  onRetention: 'own',
  onKeyChange: 'renewed',
} as const;
const shortLived = { ...ofNobody, onRetention: 'own' } as const;
const counter = { ...ofNobody, onMove: 'counted' } as const;
const runningInstance = { ...shortLived, onMove: 'left' } as const;
const runningWork = { ...partOfPerson, onMove: 'left' } as const;

/** Every table, each after those that it refers to. A new table does not compile before it has its rule here. */
export const tableRules = {
  people: { ...partOfPerson, onExport: 'apart', onRetention: 'own' },
  template_keys: ofNobody,
  templates: { ...partOfPerson, onExport: 'apart', onKeyChange: 'renewed' },
  fused_templates: { ...partOfPerson, onExport: 'repeats', onKeyChange: 'renewed' },
  person_looks: partOfPerson,
  person_seals: { ...partOfPerson, onKeyChange: 'made_again' },
  people_changes: { ...shortLived, onErasure: 'remembered', onExport: 'repeats' },
  people_revision: counter,
  person_uses: partOfPerson,
  person_tries: partOfPerson,
  personal_codes: { ...partOfPerson, onKeyChange: 'renewed', onRestore: ['personId', 'codeId'] },
  lookalikes: partOfPerson,
  consent_texts: ofNobody,
  consent_translations: ofNobody,
  consents: { ...partOfPerson, onExport: 'apart' },
  opt_outs: ofNobody,
  erasures: { ...ofNobody, onErasure: 'remembered', onExport: 'repeats' },
  sign_ins: { ...ofVisit, onExport: 'apart' },
  sign_in_checks: { ...ofNobody, onExport: 'apart', onRetention: 'with_sign_in' },
  desk_cards: { ...ofVisit, onRetention: 'with_sign_in' },
  kiosks: { ...ofNobody, onRestore: 'decided' },
  pairing_codes: { ...shortLived, onRestore: 'ends' },
  envoy_installs: ofNobody,
  place_names: ofNobody,
  outbox: ofVisit,
  expected_visits: ofVisit,
  watchlist_entries: ofNobody,
  watchlist_faces: { ...ofNobody, onKeyChange: 'renewed' },
  watchlists: ofNobody,
  watchlist_readings: ofNobody,
  watchlist_listed: ofNobody,
  followed_lists: ofNobody,
  proposed_lists: ofNobody,
  list_dismissals: { ...partOfPerson, onRestore: ['personId', 'list', 'entry', 'digest'] },
  watchlist_revisions: counter,
  csca_lists: {
    ...ofNobody,
    onKeyChange: 'renewed',
    onRestore: ['publisher', 'sha256', 'authority'],
  },
  desk_accounts: { ...ofNobody, onRestore: 'decided' },
  desk_links: { ...ofNobody, onRestore: 'ends' },
  desk_login_tries: shortLived,
  desk_sessions: { ...shortLived, onRestore: 'ends' },
  audit_events: ofNobody,
  audit_pending_seal: ofNobody,
  signs_of_life: { ...ofNobody, onMove: 'left' },
  instances: runningInstance,
  instance_kiosks: runningInstance,
  shared_work: { ...runningWork, onKeyChange: 'ends' },
  running_tries: runningWork,
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
