export interface PeopleTable {
  id: string;
  name: string;
  name_folded: string;
  email: string | null;
  email_folded: string | null;
  employee_id: string | null;
  consent: string;
  consent_at: string;
  created_at: string;
  expires_at: string | null;
}
