// Files, surveys, and what is written to do harm.

import { readFile } from 'node:fs/promises';

import { ATTACKS } from '../../widget/test/unit/attacks.ts';
import { expect, test } from './visit.js';

test('files go both ways', async ({ visit }) => {
  await visit.arrive();
  await visit.openMessages();
  const buffer = Buffer.from('The number of my order is A-1.\n');
  await visit.chat
    .locator('input[type=file]')
    .setInputFiles({ name: 'order.txt', mimeType: 'text/plain', buffer });
  await visit.send('See this');
  await expect(visit.log.getByRole('link', { name: 'Download order.txt' })).toBeVisible();

  const [{ attachments }] = await visit.messages();
  const received = await fetch(attachments[0].data_url);
  expect(Buffer.from(await received.arrayBuffer())).toEqual(buffer);

  const answer = new FormData();
  answer.set('content', 'Your invoice');
  answer.set('attachments[]', new Blob(['42 pieces'], { type: 'text/plain' }), 'invoice.txt');
  await visit.answer(answer);
  const link = visit.log.getByRole('link', { name: 'Download invoice.txt' });
  await expect(link).toBeVisible();
  const downloading = visit.page.waitForEvent('download');
  await link.click();
  const download = await downloading;
  expect(await readFile(await download.path(), 'utf8')).toBe('42 pieces');
});

test.describe('an inbox that asks how it went', () => {
  test.use({ settings: { csat_survey_enabled: true } });

  test('is told', async ({ visit }) => {
    await visit.arrive();
    await visit.openMessages();
    await visit.send('Hello');
    await visit.answer({ content: 'Done!' });
    const { id } = await visit.conversation();
    await visit.desk.post(`conversations/${id}/toggle_status`, { status: 'resolved' });

    await visit.log.getByRole('button', { name: 'Good' }).click();
    await visit.log.getByRole('textbox', { name: 'Would you like to say more?' }).fill('Fast!');
    await visit.screenshot('survey');
    await visit.isAccessible();
    await visit.log.getByRole('button', { name: 'Submit' }).click();
    await expect(visit.log.getByText('Thank you for your feedback.')).toBeVisible();

    const given = await visit.desk.get('csat_survey_responses');
    expect(given).toMatchObject([{ rating: 4, feedback_message: 'Fast!' }]);
  });
});

test('nothing that anybody writes is done', async ({ visit }) => {
  test.slow();
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Hello');
  const { id } = await visit.conversation();
  for (const attack of ATTACKS) {
    await visit.composer.fill(attack);
    await visit.composer.press('Enter');
    await visit.answer({ content: attack });
  }
  const name = '<img src=x onerror="window.attacked = 1">';
  await visit.ask('setUser', 'crm-1', { name });
  await visit.desk.patch(`conversations/${id}`, { priority: 'high' });
  await visit.answer({ content: 'The end' });
  await expect(visit.log.getByText('The end')).toBeVisible();
  await expect.poll(async () => (await visit.conversation()).meta.sender.name).toBe(name);

  await visit.arrive();
  await visit.openMessages();
  await expect(visit.log.getByText('The end')).toBeVisible();

  for (const frame of visit.page.frames()) {
    expect(await frame.evaluate(() => 'attacked' in window)).toBe(false);
  }
});
