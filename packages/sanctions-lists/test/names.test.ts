import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { readList, type ListSource } from '../index.ts';

/** The names of the only entry of a list. */
async function namesIn(t: Test, source: ListSource, text: string) {
  const file = path.join(t.testdir(), 'list.xml');
  await writeFile(file, text);
  for await (const found of readList(source, { file })) {
    if ('names' in found) return found.names;
  }
  return [];
}

t.test('two equal names of one person are both kept', async (t) => {
  const records: Partial<Record<ListSource, string>> = {
    ca: '<data-set><record><Country>Burma</Country><GivenName>Aung</GivenName><LastName>Aung</LastName></record></data-set>',
    eu: '<export><sanctionEntity euReferenceNumber="1"><subjectType code="person"/><nameAlias firstName="Aung" lastName="Aung"/></sanctionEntity></export>',
    ofac: '<sdnList><sdnEntry><uid>1</uid><firstName>Aung</firstName><lastName>Aung</lastName><sdnType>Individual</sdnType></sdnEntry></sdnList>',
  };
  for (const [source, text] of Object.entries(records)) {
    const [name] = await namesIn(t, source as ListSource, text);
    t.match(name, /^Aung,? Aung$/, source);
  }
});

t.test('several aliases in one cell of the UN are parted', async (t) => {
  const list = (alias: string) =>
    `<CONSOLIDATED_LIST><INDIVIDUAL><REFERENCE_NUMBER>1</REFERENCE_NUMBER><FIRST_NAME>Zoltan</FIRST_NAME>
     <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>${alias}</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></CONSOLIDATED_LIST>`;
  t.same(await namesIn(t, 'un', list('a) Soltan Kwentaris b) Zolo Kwent')), [
    'Zoltan',
    'Soltan Kwentaris',
    'Zolo Kwent',
  ]);
  t.same(await namesIn(t, 'un', list('Soltan Kwentaris; b) Zolo Kwent')), [
    'Zoltan',
    'Soltan Kwentaris',
    'Zolo Kwent',
  ]);
});
