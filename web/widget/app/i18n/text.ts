// Texts with places for values, and with forms for numbers.

export type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Text = string | Forms;
export type Values = Record<string, string | number>;

export function fill(text: Text, values: Values, locale: string): string {
  const form = typeof text === 'string' ? text : formFor(text, Number(values.count), locale);
  return form.replace(/\{(\w+)\}/g, (place, name: string) => `${values[name] ?? place}`);
}

function formFor(forms: Forms, count: number, locale: string): string {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other ?? '';
}
