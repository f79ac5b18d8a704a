import { birthDatesIn } from './birth-date.ts';
import { listKinds } from './format.ts';
import { dateText } from './list-date.ts';
import { type Element, byStrength, xmlList } from './xml-elements.ts';

const known = listKinds({ individual: 'person', entity: 'company', ship: 'other' });
/** @param quality `Good quality a.k.a`, `Low quality a.k.a`, `Low` */
function isWeakAlias(quality: string): boolean {
  return /^low/i.test(quality.trim());
}

/** Splits several countries in one cell: `(1) German (2) Moroccan`, `1) Uzbek 2) Afghan`, `France|Mali`. */
function countriesIn(text: string): string[] {
  return text.split(/\(?\d\)|[;|]/u);
}

/** Reads the UK Sanctions List as XML. */
export const ukXml = xmlList({
  root: 'Designations',
  entries: ['Designation'],
  about: ['DateGenerated'],
  dateIn: ({ text }) => dateText(text),
  known,
  kindSaid: (entry) => entry.at('IndividualEntityShip') || entry.at('DesignationType'),
  read: (entry) => {
    const isWeak = (name: Element) => isWeakAlias(name.at('AliasStrength'));
    const { strong, weak } = byStrength(entry.all('Names', 'Name'), isWeak, nameOf);
    const inOtherScripts = entry
      .all('NonLatinNames', 'NonLatinName')
      .map((name) => name.at('NameNonLatinScript'));
    const details = entry.all('IndividualDetails', 'Individual');
    const textsAt = (...path: string[]) =>
      details.flatMap((person) => person.all(...path)).map(({ text }) => text);
    return {
      reference: entry.at('UniqueID'),
      names: { strong: [...strong, ...inOtherScripts], weak },
      birthDates: textsAt('DOBs', 'DOB').flatMap((date) => birthDatesIn(date)),
      countries: textsAt('Nationalities', 'Nationality').flatMap(countriesIn),
    };
  },
});

function nameOf(name: Element): string {
  return [1, 2, 3, 4, 5, 6].map((number) => name.at(`Name${number}`)).join(' ');
}
