import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { consentTextSaid, publishConsentText, readConsentText } from '../../people/consent.ts';
import { ConsentTexts, NewConsentText } from '../../protocol/desk-manage-messages.ts';
import { Done } from '../../protocol/desk-people-messages.ts';
import type { Db } from '../../store/schema.ts';
import { countPeople } from '../../store/tables/people.ts';
import { consentTexts, consentTranslations } from '../../store/tables/privacy.ts';
import { actorOf, refuseOperatorError } from '../people/people-acts.ts';

const config = { rateLimit: { max: 60, timeWindow: '1 minute' } };

/** `GET` and `POST /desk/api/manage/consent`: the consent text. */
export const consentTextRoutes: FastifyPluginAsyncTypebox<{ db: Db }> = async (app, { db }) => {
  app.get('/desk/api/manage/consent', { schema: { response: { 200: ConsentTexts } }, config }, () =>
    shownTexts(db),
  );

  app.post(
    '/desk/api/manage/consent',
    { bodyLimit: 400_000, schema: { body: NewConsentText, response: { 200: Done } }, config },
    async ({ body, deskUser }) => {
      const publish = async () => {
        const given = readConsentText(body);
        const published = await publishConsentText(db, given, actorOf(deskUser!));
        return consentTextSaid(db, published, given);
      };
      const done = await refuseOperatorError(publish());
      const code = 'enrolled' in done ? 'text_published' : 'translation_published';
      return { message: done.said, code, values: { version: body.version.trim() } };
    },
  );
};

async function shownTexts(db: Db): Promise<ConsentTexts> {
  const texts = await consentTexts(db);
  const translations = await consentTranslations(db);
  const translationsOf = (sha256: string) =>
    translations.filter(({ ofSha256 }) => ofSha256 === sha256);
  const [current] = texts;
  return {
    texts: texts.map(({ version, language, sha256, publishedAt }) => ({
      version,
      languages: [language, ...translationsOf(sha256).map((one) => one.language)],
      publishedAt: publishedAt.toISOString(),
    })),
    current: current
      ? [current, ...translationsOf(current.sha256)].map(({ language, text }) => ({
          language,
          text,
        }))
      : [],
    enrolled: await countPeople(db),
  };
}
