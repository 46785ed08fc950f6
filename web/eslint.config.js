import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['**/dist/', '**/test-results/', 'e2e/'] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  { files: ['**/scripts/**', '**/test/**'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    // What is drawn is made of nodes. Text that came from somebody is never read as HTML.
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Make nodes instead.' },
        { property: 'outerHTML', message: 'Make nodes instead.' },
      ],
      'svelte/no-at-html-tags': 'error',
      // What is kept in such objects is replaced as a whole.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
);
