/** When somebody was last approved; a trigger keeps it, see the migration. */
export interface PersonUsesTable {
  person_id: string;
  approved_at: string;
}
