import type { ListSource } from './publishers.ts';

/** A list that its publisher keeps at one address. */
export interface Followable {
  title: string;
  /** Its label once it is in force; see `listLabel`. */
  source: ListSource;
  list: string;
  address: string;
  format: string;
  licence: string;
  /** How often the publisher updates the list, for people. */
  published: string;
  /** Hours between two checks for a newer list. */
  everyHours: number;
  /** The list is overdue when it was last known to be the latest longer ago than this. */
  overdueHours: number;
  /** From this age by its own date, the list is overdue, even when its address still has the same file. */
  quietDays: number;
}

// Addresses in use in autumn 2026, according to other programs that download them; see docs/watchlists.md.
// To follow a list that has moved, use `--from`.
export const followable = {
  'ofac-sdn': {
    title: "OFAC's list of Specially Designated Nationals",
    source: 'ofac',
    list: '',
    address: 'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.XML',
    format: 'XML',
    licence: 'US government work, public domain',
    published: 'when it changes, often several times a week',
    everyHours: 12,
    overdueHours: 72,
    quietDays: 60,
  },
  'ofac-consolidated': {
    title: "OFAC's consolidated list of everybody who is not an SDN",
    source: 'ofac',
    list: 'consolidated',
    address:
      'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONSOLIDATED.XML',
    format: 'XML',
    licence: 'US government work, public domain',
    published: 'when it changes, a few times a year',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 365,
  },
  'us-csl': {
    title: 'US Consolidated Screening List',
    source: 'csl',
    list: '',
    address: 'https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv',
    format: 'CSV',
    licence: 'US government work, public domain',
    published: 'daily',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 60,
  },
  un: {
    title: 'Consolidated list of the UN Security Council',
    source: 'un',
    list: '',
    address: 'https://scsanctions.un.org/resources/xml/en/consolidated.xml',
    format: 'XML',
    licence: "public; the UN's terms of use",
    published: 'when it changes, about once a month',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 180,
  },
  'eu-fsf': {
    title: "The EU's consolidated list of financial sanctions",
    source: 'eu',
    list: '',
    // This token is the same for everybody, so it is no secret.
    address:
      'https://webgate.ec.europa.eu/fsd/fsf/public/files/xmlFullSanctionsList_1_1/content?token=dG9rZW4tMjAxNw',
    format: 'XML 1.1',
    licence: 'reuse is allowed with the source named (Decision 2011/833/EU)',
    published: 'when it changes, about every week',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 60,
  },
  'uk-ofsi': {
    title: "The UK Sanctions List, in which OFSI's was merged in January 2026",
    source: 'uk',
    list: '',
    address: 'https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.xml',
    format: 'XML',
    licence: 'Open Government Licence 3.0',
    published: 'when it changes, about every week',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 60,
  },
  'ca-sema': {
    title: "Canada's consolidated list of autonomous sanctions",
    source: 'ca',
    list: '',
    address:
      'https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/sema-lmes.xml',
    format: 'XML',
    licence: "Global Affairs Canada's terms",
    published: 'when it changes, about every month',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 120,
  },
  'ch-seco': {
    title: "Switzerland's consolidated list of sanctions",
    source: 'ch',
    list: '',
    address:
      'https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml?lang=en&action=downloadXmlGesamtlisteAction',
    format: 'XML',
    licence: "SECO's terms",
    published: 'when it changes, about every week',
    everyHours: 24,
    overdueHours: 72,
    quietDays: 60,
  },
} as const satisfies Record<string, Followable>;

export const followableNames = Object.keys(followable);

/** Returns undefined for a list that only another version knows. */
export function followableOf(name: string): Followable | undefined {
  return (followable as Partial<Record<string, Followable>>)[name];
}
