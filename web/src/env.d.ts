// SPDX-License-Identifier: Apache-2.0
// Element Plus ships its Chinese texts without types for the deep path.
declare module 'element-plus/es/locale/lang/zh-cn.mjs' {
    import type { Language } from 'element-plus/es/locale';
    const zhCn: Language;
    export default zhCn;
}
