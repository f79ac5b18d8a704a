/** What a law says about a face check at an office. docs/privacy/README.md has the sections. */
interface FaceLaw {
  label: string;
  /** One sentence: what the law asks. */
  asks: string;
  /** The law may forbid the check, so setup writes a policy without it. */
  isFaceOff?: true;
}

/** Countries and states in which a law speaks of faces; the list is not complete. */
const laws = {
  elsewhere: { label: 'elsewhere', asks: 'Ask your counsel which law counts.' },
  eu: {
    label: 'European Union or United Kingdom',
    asks: 'GDPR: explicit consent, as good a way without a face, and an impact assessment first.',
  },
  'us-colorado': {
    label: 'Colorado',
    asks: 'HB24-1130: consent before an enrolment, and a written policy.',
  },
  'us-illinois': {
    label: 'Illinois',
    asks: 'BIPA: a written release before an enrolment, and a published retention schedule.',
  },
  'us-new-york-city': {
    label: 'New York City',
    asks: 'Code 22-1202: a sign at each entrance of shops, restaurants and entertainment.',
  },
  'us-portland': {
    label: 'Portland, Oregon',
    asks: 'City Code 34.10: no face recognition in places of public accommodation.',
    isFaceOff: true,
  },
  'us-school': {
    label: 'a school in Florida or New York',
    asks: 'Florida 1002.222 and the New York order of 2023: no faces of pupils and visitors.',
    isFaceOff: true,
  },
  'us-texas': {
    label: 'Texas',
    asks: 'CUBI: inform people, get their consent, and erase within a year.',
  },
  'us-washington': {
    label: 'Washington',
    asks: 'RCW 19.373 and 19.375: separate consent, and a public health data policy.',
  },
} as const satisfies Record<string, FaceLaw>;

export type OfficeCountry = keyof typeof laws;
export const countries = Object.keys(laws) as OfficeCountry[];

export function lawOf(country: OfficeCountry): FaceLaw {
  return laws[country];
}
