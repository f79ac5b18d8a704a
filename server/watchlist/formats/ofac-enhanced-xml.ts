import { birthDatesIn, birthSpan } from '../birth-date.ts';
import { texts } from './format.ts';
import { dateText } from './list-date.ts';
import { usKinds } from './ofac-xml.ts';
import type { Element } from './xml-elements.ts';
import { byStrength, xmlList } from './xml-list.ts';

/** OFAC's ENHANCED XML, of one of its lists or of all. */
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

/** The name in each script. */
function spellings(name: Element): string[] {
  return name.all('translations', 'translation').map((one) => {
    const parts = texts(one.at('formattedLastName'), one.at('formattedFirstName')).join(', ');
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
