"""The addresses of calls and proposals."""

from django.urls import path

from projects.views import (
    autosave,
    call_desk,
    calls,
    company,
    earlier,
    files,
    handing_in,
    history,
    hq,
    partners,
    proposals,
    recusals,
    steps,
)

app_name = "projects"

calls_for_everybody = [
    path("calls/", calls.call_list, name="call-list"),
    path("calls/new/", call_desk.call_create, name="call-create"),
    path("calls/<slug:ref>/", calls.call_detail, name="call-detail"),
    path("calls/<slug:ref>/edit/", call_desk.call_edit, name="call-edit"),
    path("calls/<slug:ref>/preview/", call_desk.call_preview, name="call-preview"),
    path("calls/<slug:ref>/discard/", call_desk.call_discard, name="call-discard"),
    path("calls/<slug:ref>/publish/", call_desk.call_publish, name="call-publish"),
    path("calls/<slug:ref>/extend/", call_desk.call_extend, name="call-extend"),
    path("calls/<slug:ref>/amend/", call_desk.call_amend, name="call-amend"),
    path("calls/<slug:ref>/drafts/", call_desk.call_drafts, name="call-drafts"),
]

headquarters = [
    path("recusals/", recusals.recusal_list, name="recusal-list"),
    path("recusals/<int:pk>/end/", recusals.recusal_end, name="recusal-end"),
    path("proposals/export.csv", hq.proposal_export, {"form": "csv"}, name="proposal-export-csv"),
    path("proposals/export.xlsx", hq.proposal_export, {"form": "xlsx"}, name="proposal-export-xlsx"),
    path("proposals/export/contacts/", hq.proposal_export_contacts, name="proposal-export-contacts"),
    path("proposals/screen/", hq.proposal_screen_many, name="proposal-screen-many"),
    path("proposals/<slug:ref>/screen/", hq.proposal_screen, name="proposal-screen"),
    path("proposals/<slug:ref>/contacts/", hq.proposal_contacts, name="proposal-contacts"),
]

# One address for firms and offices: the view is the person's.
both = [
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/<slug:ref>/", proposals.proposal_detail, name="proposal-detail"),
]

# The company's way: from a call to a receipt.
writing_a_proposal = [
    path("calls/<slug:ref>/start/", company.proposal_start, name="proposal-start"),
    path("proposals/<slug:ref>/edit/<slug:step>/", steps.proposal_step, name="proposal-step"),
    path("proposals/<slug:ref>/autosave/", autosave.proposal_autosave, name="proposal-autosave"),
    path("proposals/<slug:ref>/budget/autosave/", autosave.budget_autosave, name="budget-autosave"),
    path("proposals/<slug:ref>/earlier/<slug:field>/", earlier.earlier_text, name="earlier-text"),
    path("proposals/<slug:ref>/amendments/read/", company.amendments_read, name="amendments-read"),
    path("proposals/<slug:ref>/here/", autosave.proposal_presence, name="proposal-presence"),
    path("proposals/<slug:ref>/here/<slug:step>/", autosave.proposal_presence, name="proposal-presence"),
    path("proposals/<slug:ref>/files/<str:document>/<int:partner_id>/", files.ProposalUpload.as_view(), name="proposal-upload"),
    path("proposals/<slug:ref>/files/<int:pk>/remove/", files.proposal_file_remove, name="proposal-file-remove"),
    path("proposals/<slug:ref>/check/", handing_in.proposal_check, name="proposal-check"),
    path("proposals/<slug:ref>/submit/", handing_in.proposal_submit, name="proposal-submit"),
    path("proposals/<slug:ref>/submitted/", handing_in.proposal_submitted, name="proposal-submitted"),
    path("proposals/<slug:ref>/withdraw/", handing_in.proposal_withdraw, name="proposal-withdraw"),
    path("proposals/<slug:ref>/receipt.pdf", handing_in.proposal_receipt, name="proposal-receipt"),
    path("proposals/<slug:ref>/proposal.pdf", handing_in.proposal_print, name="proposal-print"),
    path("proposals/<slug:ref>/history/", history.proposal_history, name="proposal-history"),
    path("proposals/<slug:ref>/history/<slug:field>/", history.proposal_compare, name="proposal-compare"),
]

taking_part = [
    path("proposals/<slug:ref>/partners/invite/", partners.partner_invite, name="partner-invite"),
    path("proposals/<slug:ref>/partners/earlier/<int:pk>/", earlier.partner_invite_earlier, name="partner-invite-earlier"),
    path("proposals/<slug:ref>/partners/lookup/", partners.partner_lookup, name="partner-lookup"),
    path("proposals/<slug:ref>/partners/<int:pk>/edit/", partners.partner_edit, name="partner-edit"),
    path("proposals/<slug:ref>/partners/<int:pk>/resend/", partners.partner_resend, name="partner-resend"),
    path("proposals/<slug:ref>/partners/<int:pk>/remove/", partners.partner_remove, name="partner-remove"),
    path("proposals/<slug:ref>/partners/<int:pk>/consent/", partners.partner_consent, name="partner-consent"),
    path("proposals/<slug:ref>/partners/<int:pk>/decline/", partners.partner_decline, name="partner-decline"),
    path("invitations/<slug:token>/", partners.invitation, name="invitation"),
]

urlpatterns = [*calls_for_everybody, *headquarters, *both, *writing_a_proposal, *taking_part]
