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
              <OtherPerson
                onShow={() => onShow(other)}
                onNamed={
                  mistake.code === 'looks_like_enrolled' ? (kind) => onNamed(kind, other) : null
                }
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How to go on where the answer names somebody who is enrolled. */
export function OtherPerson({
  onShow,
  onNamed,
}: {
  onShow: () => void;
  /** Null where there is nothing to say of them. */
  onNamed: ((kind: keyof NamedLookAlikes) => void) | null;
}) {
  return (
    <span class="acts">
      <Button plain onPress={onShow}>
        {say('enrol.show_them')}
      </Button>
      {onNamed &&
        (['samePersonAs', 'twinOf'] as const).map((kind) => (
          <Button key={kind} plain onPress={() => onNamed(kind)}>
            {say(`same.${kind}`)}
          </Button>
        ))}
    </span>
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
