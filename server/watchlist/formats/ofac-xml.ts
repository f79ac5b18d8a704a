import { birthDatesIn } from '../birth-date.ts';
import { kinds, texts } from './format.ts';
import { dateText } from './list-date.ts';
import type { Element } from './xml-elements.ts';
import { byStrength, xmlList } from './xml-list.ts';

/** What the US government calls an entry. */
export const usKinds = kinds({
  individual: 'person',
  entity: 'company',
  vessel: 'other',
  aircraft: 'other',
});

/** OFAC's SDN or Consolidated List as XML (sdn.xml; OFAC spells it `publshInformation`). */
export const ofacXml = xmlList({
  root: 'sdnList',
  entries: ['sdnEntry'],
  about: ['publshInformation'],
  dateIn: (about) => dateText(about.at('Publish_Date'), 'month-first'),
  announcedIn: (about) => Number(about.at('Record_Count')) || null,
  known: usKinds,
  kindSaid: (entry) => entry.at('sdnType'),
  read: (entry) => {
    const isWeak = (alias: Element) => /weak/i.test(alias.at('category'));
    const { strong, weak } = byStrength(entry.all('akaList', 'aka'), isWeak, nameOf);
    return {
      reference: entry.at('uid'),
      names: { strong: [nameOf(entry), ...strong], weak },
      birthDates: entry
        .all('dateOfBirthList', 'dateOfBirthItem', 'dateOfBirth')
        .flatMap(({ text }) => birthDatesIn(text)),
      countries: [
        ...entry.all('nationalityList', 'nationality', 'country'),
        ...entry.all('citizenshipList', 'citizenship', 'country'),
        ...entry.all('addressList', 'address', 'country'),
      ].map(({ text }) => text),
    };
  },
});

/** The family name, a comma, and the given names, as OFAC's CSV has it. */
function nameOf(element: Element): string {
  return texts(element.at('lastName'), element.at('firstName')).join(', ');
}
