import { slackText } from '#base/text';
import type { NoticeChannel, NoticeMessage } from './notice.ts';
import { postJson } from '#base/http';

// Limits of Block Kit.
const headerLength = 150;
const fieldLength = 2000;
const textLength = 3000;

/** A Slack incoming webhook. The address is a secret. */
export function slackChannel(url: string): NoticeChannel {
  return {
    send: (message, signal) => postJson({ url, body: JSON.stringify(slackBody(message)), signal }),
  };
}

function slackBody({ notice }: NoticeMessage) {
  const { title, facts, why, whatToDo } = notice;
  return {
    // The text for notifications and for clients that show no blocks.
    text: slackText(title, textLength),
    mrkdwn: false,
    unfurl_links: false,
    blocks: [
      { type: 'header', text: plain(title, headerLength) },
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'section',
              fields: facts.map(([label, value]) => plain(`${label}: ${value}`, fieldLength)),
            },
          ]),
      ...[why, whatToDo].flatMap((text) =>
        text === null ? [] : [{ type: 'section', text: plain(text, textLength) }],
      ),
    ],
  };
}

/** Plain text, so that no name becomes a mention, a link or bold. */
function plain(text: string, length: number) {
  return { type: 'plain_text', emoji: false, text: slackText(text, length) };
}
