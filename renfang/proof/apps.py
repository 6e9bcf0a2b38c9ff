from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "renfang.proof"
    label = "proof"
    verbose_name = "完整性核验"

    def ready(self) -> None:
        from renfang.proof import checks  # noqa: F401
