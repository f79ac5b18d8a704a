import { cutOff, kindOf, kinds, texts, type ListReader } from './format.ts';
import { listDate } from './read-text.ts';
import { xmlElements, type Element } from './xml-elements.ts';

const known = kinds({ p: 'person', person: 'person', e: 'company', enterprise: 'company' });

/** The EU's consolidated list of financial sanctions (XML, version 1.1). */
export const readEuXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['sanctionEntity']);
  let entries = 0;
  for await (const one of xmlElements({ file: main, root: 'export', elements, onRead })) {
    const generated = one.attributes['generationDate'];
    if (generated) yield { date: listDate(generated) ?? generated };
    if (one.name !== 'sanctionEntity') continue;
    entries++;
    const subject = one.all('subjectType')[0]?.attributes ?? {};
    const kind = kindOf(main, subject['classificationCode'] || subject['code'] || '', known);
    if (kind === 'other') continue;
    yield {
      reference: one.attributes['euReferenceNumber'] || one.attributes['logicalId'] || '',
      kind,
      names: texts(...one.all('nameAlias').map(nameOf)),
      birthDates: texts(
        ...one
          .all('birthdate')
          .map(({ attributes: { birthdate, year } }) => listDate(birthdate || year || '')),
      ),
      countries: texts(
        ...one
          .all('citizenship')
          .map(({ attributes: { countryIso2Code, countryDescription } }) =>
            countryIso2Code && countryIso2Code !== '00' ? countryIso2Code : countryDescription,
          ),
      ),
    };
  }
  if (entries === 0) throw cutOff(main);
};

function nameOf({ attributes }: Element): string {
  const { wholeName, firstName, middleName, lastName } = attributes;
  return wholeName || texts(firstName, middleName, lastName).join(' ');
}
