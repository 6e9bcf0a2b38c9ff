from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "renfang.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from renfang.documents.search import find_documents
        from renfang.pages import wording
        from renfang.workbench.navigation import Entry, Group, register_group
        from renfang.workbench.search import register_finder

        wording.adopt()
        register_group(Group("工作台", [Entry("我的待办", "workbench", "list-check")], rank=0))
        register_group(
            Group("文书", [Entry("文书登记簿", "documents", "file-certificate")], rank=80)
        )
        register_group(
            Group(
                "管理",
                [
                    Entry("工作日历", "calendar_now", "calendar"),
                    Entry("机构与口径", "offices", "building", "manage_settings"),
                    Entry("人员与岗位", "people", "users", "view_people"),
                    Entry("审计检索", "events", "history", "view_history"),
                ],
                rank=90,
            )
        )
        register_finder(find_documents)
