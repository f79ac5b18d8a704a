import { birthDatesIn } from './birth-date.ts';
import { joinedParts, listKinds, texts } from './format.ts';
import { namesIn } from './name-remarks.ts';
import { type Element, xmlList } from './xml-elements.ts';

/**
 * Reads Canada's consolidated list of autonomous sanctions (sema-lmes.xml). Its elements were renamed in 2025, and each
 * got a French half in August 2026: `Entity`, `EntityOrShip`, `EntityOrShip-EntiteOuNavire`. It has no date.
 */
export const semaXml = xmlList({
  root: 'data-set',
  entries: ['record'],
  dateIn: () => null,
  known: listKinds({ person: 'person', entity: 'company', ship: 'other' }),
  // A record without a known name element has no kind, and is refused: the elements were renamed again.
  kindSaid: (record) => {
    if (readText(record, 'LastName', 'GivenName') !== '') return 'person';
    if (readText(record, 'Entity', 'EntityOrShip') === '') return '';
    return readText(record, 'ShipIMONumber', 'TitleOrShipType') === '' ? 'entity' : 'ship';
  },
  read: (record, listedAs) => {
    const kind = listedAs === 'person' ? listedAs : 'company';
    const own = joinedParts(' ', readText(record, 'GivenName'), readText(record, 'LastName'));
    const entity = readText(record, 'Entity', 'EntityOrShip').split(' / ');
    const names = namesOf([...(own === '' ? entity : [own]), ...aliasesIn(record)], kind);
    // "Andrei" alone is not enough to find a person.
    const isWeak = (name: string) => kind === 'person' && name !== own && !/\s/u.test(name);
    const [english = ''] = readText(record, 'Country').split(' / ');
    return {
      // Records have no number of their own, but these three values together are unique.
      reference: texts(english, readText(record, 'Schedule'), readText(record, 'Item')).join(', '),
      names: {
        strong: names.strong.filter((name) => !isWeak(name)),
        weak: [...names.weak, ...names.strong.filter(isWeak)],
      },
      birthDates: kind === 'person' ? birthDatesIn(readBirth(record)) : [],
      // The record's country is the target of the sanctions.
      countries: [],
    };
  },
});

function readBirth(record: Element): string {
  return readText(record, 'DateOfBirth', 'DateOfBirthOrShipBuildDate');
}

/** Returns the text of the first such element, whatever its French half. */
function readText({ children }: Element, ...names: string[]): string {
  const found = children.find(
    ({ name, text }) => names.includes(name.split('-')[0]!) && text.trim() !== '',
  );
  return found?.text.trim() ?? '';
}

const legalForm =
  /^(?:(?:ltd|limited|inc|incorporated|co|corp|l\.?l\.?c|plc|gmbh|[po]?jsc|ooo|s\.?a|lda)\b[\s.,]*)+$/iu;

/** Splits at commas, but not before legal forms: "Bank Rossiya, Russian: Россия, Rossiya Co., Ltd.". */
function aliasesIn(record: Element): string[] {
  const aliases: string[] = [];
  for (const part of readText(record, 'Aliases').split(/[;,]\s+/u)) {
    const name = part.replace(/^[A-Z][a-z]+(?: [a-z]+)?:\s*/u, '').trim();
    const before = aliases.length - 1;
    if (before >= 0 && legalForm.test(name)) aliases[before] += `, ${name}`;
    else aliases.push(name);
  }
  return aliases;
}

function namesOf(given: readonly string[], kind: 'person' | 'company') {
  const read = given.map((name) => namesIn(name, kind));
  return {
    strong: texts(...read.flatMap(({ names }) => names)),
    weak: texts(...read.flatMap(({ inBrackets }) => inBrackets)),
  };
}
