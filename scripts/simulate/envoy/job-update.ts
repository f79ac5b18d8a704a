import { Type, type Static } from 'typebox';

const label = Type.String({ minLength: 1 });
const value = Type.String();

/** Something beside a line of the visitor log. What has a type that is not known here is a text. */
const Attachment = Type.Union([
  Type.Object({ type: Type.Literal('link'), label, value, url: Type.String() }),
  Type.Object({
    type: Type.Literal('credential_image'),
    label,
    value,
    title: Type.String(),
    image: Type.Object({ type: Type.Literal('s3'), link: Type.String() }),
  }),
  Type.Object({ type: Type.Literal('json'), label, value: Type.Unknown() }),
  Type.Object({
    type: Type.Optional(Type.String({ pattern: '^(?!(link|credential_image|json)$)' })),
    label,
    value,
  }),
]);

/** What a job in the visitor log can be told, as far as this stand-in is strict about it. */
export const JobUpdate = Type.Object(
  {
    status: Type.Optional(Type.Enum(['done', 'ignored', 'failed'])),
    status_message: Type.Optional(Type.String()),
    failure_reason: Type.Optional(Type.String()),
    attachments: Type.Optional(Type.Array(Attachment)),
  },
  { additionalProperties: false },
);
export type JobUpdate = Static<typeof JobUpdate>;
