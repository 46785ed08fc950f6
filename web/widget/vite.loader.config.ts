import { defineConfig } from 'vite';

// The loader: one script, whose name does not change.
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    rolldownOptions: {
      input: 'loader/main.ts',
      output: { format: 'iife', entryFileNames: 'sdk.js' },
    },
  },
});
