import { expect, test } from 'vitest';
import { matches } from '../../app/campaigns/addresses';
import { accepted } from '../../app/chat/files';
import { best } from '../../app/i18n/best';
import { fill } from '../../app/i18n/text';
import { settle } from '../../loader/settings';
import { checkUser, fingerprint } from '../../loader/user';

test('campaigns are for the addresses that they name', () => {
  expect(matches('https://a.test/pricing', 'https://a.test/pricing/')).toBe(true);
  expect(matches('https://a.test/pricing', 'https://a.test/pricing#plans')).toBe(true);
  expect(matches('https://a.test/pricing', 'https://a.test/pricing/old')).toBe(false);
  expect(matches('https://a.test/*', 'https://a.test/a/b?c=d')).toBe(true);
  expect(matches('https://a.test/:lang/docs', 'https://a.test/en/docs')).toBe(true);
  expect(matches('https://a.test', 'https://aXtest')).toBe(false);
});

test('the nearest language is taken', () => {
  const known = ['ar', 'de', 'en', 'pt-BR', 'zh-CN'];
  const wanted = { pt_BR: 'pt-BR', 'de-AT': 'de', pt: 'pt-BR', zh_TW: 'zh-CN', xx: 'en', '': 'en' };
  for (const [asked, found] of Object.entries(wanted))
    expect(best(asked, known), asked).toBe(found);
});

test('texts have places for values, and forms for numbers', () => {
  const forms = { one: '{count} Nachricht', other: '{count} Nachrichten' };
  expect(fill(forms, { count: 1 }, 'de')).toBe('1 Nachricht');
  expect(fill(forms, { count: 2 }, 'de')).toBe('2 Nachrichten');
  expect(fill({ few: 'few', other: 'other' }, { count: 3 }, 'ar')).toBe('few');
  expect(fill('{a} {b}', { a: 1 }, 'en')).toBe('1 {b}');
});

test('files that the server would refuse are not taken', () => {
  const file = (name: string, megabytes: number) =>
    ({ name, size: megabytes * 1024 * 1024 }) as unknown as File;
  expect(accepted([file('a', 1), file('b', 41)], 0, 40)).toMatchObject({
    files: [{ name: 'a' }],
    complaint: { key: 'too_big', values: { name: 'b' } },
  });
  const many = Array.from({ length: 4 }, (_, at) => file(`${at}`, 1));
  expect(accepted(many, 13, 40).files).toHaveLength(2);
  expect(accepted(many, 13, 40).complaint?.key).toBe('too_many');
});

test('settings that make no sense are those that hold anyway', () => {
  const settings = settle({ position: 'top', darkMode: 3, locale: {}, widgetStyle: 'flat' }, 'en');
  expect(settings).toMatchObject({
    position: 'right',
    darkMode: 'light',
    locale: undefined,
    widgetStyle: 'flat',
    showUnreadMessagesDialog: true,
    enableFileUpload: undefined,
  });
  expect(settle({ useBrowserLanguage: true, locale: 'de' }, 'pt-BR').locale).toBe('pt_BR');
});

test('a user needs an identifier, and something to be known by', () => {
  expect(() => checkUser({}, { name: 'Eva' })).toThrow('Identifier should be a string or a number');
  expect(() => checkUser(1, {})).toThrow(
    'User object should have one of the keys [avatar_url, email, name]',
  );
  expect(fingerprint(1, { name: 'Eva' })).not.toBe(fingerprint(2, { name: 'Eva' }));
  expect(fingerprint('x', { email: 'a@b.c', name: 'A' })).toBe('89bd90fbd91a663705bb95e95a36a4c4');
});
