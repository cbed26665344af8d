/* SPDX-License-Identifier: Apache-2.0 */
/* demo_data.c: fourteen reporting units, some of each class, one account a post. */
#include "app/demo_data.h"

#include <stddef.h>

const struct demo_org demo_orgs[] = {
    { "department", "内蒙古自治区人力资源和社会保障厅", NULL, "150000", NULL, { "department" } },
    { "desk-overseas",
      "自治区人社厅专业技术人员管理处",
      NULL,
      "150000",
      NULL,
      { "desk-overseas" } },
    { "desk-centre", "内蒙古人事人才公共服务中心", NULL, "150000", NULL, { "desk-centre" } },
    { "150100", "呼和浩特市人力资源和社会保障局", NULL, "150100", NULL, { "league" } },
    { "150200", "包头市人力资源和社会保障局", NULL, "150200", NULL, { "league" } },
    { "150300", "乌海市人力资源和社会保障局", NULL, "150300", NULL, { "league" } },
    { "150400", "赤峰市人力资源和社会保障局", NULL, "150400", NULL, { "league" } },
    { "150500", "通辽市人力资源和社会保障局", NULL, "150500", NULL, { "league" } },
    { "150600", "鄂尔多斯市人力资源和社会保障局", NULL, "150600", NULL, { "league" } },
    { "150700", "呼伦贝尔市人力资源和社会保障局", NULL, "150700", NULL, { "league" } },
    { "150800", "巴彦淖尔市人力资源和社会保障局", NULL, "150800", NULL, { "league" } },
    { "150900", "乌兰察布市人力资源和社会保障局", NULL, "150900", NULL, { "league" } },
    { "152200", "兴安盟人力资源和社会保障局", NULL, "152200", NULL, { "league" } },
    { "152500", "锡林郭勒盟人力资源和社会保障局", NULL, "152500", NULL, { "league" } },
    { "152900", "阿拉善盟人力资源和社会保障局", NULL, "152900", NULL, { "league" } },
    { "150781", "满洲里市人力资源和社会保障局", NULL, "150781", NULL, { "league" } },
    { "152501", "二连浩特市人力资源和社会保障局", NULL, "152501", NULL, { "league" } },
    { "hospital", "兴安盟蒙医院", NULL, "152201", "152200", { "grassroots" } },
    { "grass", "科尔沁右翼中旗草原工作站", NULL, "152222", "152200", { "grassroots" } },
    { "port", "满洲里市跨境贸易服务中心", NULL, "150781", "150781", { "grassroots" } },
    { "university", "内蒙古农业大学", NULL, "150100", "150100", { "authority" } },
    { "park", "呼和浩特留学人员创业园", NULL, "150100", "150100", { "park" } },
    { "park-2", "包头稀土高新区留学人员创业园", NULL, "150200", "150200", { "park" } },
    { NULL },
};

const struct demo_person demo_people[] = {
    { "shenbao", "乌兰", "hospital", POST_APPLICANT, "填写申报表、上传盖章扫描件" },
    { "shenhe", "王建国", "hospital", POST_APPROVER, "审核本单位申报、定稿、提交到盟市" },
    { "guanli", "赵敏", "hospital", POST_UNIT_ADMIN, "管理本单位账号" },
    { "tuijian", "包文龙", "152200", POST_RECOMMENDER, "推荐、排序、成批报送" },
    { "caoyuan", "那日苏", "grass", POST_APPLICANT, "另一家基层单位，占用同一个盟市名额" },
    { "caoyuan2", "高娃", "grass", POST_APPROVER, "另一家基层单位的审核岗" },
    { "yuanqu", "陈海", "park", POST_APPLICANT, "留学人员创业园，填报后直接报送" },
    { "yuanqu2", "孙丽", "park", POST_APPROVER, "留学人员创业园，定稿后直接报送、取回执" },
    { "daxue", "刘洋", "university", POST_APPLICANT, "自治区有关单位，名额 1 项" },
    { "daxue2", "周红", "university", POST_APPROVER, "自治区有关单位，审核并直接报送" },
    { "shouli", "闫洁", "desk-overseas", POST_DESK, "受理、一次性告知补正、登记来件" },
    { "shouli2", "白音", "desk-overseas", POST_DESK, "第二名受理人员，核对来件登记" },
    { "jingban", "曹宁", "department", POST_CLERK, "厅经办，查看全部已报送材料" },
    { "fuze", "塔娜", "department", POST_HEAD, "厅负责人，发布通知、准予重报、确认视为放弃" },
    { "xitong", "韩磊", "department", POST_SYSTEM_ADMIN, "系统管理员，看不到业务内容" },
    { "anquan", "丁宁", "department", POST_SECURITY_ADMIN, "安全管理员，只管账号和策略" },
    { "shenji", "苏日娜", "department", POST_AUDIT_ADMIN, "审计管理员，查看并校验操作日志" },
    { NULL },
};
