import type { LobbyEnrolment } from '../../../../server/protocol/desk-enrolment-messages.ts';
import { mistakeWords, say } from '../../service/language.ts';

/** Whom a face may look like, and why. */
export interface NamedLookAlikes {
  samePersonAs: string[];
  twinOf: string[];
}

export const nobodyNamed: NamedLookAlikes = { samePersonAs: [], twinOf: [] };

/** Adds a person to `named`, once. */
export function alsoNamed(
  named: NamedLookAlikes,
  kind: keyof NamedLookAlikes,
  personId: string,
): NamedLookAlikes {
  const without = (ids: string[]) => ids.filter((id) => id !== personId);
  const others = { samePersonAs: without(named.samePersonAs), twinOf: without(named.twinOf) };
  return { ...others, [kind]: [...others[kind], personId] };
}

/** For each enrolled person whom a face looked like: is it them, or someone who looks alike? */
export function SayWho({
  looksLike,
  named,
  onNamed,
}: {
  looksLike: LobbyEnrolment['looksLike'];
  named: NamedLookAlikes;
  onNamed: (named: NamedLookAlikes) => void;
}) {
  return (
    <>
      {looksLike.map(({ personId, ...like }) => (
        <fieldset key={personId}>
          <legend>{mistakeWords({ code: 'looks_like_enrolled', ...like })}</legend>
          {(['samePersonAs', 'twinOf'] as const).map((kind) => (
            <label key={kind} class="switch">
              <input
                type="radio"
                name={`who-${personId}`}
                required
                checked={named[kind].includes(personId)}
                onChange={() => onNamed(alsoNamed(named, kind, personId))}
              />
              {say(`same.${kind}`)}
            </label>
          ))}
        </fieldset>
      ))}
    </>
  );
}
