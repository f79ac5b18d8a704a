import type { LobbyEnrolment } from '../../../../server/protocol/desk-enrolment-messages.ts';
import { mistakeWords, say } from '../../service/language.ts';
import { Tick } from '../parts.tsx';

/** For each enrolled person whom a face looked like: they are somebody else, who looks alike. */
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
            {say('enrol.twins')}
          </Tick>
        </fieldset>
      ))}
    </>
  );
}
