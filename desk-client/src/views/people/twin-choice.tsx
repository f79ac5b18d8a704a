import type { LobbyEnrolment } from '#server/protocol/desk-enrolment-messages.ts';
import { mistakeWords, say } from '../../service/language.ts';
import { Tick } from '../fields.tsx';

/** For each enrolled person whom the face looked like: says that they are somebody else. */
export function TwinChoice({
  looksLike,
  twinOf,
  onChoose,
}: {
  looksLike: LobbyEnrolment['looksLike'];
  twinOf: readonly string[];
  onChoose: (twinOf: string[]) => void;
}) {
  return (
    <>
      {looksLike.map(({ personId, ...like }) => (
        <fieldset key={personId}>
          <legend>{mistakeWords({ code: 'looks_like_enrolled', ...like })}</legend>
          <Tick
            required
            checked={twinOf.includes(personId)}
            onTick={(isTwin) =>
              onChoose([...twinOf.filter((id) => id !== personId), ...(isTwin ? [personId] : [])])
            }
          >
            {say('enrol-twins')}
          </Tick>
        </fieldset>
      ))}
    </>
  );
}
