from django.apps import AppConfig

# The rooms of the kernel, the lowest floor first: each imports only those before it, besides
# renfang.acts, files, hooks and steps, on which all stand. demo stands above them.
ROOMS = (
    "quantities",
    "typesetting",
    "database",
    "personal",
    "organisations",
    "pages",
    "history",
    "rules",
    "clocks",
    "workbench",
    "background",
    "drafts",
    "uploads",
    "documents",
    "serving",
    "exchange",
    "administration",
    "proof",
)


class KernelConfig(AppConfig):
    name = "renfang"
    verbose_name = "公共部分"
    demo_stories = "renfang.demo.jobs"

    def ready(self) -> None:
        from renfang.workbench.navigation import register_group
        from renfang.workbench.rooms import open_rooms

        register_group("工作台", rank=0)
        register_group("文书", rank=80)
        register_group("管理", rank=90)
        open_rooms("renfang", ROOMS)
