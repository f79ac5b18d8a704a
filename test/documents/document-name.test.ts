import t from 'tap';
import { fitsDocument, type VerifiedDocument } from '#server/documents/verified-document.ts';
import { WaitingResults } from '#server/checks/identity/waiting-results.ts';

const document: VerifiedDocument = {
  mark: 'm',
  ...{
    verdict: 'genuine',
    missingAuthority: null,
    from: 'chip',
    kind: 'passport',
    issuingState: 'D',
  },
  ...{ expiresOn: '2034-04-15', birthDate: '1974-08-12', nationality: 'D' },
  names: [{ family: 'MUELLER', given: 'JOERG PETER', isTruncated: false }],
};
const named = (family: string, given: string, isTruncated = false) => ({
  ...document,
  names: [{ family, given, isTruncated }],
});

t.test('a typed name fits the document by family name and one given name', (t) => {
  for (const typed of ['Jörg Müller', 'MÜLLER, Jörg Peter', 'Peter Mueller']) {
    t.ok(fitsDocument(typed, document), typed);
  }
  const others = ['Müller', 'Jörg', 'Jörg Maier', 'J. Müller-Schmidt', 'Anna Müller', '', null];
  for (const typed of others) t.notOk(fitsDocument(typed, document), String(typed));
  t.end();
});

t.test('the last word of a name that fills the MRZ may go on, and no other', (t) => {
  const cut = named('PAPANDROPOULOUS', 'JONATHON ALEX', true);
  t.ok(fitsDocument('Jonathon Alexander Papandropoulous', cut));
  t.ok(fitsDocument('Alexander Papandropoulous', cut));
  t.notOk(fitsDocument('Bert Papandropoulous', cut));
  t.notOk(fitsDocument('Alexander Papandropoulous', named('PAPANDROPOULOUS', 'JONATHON ALEX')));
  t.end();
});

t.test('the name that the state writes counts as the MRZ does', (t) => {
  const both = {
    ...document,
    names: [
      { family: 'Иванова', given: 'Анна', isTruncated: false },
      ...named('IVANOVA', 'ANNA').names,
    ],
  };
  t.ok(fitsDocument('Анна Иванова', both));
  t.ok(fitsDocument('Anna Ivanova', both));
  t.end();
});

t.test('a result waits ten minutes at its screen', (t) => {
  let now = 0;
  const waiting = new WaitingResults(() => now);
  const shown = { document, face: Float32Array.of(1), portrait: null, trust: '' };
  waiting.put('k1', shown);
  now = 10 * 60_000 - 1;
  t.same([waiting.isAt('k1'), waiting.isAt('k2')], [true, false]);
  t.equal(
    waiting.take(['k2'], () => true),
    null,
    'another screen',
  );
  t.equal(
    waiting.take(['k1'], () => false),
    null,
    'another name',
  );
  const taken = waiting.take(['k1'], () => true);
  t.match(taken, shown);
  t.equal(
    waiting.take(['k1'], () => true),
    null,
    'once',
  );
  t.notOk(waiting.isAt('k1'), 'used');
  waiting.putBack(taken!);
  t.match(
    waiting.take(['k1'], () => true),
    shown,
    'again, because nobody was let in',
  );
  waiting.putBack(taken!);
  now += 1;
  t.equal(
    waiting.take(['k1'], () => true),
    null,
    'its time goes on',
  );
  waiting.put('k1', shown);
  now += 10 * 60_000;
  t.equal(
    waiting.take(['k1'], () => true),
    null,
    'too late',
  );
  t.end();
});
