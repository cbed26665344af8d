/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: the actions of events in Chinese. */
#pragma once

/* "推荐" for "application.recommend"; the code itself when it has no words. Static storage. */
const char *event_action_name(const char *action);
