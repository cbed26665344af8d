// SPDX-License-Identifier: Apache-2.0
// Start of the pages: state, places, and what happens when a session ends.
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { onSignedOut } from '@/api/http';
import App from './App.vue';
import { router } from './router';
import { useSession } from './stores/session';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

const app = createApp(App);
app.use(createPinia());
const session = useSession();
onSignedOut(() => {
    session.forget();
    const here = router.currentRoute.value;
    if (here.name !== 'sign-in') {
        void router.push({ name: 'sign-in', query: { return: here.fullPath, ended: '1' } });
    }
});
app.use(router);
app.mount('#app');
