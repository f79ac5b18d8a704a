import { birthSpan, unreadableDate } from '../birth-date.ts';
import { cutOff, kindOf, listedRecord, type Format, type ListReader } from './format.ts';
import { usKinds } from './ofac-xml.ts';
import { xmlElements, type Element } from './xml-elements.ts';

// The sub type of a party: `Vessel`, `Aircraft`, and `Unknown` for the rest, told apart by the type.
const known = new Map([...usKinds, ['transport', 'other'], ['location', 'other']] as const);
const countryFeatures = new Set(['Nationality Country', 'Citizenship Country', 'Location']);

/** What the numbers in the list stand for; OFAC gives them at its beginning. */
class References {
  readonly #values = new Map<string, string>();
  readonly #typeOfSubType = new Map<string, string>();
  readonly #countryOfLocation = new Map<string, string>();

  /** @returns whether the element was one */
  learn(element: Element): boolean {
    const { name, attributes, text } = element;
    const { ID: id = '' } = attributes;
    if (name === 'Location') {
      const country = element.all('LocationCountry')[0]?.attributes['CountryID'] ?? '';
      const named = element.all('LocationCountry', 'Country').map((one) => one.text.trim())[0];
      this.#countryOfLocation.set(id, named || this.value('Country', country));
      return true;
    }
    if (!valueNames.has(name)) return false;
    this.#values.set(`${name} ${id}`, text.trim());
    const type = attributes['PartyTypeID'];
    if (type !== undefined) this.#typeOfSubType.set(id, type);
    return true;
  }

  value(kind: string, id: string | undefined): string {
    return this.#values.get(`${kind} ${id ?? ''}`) ?? '';
  }

  kindOfParty(subType: string | undefined): string {
    const subTypeName = this.value('PartySubType', subType);
    return known.has(subTypeName.toLowerCase())
      ? subTypeName
      : this.value('PartyType', this.#typeOfSubType.get(subType ?? ''));
  }

  countryAt(location: string | undefined): string {
    return this.#countryOfLocation.get(location ?? '') ?? '';
  }
}

const valueNames = new Set(['Country', 'FeatureType', 'PartyType', 'PartySubType', 'NamePartType']);

/** OFAC's sdn_advanced.xml or cons_advanced.xml, after the UN's advanced sanctions data model. */
const read: ListReader = async function* ({ main, onRead }) {
  const elements = new Set([...valueNames, 'DateOfIssue', 'Location', 'DistinctParty']);
  const references = new References();
  let entries = 0;
  for await (const one of xmlElements({ file: main, root: 'Sanctions', elements, onRead })) {
    if (references.learn(one)) continue;
    if (one.name === 'DateOfIssue') {
      const date = dayOf(one);
      if (date) yield { date };
    }
    if (one.name !== 'DistinctParty') continue;
    entries++;
    const [profile] = one.all('Profile');
    const kindText = references.kindOfParty(profile?.attributes['PartySubTypeID']);
    const kind = kindOf(main, kindText, known);
    if (kind === 'other' || !profile) continue;
    const identities = profile
      .all('Identity')
      .filter(({ attributes }) => attributes['False'] !== 'true');
    const names = identities.flatMap((identity) => namesOf(identity, references));
    // Features are in the profile, in older files beside it.
    const features = [...profile.all('Feature'), ...one.all('Feature')];
    const ofType = (feature: Element) =>
      references.value('FeatureType', feature.attributes['FeatureTypeID']);
    yield listedRecord({
      reference: one.attributes['FixedRef'] ?? '',
      kind,
      names: {
        strong: names.filter(({ isWeak }) => !isWeak).map(({ name }) => name),
        weak: names.filter(({ isWeak }) => isWeak).map(({ name }) => name),
      },
      birthDates: features
        .filter((feature) => ofType(feature) === 'Birthdate')
        .flatMap((feature) => feature.all('FeatureVersion', 'DatePeriod').map(spanOf)),
      countries: features
        .filter((feature) => countryFeatures.has(ofType(feature)))
        .flatMap((feature) => feature.all('FeatureVersion', 'VersionLocation'))
        .map(({ attributes }) => references.countryAt(attributes['LocationID'])),
    });
  }
  if (entries === 0) throw cutOff(main);
};

export const ofacAdvancedXml: Format = { begins: { root: 'Sanctions' }, read };

/** Each name in each script: the family name, a comma, and the others, as OFAC's other files have it. */
function namesOf(identity: Element, references: References): { name: string; isWeak: boolean }[] {
  const groups = identity.all('NamePartGroups', 'MasterNamePartGroup', 'NamePartGroup');
  const typeOfGroup = new Map(
    groups.map(({ attributes }) => [
      attributes['ID'],
      references.value('NamePartType', attributes['NamePartTypeID']),
    ]),
  );
  return identity.all('Alias').flatMap((alias) =>
    alias.all('DocumentedName').map((documented) => {
      const parts = documented.all('DocumentedNamePart', 'NamePartValue').map((part) => ({
        text: part.text.trim(),
        isFamily: typeOfGroup.get(part.attributes['NamePartGroupID']) === 'Last Name',
      }));
      const join = (isFamily: boolean) =>
        parts.flatMap((part) => (part.isFamily === isFamily ? [part.text] : [])).join(' ');
      const name = [join(true), join(false)].filter((text) => text !== '').join(', ');
      return { name, isWeak: alias.attributes['LowQuality'] === 'true' };
    }),
  );
}

function spanOf(period: Element): string {
  const start = period.all('Start')[0];
  const end = period.all('End')[0] ?? start;
  const isAbout = [start, end].some((point) => point?.attributes['Approximate'] === 'true');
  const from = start && dayOf(start.all('From')[0]);
  const to = end && (dayOf(end.all('To')[0]) || dayOf(end.all('From')[0]));
  return birthSpan(from ?? '', to ?? '', isAbout) ?? unreadableDate;
}

/** `1960-01-12`, as far as it is there. */
function dayOf(point: Element | undefined): string {
  if (!point) return '';
  const parts = [point.at('Year'), point.at('Month'), point.at('Day')];
  const given = parts.slice(0, parts.includes('') ? parts.indexOf('') : 3);
  return given.map((part, i) => part.padStart(i === 0 ? 4 : 2, '0')).join('-');
}
