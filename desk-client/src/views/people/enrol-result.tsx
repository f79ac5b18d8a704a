import type { EnrolAnswer } from '../../../../server/protocol/desk-people-messages.ts';
import type { NamedLookAlikes } from './say-who.tsx';
import { Button } from '../parts.tsx';
import { mistakeWords, say } from '../../service/language.ts';

/** The result of an enrolment, and, where a face looks like someone enrolled, how to go on. */
export function EnrolResult({
  answer,
  onNamed,
  onShow,
}: {
  answer: EnrolAnswer;
  /** Says who the face may look like, and tries again. */
  onNamed: (kind: keyof NamedLookAlikes, personId: string) => void;
  onShow: (personId: string) => void;
}) {
  if (answer.state !== 'refused') return <Stored answer={answer} onShow={onShow} />;
  const { mistakes } = answer;
  return (
    <div class="problem" role="alert">
      <p>{say('enrol.nothing')}</p>
      <ul>
        {mistakes.map(({ personId: other, ...mistake }) => (
          <li key={mistake.code + mistake.explanation}>
            {mistakeWords(mistake)}{' '}
            {other !== undefined && (
              <Button plain onPress={() => onShow(other)}>
                {say('enrol.show_them')}
              </Button>
            )}
            {mistake.code === 'looks_like_enrolled' && other !== undefined && (
              <>
                {(['samePersonAs', 'twinOf'] as const).map((kind) => (
                  <button
                    key={kind}
                    type="button"
                    class="plain"
                    onClick={() => onNamed(kind, other)}
                  >
                    {say(`same.${kind}`)}
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
        {say(`enrol.${state}`, { count: added })}{' '}
        {personId && (
          <Button plain onPress={() => onShow(personId)}>
            {say('do.show')}
          </Button>
        )}
      </p>
      {warnings.map((warning) => (
        <p key={warning.explanation}>{mistakeWords(warning)}</p>
      ))}
    </div>
  );
}
