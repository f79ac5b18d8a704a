import { listDate } from './read-text.ts';
import { texts, type ListReader, cutOff, kindOf, kinds } from './format.ts';
import { xmlElements, type Element } from './xml-elements.ts';

const known = kinds({
  individual: 'person',
  entity: 'company',
  vessel: 'other',
  aircraft: 'other',
});

/** OFAC's SDN list as XML (sdn.xml; OFAC spells it `publshInformation`). */
export const readOfacXml: ListReader = async function* ({ main, onRead }) {
  const elements = new Set(['publshInformation', 'sdnEntry']);
  let announced: number | null = null;
  let entries = 0;
  for await (const element of xmlElements({ file: main, root: 'sdnList', elements, onRead })) {
    if (element.name === 'publshInformation') {
      const date = listDate(element.at('Publish_Date'), 'month-first');
      announced = Number(element.at('Record_Count')) || null;
      if (date) yield { date };
    }
    if (element.name !== 'sdnEntry') continue;
    entries++;
    const kind = kindOf(main, element.at('sdnType'), known);
    if (kind === 'other') continue;
    yield {
      reference: element.at('uid'),
      kind,
      names: texts(nameOf(element), ...element.all('akaList', 'aka').map(nameOf)),
      birthDates: texts(
        ...element
          .all('dateOfBirthList', 'dateOfBirthItem', 'dateOfBirth')
          .map(({ text }) => listDate(text)),
      ),
      countries: texts(
        ...[
          ...element.all('nationalityList', 'nationality', 'country'),
          ...element.all('citizenshipList', 'citizenship', 'country'),
          ...element.all('addressList', 'address', 'country'),
        ].map(({ text }) => text),
      ),
    };
  }
  if (entries === 0 || (announced !== null && announced !== entries)) throw cutOff(main);
};

/** The family name, a comma, and the given names, as OFAC's CSV has it. */
function nameOf(element: Element): string {
  return texts(element.at('lastName'), element.at('firstName')).join(', ');
}
