import { birthDatesIn, birthSpan } from './birth-date.ts';
import { joinedParts, listKinds } from './format.ts';
import { dateText } from './list-date.ts';
import { type Element, byStrength, xmlList } from './xml-elements.ts';

/** The US government's words for the kinds of entries. */
export const usKinds = listKinds({
  individual: 'person',
  entity: 'company',
  vessel: 'other',
  aircraft: 'other',
});

/** Reads OFAC's SDN or Consolidated List as XML (sdn.xml; OFAC spells it `publshInformation`). */
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

/** Returns the family name, a comma, and the given names, as in OFAC's CSV. */
function nameOf(element: Element): string {
  return joinedParts(', ', element.at('lastName'), element.at('firstName'));
}

/** Reads OFAC's ENHANCED XML, with one of its lists or all. */
export const ofacEnhancedXml = xmlList({
  root: 'sanctionsData',
  entries: ['entity'],
  about: ['publicationInfo'],
  dateIn: (about) => dateText(about.at('dataAsOf')),
  known: usKinds,
  kindSaid: (entry) => entry.at('generalInfo', 'entityType'),
  read: (entry) => ({
    reference: entry.attributes['id'] ?? '',
    names: byStrength(
      entry.all('names', 'name'),
      (name) => name.at('isLowQuality') === 'true',
      spellings,
    ),
    birthDates: features(entry, 'Birthdate').flatMap(birthDates),
    countries: [
      ...features(entry, 'Nationality Country').map((feature) => feature.at('value')),
      ...features(entry, 'Citizenship Country').map((feature) => feature.at('value')),
      ...entry.all('addresses', 'address', 'country').map(({ text }) => text),
    ],
  }),
});

/** Returns the name in each script. */
function spellings(name: Element): string[] {
  return name.all('translations', 'translation').map((one) => {
    const parts = joinedParts(', ', one.at('formattedLastName'), one.at('formattedFirstName'));
    const valued = one.all('nameParts', 'namePart', 'value').map(({ text }) => text.trim());
    return one.at('formattedFullName') || parts || valued.join(' ');
  });
}

function features(entity: Element, type: string): Element[] {
  return entity.all('features', 'feature').filter((feature) => feature.at('type') === type);
}

function birthDates(feature: Element): string[] {
  const [dates] = feature.all('valueDate');
  const isAbout = dates?.at('isApproximate') === 'true';
  const span = dates && birthSpan(dates.at('fromDateBegin'), dates.at('toDateEnd'), isAbout);
  return span ? [span] : birthDatesIn(feature.at('value'));
}
