import type { EnrolAnswer } from '../../../../server/protocol/desk-people-messages.ts';
import { words, type Named } from './say-who.tsx';
import { Button } from '../parts.tsx';

/** The result of an enrolment, and, where a face looks like someone enrolled, how to go on. */
export function EnrolResult({
  answer,
  onNamed,
  onShow,
}: {
  answer: EnrolAnswer;
  /** Says who the face may look like, and tries again. */
  onNamed: (kind: keyof Named, personId: string) => void;
  onShow: (personId: string) => void;
}) {
  if (answer.state !== 'refused') return <Stored answer={answer} onShow={onShow} />;
  const { mistakes } = answer;
  return (
    <div class="problem" role="alert">
      <p>Nothing was stored.</p>
      <ul>
        {mistakes.map(({ code, explanation, personId: other }) => (
          <li key={code + explanation}>
            {explanation}{' '}
            {other !== undefined && (
              <Button plain onPress={() => onShow(other)}>
                Show them
              </Button>
            )}
            {code === 'looks_like_enrolled' && other !== undefined && (
              <>
                {(['samePersonAs', 'twinOf'] as const).map((kind) => (
                  <button
                    key={kind}
                    type="button"
                    class="plain"
                    onClick={() => onNamed(kind, other)}
                  >
                    {words[kind]}
                  </button>
                ))}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Stored({
  answer: { state, personId, added, warnings },
  onShow,
}: {
  answer: EnrolAnswer;
  onShow: (personId: string) => void;
}) {
  return (
    <div role="status">
      <p class="good">
        {state === 'enrolled' && `Enrolled from ${photos(added)}.`}
        {state === 'updated' && `${photos(added)} added.`}
        {state === 'unchanged' && 'Nothing was changed: there was nothing new.'}{' '}
        {personId && (
          <Button plain onPress={() => onShow(personId)}>
            Show
          </Button>
        )}
      </p>
      {warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </div>
  );
}

function photos(count: number): string {
  return count === 1 ? '1 photo' : `${count} photos`;
}
