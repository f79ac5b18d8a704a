/** Makes other people's text harmless for a terminal, log, page, chat, e-mail or spreadsheet, and compares it. */
export { foldEmail, foldName, isAddress } from './folding.ts';
export { Html, html } from './html.ts';
export {
  cardText,
  csvCell,
  htmlText,
  jsonText,
  readJson,
  slackText,
  withoutLinks,
} from './media.ts';
export {
  hasNul,
  manyLines,
  oneLine,
  printable,
  reordering,
  terminalText,
  wellFormed,
  withoutNul,
} from './one-line.ts';
