import type { ComponentChildren } from 'preact';

/** The title of a table, with its totals beside it. @param parts links to the parts of its view */
export function Title({
  id,
  parts = null,
  totals = null,
  children,
}: {
  id: string;
  parts?: ComponentChildren;
  totals?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class="titled">
      <h2 id={id} tabIndex={-1}>
        {children}
      </h2>
      {parts}
      <p class="quiet" role="status">
        {totals}
      </p>
    </div>
  );
}

/** The filters of a table, in one line. */
export function FilterLine({ children }: { children: ComponentChildren }) {
  return <div class="line">{children}</div>;
}

/** A filter that one press sets, such as a day. */
export function FilterChip({
  isOn,
  onPress,
  children,
}: {
  isOn: boolean;
  onPress: () => void;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class="plain" aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  );
}

/** A field of the line. Its label shows inside. */
export function LineField({
  label,
  type,
  value,
  onType,
}: {
  label: string;
  type: 'search' | 'date';
  value: string;
  onType: (typed: string) => void;
}) {
  // Preact types inputs by their `type` attribute, which is not known here.
  const kind: object = { type };
  return (
    <label class={type}>
      <span class="unseen">{label}</span>
      <input
        {...kind}
        placeholder={label}
        title={label}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </label>
  );
}

/** A choice of the line. Its first option has the label, and stands for everything. */
export function LineChoice({
  label,
  value,
  nothing = label,
  onChoose,
  options,
}: {
  label: string;
  value: string;
  nothing?: string;
  onChoose: (value: string) => void;
  options: readonly (readonly [value: string, words: ComponentChildren])[];
}) {
  return (
    <label>
      <span class="unseen">{label}</span>
      <select
        value={value}
        data-on={value !== ''}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{nothing}</option>
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
