/** What somebody was found on a list by. */
export type FoundBy = 'name' | 'email' | 'domain' | 'phone' | 'company' | 'face';

/** An entry of a list that the visitor may be. */
export interface Hit {
  /** `own`, or the source of an official list. */
  list: string;
  /** The entry's id in the own list, or the list's own number. */
  entry: string;
  by: FoundBy;
  /** As the list writes it; null where it was not found by a name. */
  name: string | null;
  /** From 0 to 1; 1 where it is either the same or not. */
  score: number;
}

/** What is known of somebody who signs in. */
export interface Asked {
  name: string | null;
  email: string | null;
  phone: string | null;
  company: string | null;
  birthDate: string | null;
  country: string | null;
}
