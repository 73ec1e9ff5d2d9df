"""The addresses of rounds, score sheets and results. Letters link to some of them: see links.py."""

from django.urls import path

from evaluation.views import (
    appeal_office,
    appeals,
    approvals,
    assignment,
    autosave,
    conflicts,
    declarations,
    draw_desk,
    draws,
    entries,
    evaluator,
    invitations,
    monitor,
    objections,
    one_panel,
    panel,
    ranking,
    results,
    rounds,
    seals,
    sections,
    service,
    sheets,
    support,
    what_if,
)

app_name = "evaluation"

evaluators = [
    path("my/", evaluator.desk, name="desk"),
    path("my/<slug:ref>/", evaluator.my_round, name="my-round"),
    path("my/<slug:ref>/pledge/", evaluator.my_pledge, name="my-pledge"),
    path("my/<slug:ref>/conflicts/", evaluator.my_conflicts, name="my-conflicts"),
    path("my/<slug:ref>/conflicts/again/", declarations.my_conflicts_again, name="my-conflicts-again"),
    path("my/<slug:ref>/next/", evaluator.my_next, name="my-next"),
    path("my/<slug:ref>/seal/", evaluator.my_seal, name="my-seal"),
    path("my/<slug:ref>/sheets/<slug:proposal_ref>/", sheets.sheet_detail, name="sheet"),
    path("my/<slug:ref>/sheets/<slug:proposal_ref>/autosave/", autosave.sheet_autosave, name="sheet-autosave"),
    path("my/<slug:ref>/sheets/<slug:proposal_ref>/seal/", sheets.sheet_seal, name="sheet-seal"),
    path("my/<slug:ref>/sheets/<slug:proposal_ref>/receipt/", seals.sheet_receipt, name="sheet-receipt"),
    path(
        "my/<slug:ref>/sheets/<slug:proposal_ref>/receipt/<int:number>.json", seals.sheet_receipt_file, name="sheet-receipt-file"
    ),
    path("my/<slug:ref>/sheets/<slug:proposal_ref>/abstain/", sheets.sheet_abstain, name="sheet-abstain"),
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("invitations/<slug:token>/accept/", invitations.invitation_accept, name="invitation-accept"),
    path("invitations/<slug:token>/decline/", invitations.invitation_decline, name="invitation-decline"),
]

headquarters = [
    path("rounds/", rounds.round_list, name="round-list"),
    path("rounds/new/", rounds.round_plan, name="round-plan"),
    path("rounds/new/estimate/", rounds.round_estimate, name="round-estimate"),
    path("rounds/<slug:ref>/", rounds.round_detail, name="round-detail"),
    path("rounds/<slug:ref>/open/", rounds.round_open, name="round-open"),
    path("rounds/<slug:ref>/extend/", rounds.round_extend, name="round-extend"),
    path("rounds/<slug:ref>/reconvene/", rounds.round_reconvene, name="round-reconvene"),
    path("rounds/<slug:ref>/close/", rounds.round_close, name="round-close"),
    path("rounds/<slug:ref>/tally/", rounds.round_tally, name="round-tally"),
    path("rounds/<slug:ref>/panel/", panel.round_panel, name="round-panel"),
    path("rounds/<slug:ref>/sections/", sections.round_sections, name="round-sections"),
    path("rounds/<slug:ref>/sections/form/", sections.section_form, name="section-form"),
    path("rounds/<slug:ref>/sections/move/", sections.section_move, name="section-move"),
    path("rounds/<slug:ref>/sections/<int:number>/", sections.section_rename, name="section-rename"),
    path("rounds/<slug:ref>/draw/", draw_desk.round_draw, name="round-draw"),
    path("rounds/<slug:ref>/draw/announce/", draw_desk.draw_announce, name="draw-announce"),
    path("draws/<slug:ref>/value/", draw_desk.draw_value, name="draw-value"),
    path("draws/<slug:ref>/draw/", draw_desk.draw_carry_out, name="draw-carry-out"),
    path("draws/<slug:ref>/void/", draw_desk.draw_void, name="draw-void"),
    path("rounds/<slug:ref>/panel/propose/", panel.panel_propose, name="panel-propose"),
    path("rounds/<slug:ref>/panel/invite/", panel.panel_invite, name="panel-invite"),
    path("rounds/<slug:ref>/panel/change/", panel.panel_change, name="panel-change"),
    path("rounds/<slug:ref>/panel/<int:pk>/chair/", panel.panel_chair, name="panel-chair"),
    path("rounds/<slug:ref>/conflicts/", conflicts.conflict_list, name="conflict-list"),
    path("rounds/<slug:ref>/conflicts/rule/", conflicts.conflict_rule, name="conflict-rule"),
    path("rounds/<slug:ref>/conflicts/export/", conflicts.conflict_export, name="conflict-export"),
    path("rounds/<slug:ref>/conflicts/check/", conflicts.conflict_check, name="conflict-check"),
    path("rounds/<slug:ref>/objections/", objections.objection_list, name="objection-list"),
    path("rounds/<slug:ref>/objections/<int:pk>/", objections.objection_decide, name="objection-decide"),
    path("rounds/<slug:ref>/declarations/", declarations.declaration_list, name="declaration-list"),
    path("rounds/<slug:ref>/declarations/<int:pk>/excuse/", declarations.declaration_excuse, name="declaration-excuse"),
    path("rounds/<slug:ref>/service/", service.service_list, name="service-list"),
    path("rounds/<slug:ref>/service/<int:pk>/", service.service_mark, name="service-mark"),
    path("experts/<int:pk>/service/", service.expert_service, name="expert-service"),
    path("rounds/<slug:ref>/assignment/", assignment.round_assignment, name="round-assignment"),
    path("rounds/<slug:ref>/assignment/start/", assignment.assignment_start, name="assignment-start"),
    path("rounds/<slug:ref>/assignment/proposals/<slug:proposal_ref>/", one_panel.panel_of_proposal, name="assignment-panel"),
    path("rounds/<slug:ref>/assignment/proposals/<slug:proposal_ref>/rules/", one_panel.pair_rule, name="assignment-rule"),
    path("rounds/<slug:ref>/assignment/rules/<int:pk>/lift/", one_panel.pair_rule_lift, name="assignment-rule-lift"),
    path("rounds/<slug:ref>/assignment/runs/<int:number>/", assignment.assignment_run, name="assignment-run"),
    path("rounds/<slug:ref>/assignment/runs/<int:number>/cancel/", assignment.assignment_cancel, name="assignment-cancel"),
    path("rounds/<slug:ref>/assignment/runs/<int:number>/appoint/", assignment.assignment_appoint, name="assignment-appoint"),
    path("rounds/<slug:ref>/monitor/", monitor.round_monitor, name="round-monitor"),
    path("rounds/<slug:ref>/remind/", monitor.round_remind, name="round-remind"),
    path("rounds/<slug:ref>/seals/", seals.round_seals, name="round-seals"),
    path("rounds/<slug:ref>/sheets/<int:pk>/reopen/", monitor.sheet_reopen, name="sheet-reopen"),
    path("rounds/<slug:ref>/proposals/", entries.entry_list, name="entry-list"),
    path("rounds/<slug:ref>/proposals/<slug:proposal_ref>/adjustments/", entries.adjustment_edit, name="adjustment-edit"),
    path("rounds/<slug:ref>/proposals/<slug:proposal_ref>/cut/", entries.cut_edit, name="cut-edit"),
    path("rounds/<slug:ref>/proposals/<slug:proposal_ref>/opinion/", entries.opinion_edit, name="opinion-edit"),
    path("rounds/<slug:ref>/ranking/", ranking.round_ranking, name="round-ranking"),
    path("rounds/<slug:ref>/ranking/<slug:proposal_ref>/", ranking.round_trace, name="round-trace"),
    path("rounds/<slug:ref>/support/", support.round_support, name="round-support"),
    path("rounds/<slug:ref>/what-if/", what_if.round_what_if, name="round-what-if"),
    path("rounds/<slug:ref>/confirm/", ranking.round_confirm, name="round-confirm"),
    path("rounds/<slug:ref>/approval/", approvals.round_approval, name="round-approval"),
    path("rounds/<slug:ref>/approval/ask/", approvals.approval_ask, name="approval-ask"),
    path("rounds/<slug:ref>/approval/<int:pk>/", approvals.approval_decide, name="approval-decide"),
    path("rounds/<slug:ref>/release/", ranking.round_release, name="round-release"),
]

drawn_in_public = [
    path("draws/", draws.draw_list, name="draw-list"),
    path("draws/<slug:ref>/", draws.draw_detail, name="draw-detail"),
    path("draws/<slug:ref>/record.json", draws.draw_record, name="draw-record"),
    path("draws/<slug:ref>/files.zip", draws.draw_files, name="draw-files"),
]

released = [
    path("results/", results.result_list, name="result-list"),
    path("results/rounds/<slug:ref>/", results.result_round, name="result-round"),
    path("results/rounds/<slug:ref>/packet.zip", results.result_packet, name="result-packet"),
    path("results/<slug:proposal_ref>/", results.result_detail, name="result-detail"),
    path("results/<slug:proposal_ref>/disclosure.pdf", results.result_print, name="result-print"),
]

applicants = [
    path("proposals/<slug:ref>/objections/", objections.own_objections, name="own-objections"),
    path("proposals/<slug:ref>/researchers/", objections.own_researchers, name="own-researchers"),
    path("proposals/<slug:ref>/objections/<int:pk>/withdraw/", objections.objection_withdraw, name="objection-withdraw"),
]

appealed = [
    path("results/<slug:proposal_ref>/appeal/", appeals.appeal_start, name="appeal-start"),
    path("appeals/", appeal_office.appeal_list, name="appeal-list"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal-detail"),
    path("appeals/<int:pk>/edit/", appeals.appeal_edit, name="appeal-edit"),
    path("appeals/<int:pk>/autosave/", appeals.appeal_autosave, name="appeal-autosave"),
    path("appeals/<int:pk>/files/", appeals.AppealUpload.as_view(), name="appeal-upload"),
    path("appeals/<int:pk>/files/<uuid:file>/remove/", appeals.appeal_file_remove, name="appeal-file-remove"),
    path("appeals/<int:pk>/withdraw/", appeals.appeal_withdraw, name="appeal-withdraw"),
    path("appeals/<int:pk>/receipt.pdf", appeals.appeal_receipt, name="appeal-receipt"),
    path("appeals/<int:pk>/content.json", appeals.appeal_content, name="appeal-content"),
    path("appeals/<int:pk>/hearing/", appeal_office.appeal_hearing, name="appeal-hearing"),
    path("appeals/<int:pk>/dismiss/", appeal_office.appeal_dismiss, name="appeal-dismiss"),
]

urlpatterns = [*evaluators, *headquarters, *drawn_in_public, *applicants, *released, *appealed]
