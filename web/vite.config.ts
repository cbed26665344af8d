// SPDX-License-Identifier: Apache-2.0
// How the pages are built: Element Plus on demand, no inline script, hashed files below assets/.
import vue from '@vitejs/plugin-vue';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import components from 'unplugin-vue-components/vite';
import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
    plugins: [
        vue(),
        components({
            dirs: [],
            dts: false,
            resolvers: [ElementPlusResolver({ importStyle: 'css' })],
        }),
    ],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    build: {
        target: 'chrome100',
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 700,
        assetsInlineLimit: 0,
    },
    server: { proxy: { '/api': process.env.DIANJIANG_API ?? 'http://127.0.0.1:8080' } },
    test: {
        environment: 'jsdom',
        include: ['tests/**/*.test.ts'],
        server: { deps: { inline: ['element-plus'] } },
    },
});
