// What the team can ask for with more than words.

import { expect, test } from './visit';

test.beforeEach(async ({ visit }) => {
  visit.mock.remember(1);
});

test('a choice is made by a click', async ({ visit }) => {
  const items = [
    { title: 'An order', value: 'order' },
    { title: 'A refund', value: 'refund' },
  ];
  const message = visit.mock.ask('input_select', 'What is it about?', { items });
  await visit.openMessages();
  await visit.log.getByRole('button', { name: 'A refund' }).click();
  await expect(visit.log.getByRole('status')).toContainText('A refund');
  expect(visit.mock.called('PATCH', `messages/${message.id}`)[0]?.body).toEqual({
    message: { submitted_values: [{ name: 'A refund', title: 'A refund', value: 'refund' }] },
  });
});

test('an address is left when it is one', async ({ visit }) => {
  const message = visit.mock.ask('input_email', 'Get notified by email', {});
  await visit.openMessages();
  const field = visit.log.getByRole('textbox', { name: 'E-mail address' });
  await field.fill('eva');
  await field.press('Enter');
  await expect(visit.log.getByRole('alert')).toHaveText('Please enter a valid e-mail address.');
  await field.fill('Eva@Example.org');
  await field.press('Enter');
  await expect(visit.log.getByText('We will write to eva@example.org.')).toBeVisible();
  expect(visit.mock.called('PATCH', `messages/${message.id}`)[0]?.body).toEqual({
    contact: { email: 'eva@example.org' },
  });
  await visit.chat.getByRole('button', { name: 'More options' }).click();
  await expect(visit.chat.getByRole('button', { name: 'Send a copy by e-mail' })).toBeVisible();
});

test('a conversation is rated, and then more can be said', async ({ visit }) => {
  const message = visit.mock.ask('input_csat', 'Please rate the conversation', {
    display_type: 'emoji',
  });
  await visit.openMessages();
  await visit.log.getByRole('button', { name: 'Good' }).click();
  await expect(visit.log.getByRole('button', { name: 'Good' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await visit.log.getByRole('textbox', { name: 'Would you like to say more?' }).fill('Fast!');
  await visit.log.getByRole('button', { name: 'Submit' }).click();
  await expect(visit.log.getByText('Thank you for your feedback.')).toBeVisible();
  const bodies = visit.mock.called('PATCH', `messages/${message.id}`).map(({ body }) => body);
  expect(bodies).toEqual([
    { message: { submitted_values: { csat_survey_response: { rating: 4 } } } },
    {
      message: {
        submitted_values: { csat_survey_response: { rating: 4, feedback_message: 'Fast!' } },
      },
    },
  ]);
});

test('an answer that did not arrive can be given again', async ({ visit }) => {
  const stars = { display_type: 'star' };
  const message = visit.mock.ask('input_csat', 'Please rate the conversation', stars);
  await visit.openMessages();
  await expect(visit.log.getByRole('button', { name: 'Great' })).toBeVisible();
  visit.mock.failOnce(`messages/${message.id}`);
  await visit.log.getByRole('button', { name: 'Great' }).click();
  await expect(visit.log.getByRole('alert')).toHaveText('That did not work. Please try again.');
  await visit.log.getByRole('button', { name: 'Great' }).click();
  await expect(visit.log.getByRole('alert')).toHaveCount(0);
});

test('cards lead to pages, and tell the website what was chosen', async ({ visit }) => {
  visit.mock.ask('cards', 'These might fit', {
    items: [
      {
        title: 'A chair',
        description: 'To sit on',
        actions: [
          { type: 'link', text: 'See it', uri: 'https://shop.example.org/chair' },
          { type: 'link', text: 'Bad', uri: 'javascript:alert(1)' },
          { type: 'postback', text: 'Buy it', payload: 'BUY_CHAIR' },
        ],
      },
    ],
  });
  await visit.openMessages();
  await expect(visit.log.getByRole('link', { name: 'See it' })).toHaveAttribute(
    'href',
    'https://shop.example.org/chair',
  );
  await expect(visit.log.getByText('Bad')).toHaveCount(0);
  await visit.log.getByRole('button', { name: 'Buy it' }).click();
  const said = { event: 'postback', data: { payload: 'BUY_CHAIR' } };
  await expect.poll(() => visit.heard('postback')).toEqual([['postback', said]]);
});

test('a form is sent when everything that is required is there', async ({ visit }) => {
  const message = visit.mock.ask('form', 'Where should it go?', {
    items: [
      { name: 'city', label: 'City', type: 'text', required: true },
      { name: 'note', label: 'Note', type: 'text_area' },
      {
        name: 'speed',
        label: 'Speed',
        type: 'select',
        options: [
          { label: 'Fast', value: 'fast' },
          { label: 'Slow', value: 'slow' },
        ],
      },
    ],
  });
  await visit.openMessages();
  await visit.log.getByRole('button', { name: 'Submit' }).click();
  await expect(visit.log.getByText('Please fill this in.')).toBeVisible();
  await visit.log.getByRole('textbox', { name: 'City' }).fill('Paris');
  await visit.log.getByRole('combobox', { name: 'Speed' }).selectOption('slow');
  await visit.log.getByRole('button', { name: 'Submit' }).click();
  await expect(visit.log.getByText('City: Paris')).toBeVisible();
  expect(visit.mock.called('PATCH', `messages/${message.id}`)[0]?.body).toEqual({
    message: {
      submitted_values: [
        { name: 'city', title: 'City', value: 'Paris' },
        { name: 'note', title: 'Note', value: '' },
        { name: 'speed', title: 'Speed', value: 'slow' },
      ],
    },
  });
});

test('articles are links', async ({ visit }) => {
  const link = 'https://docs.example.org/returns';
  visit.mock.ask('article', 'This may help', {
    items: [{ title: 'Returns', description: 'How', link }],
  });
  await visit.openMessages();
  await expect(visit.log.getByRole('link', { name: /Returns/ })).toHaveAttribute('href', link);
});
