import { expect, test } from 'vitest';
import type { PreChatField } from 'shared/wire';
import { check, type Question } from '../../app/forms/checks';
import { answers, fieldsFor, question } from '../../app/forms/prechat';

const QUESTION: Question = {
  name: 'a',
  label: 'A',
  type: 'text',
  required: false,
  placeholder: '',
  choices: [],
  pattern: '',
  hint: '',
};
const FIELD: PreChatField = {
  field_type: 'standard',
  name: 'emailAddress',
  label: 'Email Id',
  type: 'email',
  required: true,
  enabled: true,
};

test('what is asked for is checked by its kind', () => {
  const refused = (type: string, value: string) => check({ ...QUESTION, type }, value);
  expect(refused('email', 'ada@example.com')).toBeUndefined();
  expect(refused('email', 'ada@')).toEqual({ key: 'invalid_email' });
  expect(refused('phone', '+49 (30) 123-45')).toBeUndefined();
  expect(refused('phone', '030 12345')).toEqual({ key: 'invalid_phone' });
  expect(refused('link', 'https://example.com')).toBeUndefined();
  expect(refused('link', 'javascript:alert(1)')).toEqual({ key: 'invalid_link' });
});

test('what is required cannot be left out, other things can', () => {
  expect(check({ ...QUESTION, required: true }, '  ')).toEqual({ key: 'required' });
  expect(check({ ...QUESTION, type: 'email' }, '')).toBeUndefined();
});

test('patterns of the site are heard, with its words, unless they cannot be read', () => {
  const order = { ...QUESTION, pattern: '/^A-\\d+$/i', hint: 'Like A-12' };
  expect(check(order, 'a-12')).toBeUndefined();
  expect(check(order, 'B')).toEqual({ text: 'Like A-12' });
  expect(check({ ...QUESTION, pattern: '(' }, 'B')).toBeUndefined();
});

test('what is known is not asked for again', () => {
  const contact = { id: 1, has_email: true, has_name: true, has_phone_number: false };
  const phone = { ...FIELD, name: 'phoneNumber' };
  const name = { ...FIELD, name: 'fullName' };
  expect(fieldsFor([FIELD, phone, name], contact)).toEqual([phone]);
  expect(fieldsFor([FIELD, name], { ...contact, has_email: false })).toEqual([FIELD, name]);
  expect(fieldsFor([{ ...FIELD, enabled: false }], undefined)).toEqual([]);
});

test('usual labels are said in the language of the visitor, others as the site has them', () => {
  const say = (key: string) => `<${key}>`;
  expect(question(FIELD, say).label).toBe('<email>');
  expect(question({ ...FIELD, label: 'Work e-mail' }, say).label).toBe('Work e-mail');
});

test('answers go to the contact, its attributes, or those of the conversation', () => {
  const fields: PreChatField[] = [
    FIELD,
    { ...FIELD, name: 'phoneNumber', type: 'text' },
    { ...FIELD, field_type: 'contact_attribute', name: 'plan', type: 'list' },
    { ...FIELD, field_type: 'conversation_attribute', name: 'count', type: 'number' },
    { ...FIELD, field_type: 'conversation_attribute', name: 'urgent', type: 'checkbox' },
    { ...FIELD, field_type: 'conversation_attribute', name: 'empty', type: 'text' },
  ];
  const given = {
    emailAddress: ' a@b.c ',
    phoneNumber: '+1 22',
    plan: 'pro',
    count: '3',
    urgent: 'true',
  };
  expect(answers(fields, given)).toEqual({
    beginning: {
      contact: { email: 'a@b.c', phone_number: '+122' },
      custom_attributes: { count: 3, urgent: true },
    },
    contactAttributes: { plan: 'pro' },
  });
});
