import t from 'tap';
import { languages } from '#server/protocol/languages.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

// The card beside the desk, as reception prints it from the page.

t.test('the card opens in the language of the page', async (t) => {
  const { open } = await deskWithBrowser(t);
  const { page } = await open('Rita Reception');
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByLabel('Language').selectOption('de');
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Die Karte mit den sechs' }).click();
  const card = await opened;
  await card.getByRole('heading', { level: 1, name: 'Der Empfang in sechs' }).waitFor();
  t.equal(await card.getByRole('listitem').count(), 6);
});

t.test('it is one sheet of paper in every language, and fits a telephone', async (t) => {
  const { url, newPage } = await deskWithBrowser(t);
  const page = await newPage();
  for (const language of languages) {
    await page.goto(`${url}/desk/card-${language}.html`);
    const paper = await page.pdf({ preferCSSPageSize: true });
    t.equal(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, language);
    await page.setViewportSize({ width: 390, height: 844 });
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    t.ok(width <= 390, `${language}: ${width} px wide`);
  }
});
