// What the visitor answers to a message that asks for something.

import type { CsatAnswer, SubmittedValue } from 'shared/wire';
import type { Line } from '../chat/lines';
import type { Widget } from '../widget.svelte';

export async function give(
  { chat, visitor }: Widget,
  line: Line,
  submitted_values: SubmittedValue[],
): Promise<void> {
  await visitor.answer(line.id, submitted_values);
  chat.note(line, { submitted_values });
}

export async function rate(
  { chat, visitor }: Widget,
  line: Line,
  csat_survey_response: CsatAnswer,
): Promise<void> {
  await visitor.rate(line.id, csat_survey_response);
  chat.note(line, { submitted_values: { csat_survey_response } });
}

export async function leaveEmail(
  { chat, visitor }: Widget,
  line: Line,
  submitted_email: string,
): Promise<void> {
  await visitor.leaveEmail(line.id, submitted_email);
  chat.note(line, { submitted_email });
}
