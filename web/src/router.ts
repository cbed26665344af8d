// SPDX-License-Identifier: Apache-2.0
// The places and their addresses; each page is a chunk of its own.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { useSession } from './stores/session';

declare module 'vue-router' {
    interface RouteMeta {
        title: string;
        open?: boolean; // may be seen without signing in
        bare?: boolean; // without the left places
    }
}

const routes: RouteRecordRaw[] = [
    {
        path: '/',
        name: 'home',
        component: () => import('./pages/HomePage.vue'),
        meta: { title: '通知', open: true },
    },
    {
        path: '/sign-in',
        name: 'sign-in',
        component: () => import('./pages/SignInPage.vue'),
        meta: { title: '登录', open: true },
    },
    {
        path: '/work',
        name: 'work',
        component: () => import('./pages/WorkPage.vue'),
        meta: { title: '工作台' },
    },
    {
        path: '/notices/:id?',
        name: 'notices',
        component: () => import('./pages/NoticesPage.vue'),
        meta: { title: '消息' },
    },
    {
        path: '/experts',
        name: 'experts',
        component: () => import('./pages/ExpertsPage.vue'),
        meta: { title: '专家库' },
    },
    {
        path: '/experts/new',
        name: 'expert-new',
        component: () => import('./pages/ExpertFormPage.vue'),
        meta: { title: '录入专家' },
    },
    {
        path: '/experts/:id/edit',
        name: 'expert-edit',
        component: () => import('./pages/ExpertFormPage.vue'),
        meta: { title: '修改档案' },
    },
    {
        path: '/experts/:id',
        name: 'expert',
        component: () => import('./pages/ExpertPage.vue'),
        meta: { title: '专家档案' },
    },
    {
        path: '/demands',
        name: 'demands',
        component: () => import('./pages/DemandsPage.vue'),
        meta: { title: '需求清单' },
    },
    {
        path: '/demands/new',
        name: 'demand-new',
        component: () => import('./pages/DemandFormPage.vue'),
        meta: { title: '填报需求' },
    },
    {
        path: '/demands/:id/edit',
        name: 'demand-edit',
        component: () => import('./pages/DemandFormPage.vue'),
        meta: { title: '修改需求' },
    },
    {
        path: '/demands/:id',
        name: 'demand',
        component: () => import('./pages/DemandPage.vue'),
        meta: { title: '需求' },
    },
    {
        path: '/public-demands',
        name: 'public-demands',
        component: () => import('./pages/PublicDemandsPage.vue'),
        meta: { title: '公开需求清单', open: true },
    },
    {
        path: '/applications',
        name: 'applications',
        component: () => import('./pages/ApplicationsPage.vue'),
        meta: { title: '申报项目' },
    },
    {
        path: '/applications/:id/form',
        name: 'form',
        component: () => import('./pages/EditorPage.vue'),
        meta: { title: '填报', bare: true },
    },
    {
        path: '/applications/:id/print',
        name: 'print',
        component: () => import('./pages/PrintPage.vue'),
        meta: { title: '打印预览', bare: true },
    },
    {
        path: '/applications/:id',
        name: 'application',
        component: () => import('./pages/DetailPage.vue'),
        meta: { title: '申报详情' },
    },
    {
        path: '/matchings',
        name: 'matchings',
        component: () => import('./pages/MatchingsPage.vue'),
        meta: { title: '专家匹配' },
    },
    {
        path: '/matchings/:id',
        name: 'matching',
        component: () => import('./pages/MatchingPage.vue'),
        meta: { title: '匹配方案' },
    },
    {
        path: '/invitations',
        name: 'invitations',
        component: () => import('./pages/InvitationsPage.vue'),
        meta: { title: '邀请与对接' },
    },
    {
        path: '/i/:token',
        name: 'invitation',
        component: () => import('./pages/InvitationPage.vue'),
        meta: { title: '邀请', open: true, bare: true },
    },
    {
        path: '/recommend',
        name: 'recommend',
        component: () => import('./pages/RecommendPage.vue'),
        meta: { title: '推荐与报送' },
    },
    {
        path: '/packages',
        name: 'packages',
        component: () => import('./pages/PackagesPage.vue'),
        meta: { title: '报送批次' },
    },
    {
        path: '/packages/:id',
        name: 'package',
        component: () => import('./pages/PackagePage.vue'),
        meta: { title: '报送批次' },
    },
    {
        path: '/league',
        name: 'league',
        component: () => import('./pages/LeaguePage.vue'),
        meta: { title: '单位进度' },
    },
    {
        path: '/league/:kind(ledger|plan)',
        name: 'ledger',
        component: () => import('./pages/LedgerPage.vue'),
        meta: { title: '台账' },
    },
    {
        path: '/over-quota',
        name: 'over-quota',
        component: () => import('./pages/OverQuotaPage.vue'),
        meta: { title: '超名额推荐' },
    },
    {
        path: '/desk/:id?',
        name: 'desk',
        component: () => import('./pages/DeskPage.vue'),
        meta: { title: '受理台', bare: true },
    },
    {
        path: '/handovers',
        name: 'handovers',
        component: () => import('./pages/HandoversPage.vue'),
        meta: { title: '移交清单' },
    },
    {
        path: '/handovers/:id',
        name: 'handover',
        component: () => import('./pages/HandoverPage.vue'),
        meta: { title: '移交清单' },
    },
    {
        path: '/arrivals',
        name: 'arrivals',
        component: () => import('./pages/ArrivalsPage.vue'),
        meta: { title: '来件登记' },
    },
    {
        path: '/overdue',
        name: 'overdue',
        component: () => import('./pages/OverduePage.vue'),
        meta: { title: '逾期未报送' },
    },
    {
        path: '/events',
        name: 'events',
        component: () => import('./pages/EventsPage.vue'),
        meta: { title: '操作日志' },
    },
    {
        path: '/prints',
        name: 'prints',
        component: () => import('./pages/PrintsPage.vue'),
        meta: { title: '批量打印' },
    },
    {
        path: '/q/:code(.*)?',
        name: 'scan',
        component: () => import('./pages/ScanPage.vue'),
        meta: { title: '扫码打开' },
    },
    {
        path: '/import',
        name: 'import',
        component: () => import('./pages/ImportPage.vue'),
        meta: { title: '从表格导入' },
    },
    {
        path: '/people',
        name: 'people',
        component: () => import('./pages/PeoplePage.vue'),
        meta: { title: '单位与账号' },
    },
    {
        path: '/inspections',
        name: 'inspections',
        component: () => import('./pages/InspectionsPage.vue'),
        meta: { title: '巡视审计' },
    },
    {
        path: '/versions',
        name: 'versions',
        component: () => import('./pages/VersionsPage.vue'),
        meta: { title: '通知配置' },
    },
    {
        path: '/acting',
        name: 'acting',
        component: () => import('./pages/ActingPage.vue'),
        meta: { title: '代理事项确认' },
    },
    {
        path: '/activate/:token',
        name: 'activate',
        component: () => import('./pages/ActivatePage.vue'),
        meta: { title: '启用账号', open: true, bare: true },
    },
    {
        path: '/account',
        name: 'account',
        component: () => import('./pages/AccountPage.vue'),
        meta: { title: '账号安全' },
    },
    {
        path: '/denied',
        name: 'denied',
        component: () => import('./pages/DeniedPage.vue'),
        meta: { title: '没有权限', open: true },
    },
    {
        path: '/:rest(.*)*',
        name: 'missing',
        component: () => import('./pages/MissingPage.vue'),
        meta: { title: '没有这一页', open: true },
    },
];

export const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) =>
        saved ?? (to.path === from.path ? undefined : { left: 0, top: 0 }),
});

router.beforeEach(async (to) => {
    const session = useSession();
    if (!session.loaded) {
        await session.load().catch(() => undefined);
    }
    if (!to.meta.open && !session.signedIn) {
        return { name: 'sign-in', query: { return: to.fullPath } };
    }
    return true;
});

router.afterEach((to) => {
    document.title = `${to.meta.title} · 点将台`;
});
