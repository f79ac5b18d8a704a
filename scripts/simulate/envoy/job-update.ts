import { Type, type Static } from 'typebox';

const label = Type.String({ minLength: 1 });

/** What a job in the visitor log can be told, as far as this stand-in is strict about it. */
export const JobUpdate = Type.Object(
  {
    status: Type.Optional(Type.Enum(['done', 'ignored', 'failed'])),
    status_message: Type.Optional(Type.String()),
    failure_reason: Type.Optional(Type.String()),
    attachments: Type.Optional(
      Type.Array(
        Type.Union([
          Type.Object({ type: Type.Enum(['text', 'password']), label, value: Type.String() }),
          Type.Object({
            type: Type.Literal('link'),
            label,
            value: Type.String(),
            url: Type.String(),
          }),
          Type.Object({ type: Type.Literal('json'), label, value: Type.Unknown() }),
        ]),
      ),
    ),
  },
  { additionalProperties: false },
);
export type JobUpdate = Static<typeof JobUpdate>;
