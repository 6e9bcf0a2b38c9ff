from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "renfang.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from renfang.documents.search import find_documents
        from renfang.pages import wording
        from renfang.workbench.navigation import Entry, register_entries, register_group
        from renfang.workbench.search import register_finder

        wording.adopt()
        register_group("工作台", rank=0)
        register_entries("工作台", Entry("我的待办", "workbench", "list-check", rank=10))
        register_group("文书", rank=80)
        register_entries("文书", Entry("文书登记簿", "documents", "file-certificate", rank=10))
        register_group("管理", rank=90)
        register_entries(
            "管理",
            Entry("工作日历", "calendar_now", "calendar", rank=10),
            Entry("机构与口径", "offices", "building", "manage_settings", rank=20),
            Entry("人员与岗位", "people", "users", "view_people", rank=30),
            Entry("审计检索", "events", "history", "view_history", rank=40),
        )
        register_finder(find_documents)
