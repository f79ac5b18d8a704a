import { cardText, oneLine } from '#base/text';
import type { NoticeChannel, NoticeMessage } from './notice.ts';
import { postJson } from '#base/http';

/**
 * A Microsoft Teams workflow, "post to a channel when a webhook request is received" (the older
 * Office 365 connectors are retired). The address is a secret.
 */
export function teamsChannel(url: string): NoticeChannel {
  return {
    send: (message, signal) => postJson({ url, body: JSON.stringify(teamsBody(message)), signal }),
  };
}

function teamsBody({ notice }: NoticeMessage) {
  const { title, facts, why, whatToDo } = notice;
  const paragraph = (text: string) => ({ type: 'TextBlock', text: cardText(text), wrap: true });
  return {
    type: 'message',
    summary: oneLine(title),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: cardText(title),
          body: [
            { ...paragraph(title), size: 'Large', weight: 'Bolder' },
            ...(facts.length === 0
              ? []
              : [
                  {
                    type: 'FactSet',
                    facts: facts.map(([label, value]) => ({
                      title: label,
                      value: cardText(value),
                    })),
                  },
                ]),
            ...(why === null ? [] : [paragraph(why)]),
            paragraph(whatToDo),
          ],
        },
      },
    ],
  };
}
