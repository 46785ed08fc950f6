import { expect, test } from 'vitest';
import { matches } from '../../app/campaigns/addresses';
import { accepted } from '../../app/chat/files';
import { best } from '../../app/i18n/best';
import { fill } from '../../app/i18n/text';
import { speaker } from '../../app/team/speaker';
import { settle } from '../../loader/settings';
import { checkUser, fingerprint } from '../../loader/user';
import { CHANNEL } from '../mock/records';

test('campaigns are for the addresses that they name', () => {
  expect(matches('https://a.test/pricing', 'https://a.test/pricing/')).toBe(true);
  expect(matches('https://a.test/pricing', 'https://a.test/pricing#plans')).toBe(true);
  expect(matches('https://a.test/pricing', 'https://a.test/pricing/old')).toBe(false);
  expect(matches('https://a.test/*', 'https://a.test/a/b?c=d')).toBe(true);
  expect(matches('https://a.test/:lang/docs', 'https://a.test/en/docs')).toBe(true);
  expect(matches('https://a.test', 'https://aXtest')).toBe(false);
});

test('campaigns are for addresses as URL patterns say it', () => {
  const pattern = 'https://{*.}?a.test/pricing';
  expect(matches(pattern, 'https://a.test/pricing')).toBe(true);
  expect(matches(pattern, 'https://shop.eu.a.test/pricing?plan=b')).toBe(true);
  expect(matches(pattern, 'https://xa.test/pricing')).toBe(false);
  expect(matches('https://*.a.test/x', 'https://evil.test/b.a.test/x')).toBe(false);
  expect(matches('https://a.test/', 'https://a.test?from=mail#top')).toBe(true);
  expect(matches('https://a.test/', 'https://a.test/pricing')).toBe(false);
  expect(matches('https://a.test/pricing/', 'https://a.test/pricing?plan=b#top')).toBe(true);
  expect(matches('https://a.test', 'https://a.test/pricing')).toBe(true);
  expect(matches('https://a.test/?plan=b', 'https://a.test/?plan=b')).toBe(true);
  expect(matches('https://a.test/?plan=b', 'https://a.test/?plan=c')).toBe(false);
  expect(matches('https://a.test/*\\?*', 'https://a.test/x')).toBe(true);
  expect(matches('https://a.test/*\\?plan=*', 'https://a.test/x?plan=b')).toBe(true);
  expect(matches('https://a.test/x#b', 'https://a.test/x?c=d#b')).toBe(true);
  expect(matches('https://a.test/x#b', 'https://a.test/x#c')).toBe(false);
  expect(matches('https://a.test/docs/:page?', 'https://a.test/docs')).toBe(true);
  expect(matches('https://a.test/docs/:page', 'https://a.test/docs/intro.html')).toBe(true);
  expect(matches('https://a.test/docs/:page', 'https://a.test/docs/a/intro.html')).toBe(false);
  expect(matches('https://:shop.a.test/x', 'https://one.two.a.test/x')).toBe(false);
  expect(matches('http*://a.test:*/b.html', 'http://a.test:3000/b.html')).toBe(true);
  expect(matches('*pricing*', 'https://a.test/pricing/old')).toBe(true);
  expect(matches('*', 'not an address')).toBe(false);
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

test('bots look like the inbox where the site wants it so', () => {
  const bot = { id: 1, name: 'Robo', avatar_url: 'robo.png', type: 'agent_bot' } as const;
  const ada = { id: 5, name: 'Ada', avatar_url: '', type: 'user' } as const;
  const inbox = { ...CHANNEL, avatarUrl: 'acme.png' };
  const enabledFeatures = ['use_inbox_avatar_for_bot'];
  const wanted = { ...inbox, enabledFeatures, hasAConnectedAgentBot: 'Robo' };
  expect(speaker(bot, inbox)).toEqual({ name: 'Robo', picture: 'robo.png' });
  expect(speaker({ ...bot, avatar_url: '' }, inbox).picture).toBeFalsy();
  for (const said of [bot, undefined]) {
    expect(speaker(said, wanted)).toEqual({ name: 'Acme Shop', picture: 'acme.png' });
  }
  expect(speaker(ada, wanted)).toEqual({ name: 'Ada', picture: 'acme.png' });
  expect(speaker(undefined, inbox)).toEqual({ name: 'Acme Shop', picture: 'acme.png' });
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
