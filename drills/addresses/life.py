"""Addresses of a drill's life and of the readiness registers."""

from django.urls import path

from drills.duty import views as duty
from drills.duty import views as shift_files
from drills.exercises.views import calendar, findings, photographs
from drills.exercises.views import conduct as drill_life
from drills.readiness import views as figures
from drills.readiness import views as readiness
from drills.readiness.views import paths_of
from drills.registers.acts import REGISTERS
from drills.sirens import views as siren_results

urlpatterns = [
    path("drills/<int:pk>/submit/", drill_life.drill_submit, name="drill_submit"),
    path("drills/<int:pk>/decide/", drill_life.drill_decide, name="drill_decide"),
    path("drills/<int:pk>/rehearsals/new/", drill_life.rehearsal_new, name="rehearsal_new"),
    path("drills/<int:pk>/log/", drill_life.drill_log, name="drill_log"),
    path("drills/<int:pk>/responses/", drill_life.drill_responses, name="drill_responses"),
    path("drills/<int:pk>/evaluate/", drill_life.drill_evaluate, name="drill_evaluate"),
    path("drills/<int:pk>/report/", drill_life.drill_report, name="drill_report"),
    path("drills/<int:pk>/notice/", photographs.siren_notice, name="siren_notice"),
    path("drills/<int:pk>/sirens/", siren_results.siren_results, name="siren_results"),
    path("drills/<int:pk>/findings/new/", findings.finding_new, name="finding_new"),
    path("drills/<int:pk>/photographs/new/", photographs.photograph_new, name="photograph_new"),
    path("photographs/<int:pk>/", photographs.photograph, name="photograph"),
    path("photographs/<int:pk>/remove/", photographs.photograph_remove, name="photograph_remove"),
    path("findings/", findings.findings, name="findings"),
    path("findings/<int:pk>/rectify/", findings.finding_rectify, name="finding_rectify"),
    path("findings/<int:pk>/check/", findings.finding_check, name="finding_check"),
    path("sirens/<int:pk>/entries/new/", readiness.siren_entry, name="siren_entry"),
    path("sirens/coverage/", readiness.siren_coverage, name="siren_coverage"),
    path("sirens/coverage/new/", readiness.siren_coverage_new, name="siren_coverage_new"),
    path("plans/<int:pk>/review/", readiness.plan_review, name="plan_review"),
    path("duty/", duty.shifts, name="shifts"),
    path("duty/new/", duty.shift_new, name="shift_new"),
    path("duty/export/", shift_files.shifts_export, name="shifts_export"),
    path("duty/import/", shift_files.shifts_upload, name="shifts_import"),
    path("duty/import/<int:pk>/", shift_files.shifts_preview, name="shifts_preview"),
    path("duty/import/<int:pk>/confirm/", shift_files.shifts_confirm, name="shifts_confirm"),
    path("duty/<int:pk>/", duty.shift, name="shift"),
    path("duty/<int:pk>/take/", duty.shift_take, name="shift_take"),
    path("duty/<int:pk>/hand-over/", duty.shift_hand_over, name="shift_hand_over"),
    path("duty/<int:pk>/log/", duty.shift_log, name="shift_log"),
    path("duty/<int:pk>/calls/", duty.shift_call, name="shift_call"),
    path("duty/<int:pk>/swap/", duty.shift_swap, name="shift_swap"),
    path("duty/swaps/<int:pk>/decide/", duty.swap_decide, name="swap_decide"),
    path("figures/", figures.figures, name="figures"),
    path("figures/export/", figures.figures_export, name="figures_export"),
    path("figures/targets/", figures.targets, name="targets"),
    path("coverage/", readiness.coverage_page, name="coverage"),
    path("year/", calendar.year, name="year"),
    *(each for register in REGISTERS for each in paths_of(register)),
]
