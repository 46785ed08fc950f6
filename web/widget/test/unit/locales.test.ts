import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Text } from '../../app/i18n/text';

const FOLDER = new URL('../../app/i18n/locales/', import.meta.url);
const files = readdirSync(FOLDER);

function catalog(file: string): Record<string, Text> {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
}

function places(text: Text): string[] {
  const form = typeof text === 'string' ? text : (text.other ?? '');
  return [...form.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
}

test.each(files)('%s says everything, with the same values in it', (file) => {
  const english = catalog('en.json');
  const texts = catalog(file);
  expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  for (const [key, text] of Object.entries(texts)) {
    expect(places(text), key).toEqual(places(english[key] ?? ''));
  }
});

test.each(files)('%s has a form for every number', (file) => {
  const forms = catalog(file).new_messages;
  const rules = new Intl.PluralRules(file.replace('.json', ''));
  for (const category of rules.resolvedOptions().pluralCategories) {
    expect(forms, category).toHaveProperty(category);
  }
});
