import { translation } from './language.ts';

/**
 * The service's remarks on a sign-in, which it stores as English sentences. Each is the key of its translation, as in
 * gettext: `remark.CODE`. The translation has the same blanks in braces.
 */
const remarks: Readonly<Record<string, string>> = {
  other_recogniser: 'Their photos were enrolled for another recogniser; new photos are needed.',
  withdrew: 'They withdrew their consent.',
  consent_over: 'Their consent has expired.',
  without_card: 'Between {from} and {until} sign-ins may have been held without a card.',
  look_at_envoy: 'Look at the visitor log in Envoy.',
  approval_forged: 'Another program wrote an approval of this sign-in into the database.',
  namesakes: '{number} people are enrolled under this name; the face was compared with each.',
  enrolled_meanwhile: 'Somebody was enrolled under this name or e-mail while the visitor waited.',
  scripts:
    'The name is written with letters of several scripts, or of one that is hardly in use, as one that looks like another.',
  no_name: 'The name has no letter in it, or is too long to be a name.',
  looks_alike:
    'Somebody of this name, of another form of it, or of one that looks like it is enrolled, with another e-mail or employee id.',
  enrolled_only:
    'No person is enrolled under this name or e-mail, and the policy asks for the face of enrolled people only.',
  face_off:
    'After {number} in a row the face check is off for them until a manager turns it on again under People.',
  changed_meanwhile:
    'This changed while the camera was on, or before the visitor was answered; nothing of what it saw was kept.',
  face_hit: 'A face can be taken for another: look at an identity document.',
  by_record:
    'Not by what the visitor typed, but by what was recorded when that person was enrolled.',
  by_document: 'By what the identity document says.',
  no_time: 'Envoy sent no time of the sign-in, so the time of its arrival counts.',
  wrong_time:
    'The sign-in is {when} by the clock of this machine. If it was made just now, that clock is wrong.',
  pass_unreadable: 'It could not be read.',
  pass_is_test: 'It shows a test, and no vaccination.',
  pass_is_recovery: 'It shows a recovery, and no vaccination.',
  pass_no_vaccination: 'It is a health pass of another kind: it shows no vaccination.',
  pass_nobody_named: 'It does not say whose it is.',
  pass_several_events: 'It holds several certificates in one, which is not allowed.',
  pass_not_packed: 'It is not packed in the way that health passes are.',
  pass_incomplete: 'Only some of its codes were shown.',
  pass_too_large: 'It is larger than a health pass can be.',
  pass_wrong_algorithm: 'It is not signed in the way that health passes are.',
  pass_unknown_issuer: 'Its issuer is not trusted here.',
  pass_wrong_purpose: 'Its signer may not sign health passes of this kind.',
  pass_taken_back: 'It was taken back by its issuer.',
  pass_tampered: 'Its signature does not fit: it was changed, or is damaged.',
  pass_not_yet_valid: 'It is not valid yet.',
  pass_expired: 'It has expired.',
  pass_wrong_name: 'It is made out to another name than the one that signed in.',
  pass_wrong_birth_date: 'It is made out to another birth date than the one that was given.',
  pass_no_birth_date: 'The birth date could not be compared.',
  pass_not_enough_doses: 'It does not show enough doses that count here.',
  pass_too_long_ago: 'The last dose that counts is too long ago.',
  code_reset: 'It was reset while the screen asked for it, or before the visitor was answered.',
  form_not_answered: '"{question}" is not answered.',
  form_too_long: 'The answer to "{question}" is too long to be read.',
  form_otherwise: '"{question}" is answered otherwise than it has to be.',
  form_date_unreadable: 'The date at "{question}" cannot be read.',
  form_date_over: 'The date at "{question}" is over.',
  form_not_signed: 'The agreement {agreement} is not signed.',
  form_document_not_signed: 'The document "{name}" (agreement {agreement}) is not signed.',
  chip_refused: 'The chip was refused: {code}.',
  chip_key: 'What was typed did not open the chip.',
  document_removed: 'The document was taken off the reader too early.',
  reader_gone: 'No document reader is connected at this screen.',
  signer_withdrawn: 'The state withdrew the certificate that signed it.',
  authority_missing: 'The missing authority: {authority}.',
  document_changed: 'Before the visitor was answered, what the document was judged by has changed.',
  list_nothing_to_ask: 'The sign-in holds nothing that the list may be asked about.',
  list_late: 'It did not answer in time.',
  list_no_connection: 'It could not be reached.',
  list_out_of_service: 'It said that it is out of service.',
  list_refused: 'It did not accept the question.',
  list_strange: 'Its answer could not be understood.',
  list_pass: 'The policy lets such a sign-in pass.',
  list_hold: 'The policy holds such a sign-in.',
  list_hold_always: 'That is held, whatever the policy says.',
  list_reference: 'Its reference is {reference}.',
  lookup_no_name: 'The sign-in has no name that could be looked up in the watchlist.',
  lookup_nothing: 'The sign-in has nothing to look up in the watchlist: {fields}.',
  lookup_japanese:
    'The name is in Japanese characters, which can be read in several ways: look it up in Latin letters.',
  lookup_too_long: 'The name is too long for all of it to be looked up in the watchlist.',
  lookup_gone: 'A watchlist that was in force is gone: {list}.',
  lookup_empty: 'The policy asks for all watchlists, and all of them are empty.',
  lookup_never_imported: 'The policy asks for a watchlist that was never imported: {list}.',
  lookup_overdue: 'The policy holds everybody while a watchlist is overdue: {list}.',
};

const patterns = Object.entries(remarks).map(([code, sentence]) => {
  const parts = sentence.split(/\{(\w+)\}/);
  const source = parts.map((part, i) =>
    i % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : `(?<${part}>.+?)`,
  );
  return { code, pattern: new RegExp(`^${source.join('')}(?:\\s+|$)`) };
});

/** One sentence, or the whole rest. */
const anySentence = /^.+?[.!?](?:\s+|$)|^.+$/s;

/** Translates a remark sentence by sentence. A sentence without a translation stays in English. */
export function remarkWords(remark: string): string {
  const words: string[] = [];
  let rest = remark;
  while (rest !== '') {
    const [said, length] = firstSentence(rest);
    words.push(said);
    rest = rest.slice(length);
  }
  return words.join(' ');
}

function firstSentence(text: string): [said: string, length: number] {
  for (const { code, pattern } of patterns) {
    const found = pattern.exec(text);
    const said = found && translation(`remark.${code}`, { ...found.groups });
    if (said) return [said, found[0].length];
  }
  const [sentence] = anySentence.exec(text) ?? [text];
  return [sentence.trim(), sentence.length];
}
