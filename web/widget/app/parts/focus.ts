// Where the keyboard is.

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select, [tabindex="0"]';

export function focusesFirst(element: HTMLElement): void {
  element.querySelector<HTMLElement>(FOCUSABLE)?.focus();
}

// Takes the focus to a heading, when what had it is not there any more.
export function takesLostFocus(heading: HTMLElement): void {
  const { activeElement, body } = document;
  if (!document.hasFocus() || (activeElement && activeElement !== body)) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// Keeps the focus within an element, as long as there is nothing else to look at.
export function keepsFocus(element: HTMLElement): () => void {
  const onkeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return;
    const all = [...element.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isVisible);
    const [leaving, entering] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (document.activeElement !== leaving) return;
    event.preventDefault();
    entering?.focus();
  };
  element.addEventListener('keydown', onkeydown);
  return () => element.removeEventListener('keydown', onkeydown);
}

function isVisible(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
