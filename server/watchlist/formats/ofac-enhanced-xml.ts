import { birthDatesIn, birthSpan } from '../birth-date.ts';
import { type ListReader, cutOff, kindOf, kinds, listedRecord, texts } from './format.ts';
import { dateText } from './list-date.ts';
import { xmlElements, type Element } from './xml-elements.ts';

const known = kinds({
  individual: 'person',
  entity: 'company',
  vessel: 'other',
  aircraft: 'other',
});

/** OFAC's ENHANCED XML, of one of its lists or of all. */
export const readOfacEnhancedXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['publicationInfo', 'entity']);
  let entries = 0;
  for await (const one of xmlElements({ file: main, root: 'sanctionsData', elements, onRead })) {
    if (one.name === 'publicationInfo') {
      const date = dateText(one.at('dataAsOf'));
      if (date) yield { date };
    }
    if (one.name !== 'entity') continue;
    entries++;
    const kind = kindOf(main, one.at('generalInfo', 'entityType'), known);
    if (kind === 'other') continue;
    const names = one.all('names', 'name');
    const isWeak = (name: Element) => name.at('isLowQuality') === 'true';
    yield listedRecord({
      reference: one.attributes['id'] ?? '',
      kind,
      names: {
        strong: names.filter((name) => !isWeak(name)).flatMap(spellings),
        weak: names.filter(isWeak).flatMap(spellings),
      },
      birthDates: features(one, 'Birthdate').flatMap(birthDates),
      countries: [
        ...features(one, 'Nationality Country').map((feature) => feature.at('value')),
        ...features(one, 'Citizenship Country').map((feature) => feature.at('value')),
        ...one.all('addresses', 'address', 'country').map(({ text }) => text),
      ],
    });
  }
  if (entries === 0) throw cutOff(main);
};

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
