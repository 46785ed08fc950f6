// The looks of what stands in the host page. They are set through the CSSOM, which a strict
// Content-Security-Policy of the page allows.

import rules from './styles.css?inline';

export function addStyles(): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement('style');
    style.id = 'cw-widget-styles';
    style.textContent = rules;
    document.head.append(style);
  }
}
