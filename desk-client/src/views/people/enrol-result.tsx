import type { EnrolAnswer } from '#server/protocol/desk-people-messages.ts';
import { Button } from '../parts.tsx';
import { mistakeWords, say } from '../../service/language.ts';

/** The result of an enrolment, and the next steps where a face looks like an enrolled person's. */
export function EnrolResult({
  answer,
  onTwin,
  onShow,
}: {
  answer: EnrolAnswer;
  /** Says that the face only looks like this other person's, and tries again. */
  onTwin: (personId: string) => void;
  onShow: (personId: string) => void;
}) {
  if (answer.state !== 'refused') return <Stored answer={answer} onShow={onShow} />;
  const { mistakes } = answer;
  return (
    <div class="problem" role="alert">
      <p>{say('enrol-nothing')}</p>
      <ul>
        {mistakes.map(({ personId: other, ...mistake }) => (
          <li key={mistake.code + mistake.explanation}>
            {mistakeWords(mistake)}{' '}
            {other !== undefined && (
              <OtherPerson
                onShow={() => onShow(other)}
                onTwin={mistake.code === 'looks_like_enrolled' ? () => onTwin(other) : null}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The next steps where the answer names an enrolled person. */
export function OtherPerson({
  of,
  onShow,
  onTwin,
}: {
  of?: string;
  onShow: () => void;
  /** Null: the faces are not alike. */
  onTwin: (() => void) | null;
}) {
  return (
    <span class="acts">
      <Button plain of={of} onPress={onShow}>
        {say('enrol-show_them')}
      </Button>
      {onTwin && (
        <Button plain of={of} onPress={onTwin}>
          {say('enrol-twins')}
        </Button>
      )}
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
        {say(`enrol-${state}`, { count: added })}{' '}
        {personId && (
          <Button plain onPress={() => onShow(personId)}>
            {say('do-show')}
          </Button>
        )}
      </p>
      {warnings.map((warning) => (
        <p key={warning.explanation}>{mistakeWords(warning)}</p>
      ))}
    </div>
  );
}
