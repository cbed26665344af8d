// SPDX-License-Identifier: Apache-2.0
// House rules of the pages: sizes as in the rest of the house, types strict, labels on everything.
import vue from 'eslint-plugin-vue';
import ts from 'typescript-eslint';

export default ts.config(
    { ignores: ['dist/', 'node_modules/', 'src/api/generated.ts'] },
    ...ts.configs.recommended,
    ...vue.configs['flat/essential'],
    {
        files: ['**/*.{ts,vue}'],
        languageOptions: { parserOptions: { parser: ts.parser } },
        rules: {
            '@typescript-eslint/no-explicit-any': 'error',
            '@typescript-eslint/no-non-null-assertion': 'error',
            eqeqeq: ['error', 'always'],
            'max-depth': ['error', 4],
            'max-lines': ['error', 400],
            'max-lines-per-function': ['error', { max: 70, skipBlankLines: true }],
            'max-params': ['error', 6],
            'no-console': 'error',
            'vue/multi-word-component-names': 'off',
            'vue/no-v-html': 'error',
            'vue/require-v-for-key': 'error',
        },
    },
    {
        files: ['**/*.{js,mjs}'],
        rules: { 'max-lines': ['error', 600], '@typescript-eslint/no-unused-vars': 'error' },
    },
    // A list of shapes is a data table; a store or composable is a module in the form of a function.
    { files: ['src/api/types.ts'], rules: { 'max-lines': 'off' } },
    {
        files: ['src/stores/**', 'src/form/use*.ts', 'src/desk/use*.ts'],
        rules: { 'max-lines-per-function': ['error', { max: 220, skipBlankLines: true }] },
    },
    { files: ['tests/**'], rules: { 'max-lines-per-function': 'off' } },
);
